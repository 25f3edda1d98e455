"""Agency and advertiser lists as media-sales databases keep them (DealMecca): holding companies, agencies, advertisers."""

from exchange.sources import Source

COMPANY = {
    "name": "companyName | name",
    "website": "website",
    "industry": "industry",
    "city": "city | headquarters",
    "region": "state",
    "country": "country",
    "employees": "employeeCount",
    "about": "description",
    "parent": "parentCompanyName",
}
TABLES = (
    Source(
        "dealmecca",
        "clients",
        "Agency and advertiser list",
        COMPANY,
        signs="companyName | companyType | parentCompanyName | employeeCount | headquarters | agencyType | logoUrl | linkedinUrl",
        needs="companyName | agencyType | logoUrl",
        exact=True,
    ),
    Source(
        "dealmecca",
        "contacts",
        "Companies and contacts in one list",
        {
            "client": "companyName",
            "client_domain": "domain",
            "client_website": "website",
            "client_industry": "industry",
            "client_city": "city | headquarters",
            "client_country": "country",
            "client_employees": "employeeCount",
            "client_about": "description",
            "first_name": "firstName",
            "last_name": "lastName",
            "job_title": "title",
            "email": "email",
            "phone": "phone",
            "decision_maker": "isDecisionMaker",
        },
        signs="companyName | companyType | email | firstName | lastName | isDecisionMaker | seniority | employeeCount | headquarters | linkedinUrl | department",
        needs="email",
        exact=True,
    ),
    Source(
        "dealmecca",
        "clients",
        "Advertisers and their agencies",
        {"name": "advertiserName"},
        signs="advertiserName | agencyName",
        needs="advertiserName",
        exact=True,
    ),
)
