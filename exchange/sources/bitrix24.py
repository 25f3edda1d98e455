"""Bitrix24: semicolons, every value quoted, a semicolon after the last; labels of the user's language (English, Russian here)."""

from exchange.sources import NotImported, Source

TABLES = (
    Source(
        "bitrix24",
        "clients",
        "Bitrix24 companies",
        {
            "source_id": "ID",
            "name": "Company Name | Company | Название компании",
            "website": "Corporate Website | Website | Корпоративный сайт | Personal Page | Other Website",
            "industry": "Industry | Сфера деятельности",
            "phone": "Work Phone | Рабочий телефон | Mobile | Other Phone",
            "street": "Address | Street address | Legal address | Адрес | Street, house no.",
            "postcode": "Address: Zip code | Zip",
            "city": "Address: City | City",
            "region": "Address: State / Province | State / Province",
            "country": "Address: Country | Country",
            "employees": "Employees | Кол-во сотрудников",
            "about": "Comment | Комментарий",
            "state": "Company Type | Тип компании",
            "since": "Created | Created on | Дата создания",
            "currency": "Currency | Валюта",
            "owner": "Responsible | Responsible person | Ответственный",
        },
        signs="Responsible | Company Type | Annual Income | Annual revenue | Created by CRM form | Work Phone | Work E-mail | Corporate Website | Payment Details | Activity"
        " | Responsible person | Ответственный | Название компании | Тип компании | Сфера деятельности | Годовой оборот | UTM Source",
        needs="Responsible | Responsible person | Ответственный | Company Type",
    ),
    Source(
        "bitrix24",
        "contacts",
        "Bitrix24 contacts",
        {
            "source_id": "ID",
            "client": "Company | Companies | Компания",
            "name": "Contact | Контакт",
            "first_name": "First Name | Имя",
            "middle_name": "Middle Name | Second name | Отчество",
            "last_name": "Last Name | Фамилия",
            "job_title": "Position | Должность",
            "email": "Work E-mail | Рабочий e-mail | Home E-mail | Other E-mail",
            "phone": "Work Phone | Рабочий телефон | Home Phone | Other Phone",
            "mobile": "Mobile | Мобильный телефон",
            "note": "Comment | Комментарий",
            "owner": "Responsible | Responsible person | Ответственный",
        },
        signs="Responsible | Responsible person | Contact Type | Source Information | Work Phone | Work E-mail | Position | Export | Ответственный | Фамилия | Должность",
        needs="Last Name | Фамилия",
    ),
)
NOT_IMPORTED = (
    NotImported("deals", "Deal Name | Stage"),
    NotImported("deals", "Deal | Pipeline"),
)
