import pytest

from agents.speaking import spoken
from retrieval.catalogue import Attribute, Domain, Kind

LANGUAGE = Attribute("language", Kind.TAGS, label="language", phrase="in {}")
RATED = Attribute("age", Kind.CATEGORY, label="age rating", phrase="rated {}")
COUNTRY = Attribute("country", Kind.TAGS, label="country", phrase="from {}")
SERVINGS = Attribute("servings", Kind.NUMBER, label="servings")
PREP = Attribute("prep", Kind.DURATION, label="prep time", unit="min")
COOK = Attribute("cook", Kind.DURATION, label="cook time", unit="min")
DOMAIN = Domain("d", "D", (LANGUAGE, RATED, COUNTRY, SERVINGS, PREP, COOK))


@pytest.mark.parametrize(
    ("attribute", "value", "words"),
    [
        (LANGUAGE, ("Silent",), "silent"),
        (LANGUAGE, ("French", "Silent"), "in French, silent"),
        (LANGUAGE, ("French", "Dutch"), "in French and Dutch"),
        (RATED, "Not rated", "not rated"),
        (RATED, "PG", "rated PG"),
        (COUNTRY, ("United States", "France"), "from the United States and France"),
        (COUNTRY, ("Netherlands",), "from the Netherlands"),
        (SERVINGS, 18.0, "18 servings"),
        (PREP, 15.0, "prep time 15 min"),
    ],
)
def test_a_value_reads_as_english(attribute: Attribute, value: str | float | tuple[str, ...], words: str) -> None:
    assert spoken(attribute, value, DOMAIN) == words


def test_the_only_time_needs_no_name() -> None:
    assert spoken(PREP, 15.0, Domain("d", "D", (PREP,))) == "15 min"
