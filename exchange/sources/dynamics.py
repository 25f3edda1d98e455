"""Microsoft Dynamics 365: the columns in brackets "(Do Not Modify)" carry id and checksum; labels otherwise."""

from exchange.sources import NotImported, Source

TABLES = (
    Source(
        "dynamics",
        "clients",
        "Dynamics 365 accounts",
        {
            "source_id": "(Do Not Modify) Account | accountid | Account Number",
            "name": "Account Name | name",
            "website": "Website | websiteurl | Web Site",
            "industry": "Industry | industrycode",
            "phone": "Main Phone | telephone1 | Phone",
            "street": "Address 1: Street 1 | address1_line1 | Street 1",
            "postcode": "Address 1: ZIP/Postal Code | address1_postalcode",
            "city": "Address 1: City | address1_city",
            "region": "Address 1: State/Province | address1_stateorprovince",
            "country": "Address 1: Country/Region | address1_country",
            "employees": "Number of Employees | numberofemployees | No. of Employees",
            "about": "Description | description",
            "state": "Relationship Type | customertypecode | Status",
            "since": "Created On | createdon",
            "parent": "Parent Account | parentaccountid",
            "currency": "Currency | transactioncurrencyid",
            "owner": "Owner | ownerid",
        },
        signs="(Do Not Modify) Account | (Do Not Modify) Row Checksum | (Do Not Modify) Modified On | Main Phone | Address 1: City | Address 1: Street 1 | Relationship Type"
        " | Primary Contact | accountid | address1_city | telephone1 | transactioncurrencyid | ownerid | Created On",
        needs="(Do Not Modify) Account | Address 1: City | accountid | Main Phone",
    ),
    Source(
        "dynamics",
        "contacts",
        "Dynamics 365 contacts",
        {
            "source_id": "(Do Not Modify) Contact | contactid",
            "client": "Company Name | parentcustomerid | Account Name | Account",
            "name": "Full Name | fullname",
            "first_name": "First Name | firstname",
            "last_name": "Last Name | lastname",
            "job_title": "Job Title | jobtitle",
            "email": "Email | emailaddress1 | Email Address 1",
            "phone": "Business Phone | telephone1",
            "mobile": "Mobile Phone | mobilephone",
            "note": "Description",
            "owner": "Owner | ownerid",
        },
        signs="(Do Not Modify) Contact | (Do Not Modify) Row Checksum | (Do Not Modify) Modified On | Business Phone | contactid | parentcustomerid | emailaddress1 | fullname | Created On",
        needs="(Do Not Modify) Contact | contactid | parentcustomerid | Business Phone",
    ),
)
NOT_IMPORTED = (NotImported("opportunities", "(Do Not Modify) Opportunity | Topic"), NotImported("opportunities", "opportunityid | name"))
