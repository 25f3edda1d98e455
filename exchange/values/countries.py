"""One name per country, whichever way it was written (ISO 3166 short names; codes of two and three letters; common spellings)."""

from exchange.reading.text import clean, fold, is_nothing, one_line

NAMES = """
AR ARG Argentina|AT AUT Austria Österreich|AU AUS Australia|BE BEL Belgium Belgique België|BG BGR Bulgaria|BR BRA Brazil Brasil|CA CAN Canada
CH CHE Switzerland Schweiz Suisse|CL CHL Chile|CN CHN China|CO COL Colombia|CZ CZE Czechia|DE DEU Germany Deutschland Allemagne|DK DNK Denmark Danmark
EE EST Estonia|EG EGY Egypt|ES ESP Spain España Espanya Espagne|FI FIN Finland Suomi|FR FRA France Frankreich Francia|GR GRC Greece|HU HUN Hungary
ID IDN Indonesia|IE IRL Ireland Éire|IL ISR Israel|IN IND India|IS ISL Iceland|IT ITA Italy Italia Italie|JP JPN Japan|KE KEN Kenya|LT LTU Lithuania
LU LUX Luxembourg|LV LVA Latvia|MA MAR Morocco|MX MEX Mexico México|MY MYS Malaysia|NG NGA Nigeria|NL NLD Netherlands Holland Nederland|NO NOR Norway Norge
PE PER Peru|PH PHL Philippines Philipines|PL POL Poland Polska|PT PRT Portugal|RO ROU Romania|SE SWE Sweden Sverige|SG SGP Singapore|SI SVN Slovenia
SK SVK Slovakia|TH THA Thailand|TR TUR Türkiye Turkey|TW TWN Taiwan|UA UKR Ukraine|VN VNM Vietnam|UY URY Uruguay
"""
PHRASES = {
    "United Kingdom": "GB GBR UK U.K. Great-Britain Britain England Scotland Wales Northern-Ireland United-Kingdom UnitedKingdomofGreatBritainandNorthernIreland",
    "United States": "US USA U.S. U.S.A. United-States United-States-of-America America Estados-Unidos",
    "New Zealand": "NZ NZL New-Zealand",
    "South Africa": "ZA ZAF South-Africa",
    "South Korea": "KR KOR South-Korea Korea Republic-of-Korea",
    "Saudi Arabia": "SA SAU Saudi-Arabia",
    "United Arab Emirates": "AE ARE UAE United-Arab-Emirates",
    "Hong Kong": "HK HKG Hong-Kong",
    "Czechia": "Czech-Republic",
    "Netherlands": "The-Netherlands",
}
SPELLINGS: dict[str, str] = {}
for entry in NAMES.replace("\n", "|").split("|"):
    if words := entry.split():
        SPELLINGS.update({fold(word): words[2] for word in words})
for country, spellings in PHRASES.items():
    SPELLINGS.update({fold(spelling): country for spelling in spellings.split()})


def read_country(text: str) -> str:
    """The country's name; a name that is not in the list stays as it was written."""
    if is_nothing(text) and clean(text).casefold() != "na":  # Namibia
        return ""
    return SPELLINGS.get(fold(text), one_line(text))[:80]
