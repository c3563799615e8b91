"""Countries, languages and what their people are called, for catalogues that name either."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from agents.understanding.tokens import key

Phrase = tuple[str, ...]

DEMONYMS = """
AF afghan; AL albanian; DZ algerian; AR argentinian argentine argentinean; AM armenian; AU australian aussie;
AT austrian; BD bangladeshi; BY belarusian; BE belgian; BO bolivian; BA bosnian; BR brazilian; GB british english
scottish welsh; BG bulgarian; KH cambodian; CA canadian; CL chilean; CN chinese; CO colombian; HR croatian; CU cuban;
CY cypriot; CZ czech; DK danish; NL dutch; EC ecuadorian; EG egyptian; EE estonian; ET ethiopian; FI finnish; FR french;
GE georgian; DE german; GH ghanaian; GR greek; HK cantonese; HU hungarian; IS icelandic; IN indian; ID indonesian;
IR iranian persian; IQ iraqi; IE irish; IL israeli; IT italian; JM jamaican; JP japanese; JO jordanian; KZ kazakh;
KE kenyan; KR korean; LV latvian; LB lebanese; LT lithuanian; LU luxembourgish; MK macedonian; MY malaysian; MX mexican;
MN mongolian; MA moroccan; NP nepali nepalese; NZ kiwi; NG nigerian; NO norwegian; PK pakistani; PE peruvian;
PH filipino; PL polish; PT portuguese; RO romanian; RU russian; SA saudi; SN senegalese; RS serbian; SG singaporean;
SK slovak; SI slovenian; ZA african; ES spanish; SE swedish; CH swiss; SY syrian; TW taiwanese; TH thai; TN tunisian;
TR turkish; UA ukrainian; AE emirati; US american; UY uruguayan; VE venezuelan; VN vietnamese
"""
REGIONS = """
scandinavian nordic caribbean polynesian latin tuscan sicilian venetian catalan basque corsican creole cajun balkan
arabic arab balinese bavarian hawaiian tibetan eritrean mediterranean asian african european oriental eurasian
"""
OTHER_NAMES = {
    "US": ("usa", "us", "united states of america", "america", "the states"),
    "GB": ("uk", "great britain", "britain", "england", "scotland", "wales"),
    "KR": ("korea", "republic of korea"),
    "RU": ("russian federation", "soviet union"),
    "CZ": ("czech republic",),
    "NL": ("holland",),
    "TR": ("turkey",),
    "ZA": ("south african", "sa"),
    "DE": ("deutschland",),
    "NZ": ("new zealand", "nz"),
    "CI": ("ivory coast",),
    "AU": ("oz", "aus"),
    "AE": ("uae",),
}


@lru_cache(maxsize=1)
def _names() -> tuple[dict[str, str], dict[str, str]]:
    """English names of the countries (by ISO 3166 code) and of the languages (by ISO 639 code), from CLDR."""
    from babel import Locale

    english = Locale("en")
    countries = {code: name for code, name in english.territories.items() if len(code) == 2 and code.isalpha()}
    languages = {code: name for code, name in english.languages.items() if len(code) in (2, 3)}
    return countries, languages


@lru_cache(maxsize=1)
def countries() -> dict[Phrase, str]:
    """Every wording of a country, with its people's adjective, to its code."""
    found = {key(name): code for code, name in _names()[0].items()}
    for code, others in OTHER_NAMES.items():
        found |= {key(name): code for name in others}
    for entry in DEMONYMS.replace("\n", " ").split(";"):
        code, *adjectives = entry.split()
        found |= {(adjective,): code for adjective in adjectives}
    return found


@lru_cache(maxsize=1)
def peoples() -> frozenset[str]:
    """Adjectives of countries and regions: what a kitchen, a style or a band may be called by."""
    of_countries = (word for entry in DEMONYMS.replace("\n", " ").split(";") for word in entry.split()[1:])
    return frozenset((*of_countries, *REGIONS.split()))


def are_peoples(values: Iterable[str]) -> bool:
    """Whether many of the values are such adjectives, as those of a cuisine."""
    found = [any(word in peoples() for word in key(value)) for value in values]
    return sum(found) >= max(3, len(found) / 4)


@lru_cache(maxsize=1)
def languages() -> dict[Phrase, str]:
    return {key(name): code for code, name in _names()[1].items()}


def is_table(values: Iterable[str], table: dict[Phrase, str]) -> bool:
    """Whether nearly all of the values are in the table, by name or by code."""
    codes = set(table.values())
    known = [key(v) in table or v.lower() in codes or v.upper() in codes for v in values]
    return len(known) >= 3 and sum(known) >= 0.8 * len(known)


def wordings(values: Iterable[str], table: dict[Phrase, str]) -> Iterator[tuple[Phrase, str]]:
    """Every wording of the table with the catalogue's value for it, or with "" where the catalogue has none."""
    codes = set(table.values())
    value_of: dict[str, str] = {}
    for value in values:
        code = table.get(key(value)) or next((c for c in (value, value.lower(), value.upper()) if c in codes), "")
        value_of.setdefault(code, value)
    for words, code in table.items():
        yield words, value_of.get(code, "")
