"""The clients of the demo agency, as rows. Names of many languages and lengths, because real ones are like that."""

from dataclasses import dataclass

from clients.states import ClientState, LossCause, Tier


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """`team` are keys of people, the lead first; `fee` is (amount, currency, period); `story` names a contract of `stories`."""

    code: str
    name: str
    team: str
    fee: tuple[int, str, str] | None = None
    story: str = ""
    met: tuple[int, ...] = ()  # check-ins held so many days ago, newest first
    is_walled: bool = False
    tier: str = ""


@dataclass(frozen=True, slots=True)
class DemoClient:
    name: str
    legal_name: str
    industry: str
    city: str
    country: str
    tier: str = Tier.STANDARD
    state: str = ClientState.ACTIVE
    since_days: int = 700
    owner: str = "eli"
    about: str = ""
    end_goals: str = ""
    accounts: tuple[DemoAccount, ...] = ()
    reason: str = ""
    cause: str = ""


A, C, T, S = DemoAccount, DemoClient, Tier, ClientState
SAMS, MARENS, OLGAS = "eli cora sam dana pia tara fin", "henrik maren dana tara fin", "otto thuy olga oscar fin"
CLIENTS = (
    C(
        "Pohjolan Kaura",
        "Pohjolan Kaurajuoma- ja Välipalatehtaat Oyj",
        "Food",
        "Jyväskylä",
        "Finland",
        T.KEY,
        since_days=1500,
        about="Oat drinks and snacks from six mills; second in Finland, new in Sweden.",
        end_goals="First choice of families in Finland within three years; Sweden profitable by next autumn.",
        accounts=(
            A("KAURA", "Kaurajuomat Suomi", SAMS, (26_000, "EUR", "month"), "in_3_days", (2, 9, 16, 24)),
            A("VALI", "Välipalat", "tomas cora sam dana pia", (9_500, "EUR", "month"), "in_17_days", (12, 20)),
        ),
    ),
    C(
        "Brightwater",
        "Brightwater Building Society",
        "Banking",
        "Leeds",
        "United Kingdom",
        T.KEY,
        since_days=1100,
        about="A mutual with 212 branches and savers who stay for decades.",
        end_goals="Savers under forty.",
        accounts=(
            A("BRIW", "Brightwater Saver", SAMS, (22_000, "GBP", "month"), "past", (19, 30)),
            A("BRIM", "Brightwater Mortgages", "tomas sam dana fin", (11_000, "GBP", "month"), "in_45_days", (5, 12)),
        ),
    ),
    C(
        "Trà Sen Phương Bắc",
        "Công ty Cổ phần Trà Sen Phương Bắc",
        "Drinks",
        "Hà Nội",
        "Vietnam",
        T.GROWTH,
        since_days=620,
        about="Lotus tea of the north, sold in forty countries.",
        accounts=(A("SEN", "Trà Sen", SAMS, (186_500_000, "VND", "month"), "in_100_days", (10, 25)),),
    ),
    C(
        "ข้าวหอมแม่สายรุ้ง",
        "บริษัท ข้าวหอมแม่สายรุ้ง (มหาชน) จำกัด",
        "Food",
        "เชียงใหม่",
        "Thailand",
        since_days=60,
        accounts=(A("RUNG", "ข้าวหอมแม่สายรุ้ง", "eli cora sam", (415_000, "THB", "month"), "evergreen", (14,)),),
    ),
    C(
        "Cafè de la Pedra Encantada",
        "Cafè de la Pedra Encantada, S.L.",
        "Restaurants",
        "Girona",
        "Spain",
        T.GROWTH,
        since_days=900,
        owner="tomas",
        accounts=(A("PEDRA", "Cafè de la Pedra Encantada", "tomas cora sam", (7_000, "EUR", "month"), "rolled", (3, 17)),),
    ),
    C(
        "Halden Ferries",
        "Halden Ferries AB",
        "Travel",
        "Göteborg",
        "Sweden",
        since_days=800,
        owner="henrik",
        accounts=(A("HALD", "Halden Ferries", MARENS, (140_000, "SEK", "month"), "amended", (22, 51)),),
    ),
    C(
        "Harbour Mutual",
        "Harbour & Moss Mutual Insurance plc",
        "Insurance",
        "Bristol",
        "United Kingdom",
        T.KEY,
        since_days=400,
        owner="henrik",
        about="Competes with Brightwater for savers: nobody works for both.",
        accounts=(A("HARB", "Harbour Life", "henrik maren", (17_500, "GBP", "month"), "renewed", (1, 8, 15), is_walled=True),),
    ),
    C(
        "Linnunlaulu Books",
        "Kustannusosakeyhtiö Linnunlaulu",
        "Publishing",
        "Helsinki",
        "Finland",
        since_days=760,
        owner="henrik",
        accounts=(A("LINN", "Linnunlaulu", MARENS, (4_200, "EUR", "month"), "lapsed", (40,)),),
    ),
    C(
        "Savonia Sleep",
        "Savonia Sleep Oy",
        "Retail",
        "Kuopio",
        "Finland",
        since_days=300,
        owner="henrik",
        accounts=(A("SAVO", "Savonia Sleep", "henrik maren", (48_000, "EUR", "once"), "project", (11,)),),
    ),
    C(
        "Velodroom",
        "Velodroom Kaupungit Oy",
        "Transport",
        "Tampere",
        "Finland",
        T.GROWTH,
        since_days=540,
        owner="henrik",
        accounts=(A("VELO", "Velodroom Kaupungit", MARENS, (60_000, "EUR", "quarter"), "framework", (6, 20)),),
    ),
    C(
        "Teixidó",
        "Teixidó Olis d’Oliva, S.A.",
        "Food",
        "Les Borges Blanques",
        "Spain",
        since_days=980,
        owner="tomas",
        accounts=(A("TEIX", "Oli Teixidó", "ruth sam", (3_800, "EUR", "month"), "indexed", (29,)),),
    ),
    C(
        "Copperline Telecom",
        "Copperline Telecommunications Ltd",
        "Telecom",
        "Dublin",
        "Ireland",
        T.GROWTH,
        since_days=1300,
        owner="tomas",
        accounts=(A("COPP", "Copperline Business", "tomas sam dana", (12_400, "EUR", "month"), "noticed", (33,)),),
    ),
    C(
        "Mossgrove Gardens",
        "Mossgrove Garden Centres Ltd",
        "Retail",
        "Shrewsbury",
        "United Kingdom",
        since_days=450,
        owner="sam",
        accounts=(A("MOSS", "Mossgrove", "tomas sam", (2_900, "GBP", "month"), "in_60_days", (48,)),),
    ),
    C(
        "Cambrian Dairy",
        "The Long Established and Independent Royal Cambrian Dairy Farmers’ Cooperative Society Limited",
        "Agriculture",
        "Aberystwyth",
        "United Kingdom",
        since_days=2400,
        owner="sam",
        accounts=(
            A(
                "CAMB",
                "Royal Cambrian Dairy Farmers’ Cooperative: milk, butter and everything churned",
                "ruth sam",
                (5_100, "GBP", "month"),
                "evergreen",
                (21,),
            ),
        ),
    ),
    C(
        "Orpheus Plastics",
        "Orpheus Plastics Inc.",
        "Manufacturing",
        "Toledo, Ohio",
        "United States",
        since_days=290,
        owner="otto",
        accounts=(A("ORPL", "Orpheus Plastics", OLGAS, (9_900, "USD", "month"), "in_28_days", (7, 36)),),
    ),
    C(
        "Kumiko Ceramics",
        "株式会社クミコ陶芸",
        "Household",
        "Kanazawa",
        "Japan",
        since_days=500,
        owner="otto",
        accounts=(A("KUMI", "Kumiko", OLGAS, (1_450_000, "JPY", "month"), "past", (44,)),),
    ),
    C(
        "Fjord & Alba",
        "Fjord & Alba Knitwear ASA",
        "Fashion",
        "Bergen",
        "Norway",
        T.GROWTH,
        since_days=350,
        owner="otto",
        accounts=(A("FJAL", "Fjord & Alba", OLGAS, (88_000, "NOK", "month"), "in_100_days", (4, 18)),),
    ),
    C(
        "Tuulenpesä Energia",
        "Tuulenpesä Energia Oy",
        "Energy",
        "Vaasa",
        "Finland",
        T.KEY,
        since_days=640,
        owner="otto",
        accounts=(A("TUUL", "Tuulenpesä", OLGAS, (19_000, "EUR", "month"), "in_45_days", (3, 10, 17)),),
    ),
    C(
        "Albatross Travel",
        "Albatross Travel A/S",
        "Travel",
        "Aarhus",
        "Denmark",
        state=S.DORMANT,
        since_days=1200,
        owner="henrik",
        accounts=(A("ALBA", "Albatross", "henrik maren", (1_500, "EUR", "month"), "ended"),),
    ),
    C(
        "Pineapple Park Festivals",
        "Pineapple Park Festivals GmbH",
        "Events",
        "Graz",
        "Austria",
        state=S.DORMANT,
        since_days=500,
        owner="otto",
        accounts=(A("PINE", "Pineapple Park", "otto olga", None),),
    ),
    C(
        "Ostrobothnian Steel",
        "Pohjanmaan Teräs Oy",
        "Manufacturing",
        "Kokkola",
        "Finland",
        state=S.LOST,
        since_days=900,
        owner="eli",
        reason="New owner brought their own agency",
        cause=LossCause.RIVAL,
        accounts=(A("OSTR", "Pohjanmaan Teräs", "eli sam", (6_000, "EUR", "month"), "ended"),),
    ),
    C(
        "Castellet Vins",
        "Castellet Vins i Caves, S.L.",
        "Drinks",
        "Sant Sadurní d’Anoia",
        "Spain",
        state=S.LOST,
        since_days=260,
        owner="tomas",
        reason="Price: moved to a freelancer",
        cause=LossCause.PRICE,
    ),
    C(
        "Miralles Xocolata",
        "Miralles Xocolata Artesana, S.L.",
        "Food",
        "Vic",
        "Spain",
        state=S.PROSPECT,
        since_days=35,
        owner="tomas",
        end_goals="From twelve shops to supermarkets.",
    ),
    C("Vuorenpeikko Outdoor", "Vuorenpeikko Outdoor Oy", "Retail", "Rovaniemi", "Finland", state=S.PROSPECT, since_days=12, owner="eli"),
    C("Nordlys Charging", "Nordlys Charging AS", "Energy", "Tromsø", "Norway", T.GROWTH, S.PROSPECT, since_days=80, owner="otto"),
    C("Tammelin & Tytär", "Tammelin & Tytär Ky", "Household", "Turku", "Finland", state=S.PROSPECT, since_days=5, owner="henrik"),
)
CONTACTS = {
    "KAURA": (
        ("Elina Rautavirta", "Marketing director", "decision_maker", 2, 3),
        ("Kauko Vihervaara-Rantanen", "Chief executive", "sponsor", 1, 3),
        ("Mirkka Salo", "Brand manager", "champion", 2, 1),
        ("Jari Kettunen", "Head of procurement", "blocker", -1, 2),
    ),
    "BRIW": (
        ("Philippa Marsh-Delacroix", "Chief marketing officer", "decision_maker", 0, 3),
        ("Dev Chatterjee", "Head of savings", "influencer", -1, 2),
        ("Gwen Prosser", "Campaign manager", "user", 1, 1),
    ),
    "SEN": (("Phạm Minh Đức", "Export director", "decision_maker", 1, 3), ("Lê Thị Hồng Nhung", "Brand manager", "champion", 2, 1)),
    "RUNG": (("สมชาย วัฒนกุล", "Managing director", "decision_maker", 1, 3),),
    "PEDRA": (("Mercè Fontanals i Roig", "Owner", "decision_maker", 2, 3), ("Oriol Camps", "Chef", "user", 0, 1)),
    "HALD": (("Annika Bergström", "Marketing manager", "decision_maker", 1, 2),),
    "HARB": (
        ("Tobias Penhaligon", "Chief marketing officer", "decision_maker", 1, 3),
        ("Ifeoma Eze", "Board member", "sponsor", 1, 3),
        ("Rhys Colley", "Brand lead", "champion", 2, 1),
    ),
    "LINN": (("Ulla-Maija Ahonen", "Publisher", "decision_maker", 0, 3),),
    "VELO": (("Pekka Lahtinen", "Managing director", "decision_maker", 1, 3), ("Sanna Wirtanen", "Growth lead", "champion", 1, 1)),
    "COPP": (("Niamh Gallagher", "Marketing director", "decision_maker", -2, 3),),
    "TUUL": (("Birgit Nylund", "Chief executive", "sponsor", 1, 3), ("Markku Haapala", "Communications", "champion", 2, 2)),
    "ORPL": (("Darlene Kowalczyk", "VP marketing", "decision_maker", 0, 3),),
    "FJAL": (("Sigrid Haugen", "Creative director", "champion", 2, 2),),
}
CURRENCIES = {"GBP": "1.1720", "USD": "0.9210", "SEK": "0.0886", "NOK": "0.0858", "VND": "0.0000362", "THB": "0.0258", "JPY": "0.00613"}
SERVICES = ("Brand strategy", "Campaigns", "Social media", "Packaging", "Media planning", "Film", "Retail activation", "Reporting")
