"""What columns are called, asked and compared by, from their names."""

from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval.catalogue import Attribute, Domain, Kind
from retrieval.importing.concepts import concept_of
from retrieval.importing.infer import infer
from retrieval.importing.lists import several
from retrieval.importing.rows import Limits, RawRow
from retrieval.importing.survey import survey
from retrieval.importing.units import without_unit

Cell = Callable[[int], object]


def cells(*values: object) -> Cell:
    """In turn."""
    return lambda n: values[n % len(values)]


def domain_of(file: str = "things.csv", **columns: Cell) -> Domain:
    rows_of = ({"title": f"Thing {n}", **{c: cell(n) for c, cell in columns.items()}} for n in range(60))
    seen = survey((RawRow(n, record) for n, record in enumerate(rows_of, 2)), Limits())
    return infer(seen, Path(file))[0]


def attribute(column: str, cell: Cell, file: str = "things.csv") -> Attribute:
    return next(a for a in domain_of(file=file, **{column: cell}).attributes if a.column == column)


def test_pages_are_counted_compared_and_asked_about() -> None:
    pages = attribute("pages", lambda n: 100 + 7 * n)
    assert (pages.kind, pages.label, pages.unit, pages.question) == (
        Kind.NUMBER,
        "pages",
        "pages",
        "How long may it be?",
    )
    assert (pages.lower[0], pages.higher[0], pages.low_words[0], pages.askability) == (
        "shorter",
        "longer",
        "short",
        0.5,
    )


@pytest.mark.parametrize(
    ("column", "cell", "label"),
    [
        ("guests", lambda n: 1 + n % 6, "guests"),
        ("players", lambda n: 1 + n % 6, "players"),
        ("servings", lambda n: 1 + n % 6, "servings"),
        ("amenities", cells("pool|bar", "bar|spa", "spa"), "amenity"),
        ("features", cells("pool|bar", "bar|spa", "spa"), "feature"),
        ("extras", cells("a bell|a lamp", "a lamp|a lock", "a lock"), "extra"),
        ("vintage", lambda n: 1990 + n % 30, "vintage"),
        ("Height (cm)", lambda n: 10 + n, "height"),
        ("caffeine_mg", lambda n: 10 + n, "caffeine"),
        ("weight kg", lambda n: 1 + n / 10, "weight"),
        ("price (EUR)", lambda n: 5 + n, "price"),
        ("distance to centre (km)", lambda n: n / 10, "distance to centre"),
    ],
)
def test_a_column_keeps_a_name_that_people_say(column: str, cell: Cell, label: str) -> None:
    assert attribute(column, cell).label == label


@pytest.mark.parametrize("column", ["distance to centre (km)", "distance_to_centre_km", "Distance from city center"])
def test_a_distance_to_the_centre_is_closer_or_farther(column: str) -> None:
    found = attribute(column, lambda n: n / 10)
    assert found.lower[:2] == ("closer", "nearer")
    assert {"farther", "further"} <= set(found.higher)
    assert "central" in found.low_words
    assert found.question.startswith("How far from the c")
    assert (found.better, found.askability) == ("lower", 0.5)


def test_what_it_is_far_from_stands_in_the_words() -> None:
    found = attribute("distance to the beach (m)", lambda n: 50 * n)
    assert (found.unit, found.phrase) == ("m", "{} from the beach")
    assert found.question == "How far from the beach may it be?"
    assert "near the beach" in found.low_words


@pytest.mark.parametrize(
    ("column", "concept", "share"),
    [("weight_kg", "weight", 1.0), ("duration (min)", "duration", 1.0), ("ready in", "total_time", 1.0)],
)
def test_a_unit_is_no_part_of_what_is_measured(column: str, concept: str, share: float) -> None:
    match = concept_of(column)
    assert match is not None
    assert (match.concept.name, match.share) == (concept, share)


def test_what_follows_a_preposition_says_only_which() -> None:
    per_night = concept_of("price per night")
    assert per_night is not None
    assert (per_night.concept.name, per_night.tail) == ("price", "night")
    assert per_night.share >= 0.9


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Height (cm)", "Height"),
        ("weight_kg", "weight"),
        ("kg", "kg"),
        ("check in", "check in"),
        ("size (cm", "size (cm"),
    ],
)
def test_only_a_unit_is_left_out_of_a_name(name: str, bare: str) -> None:
    assert without_unit(name) == bare


@pytest.mark.parametrize(
    ("rare", "separator"),
    [("Ann Lee|Bo Chan", "|"), ("Ann Lee; Bo Chan", ";"), ("Ann Lee & Bo Chan", "&"), ("Ann Lee and Bo Chan", "and")],
)
def test_one_co_author_is_enough_to_divide_authors(rare: str, separator: str) -> None:
    author = attribute("author", lambda n: rare if n == 5 else f"Sandra Bo{'abcdefg'[n % 7]}")
    assert (author.kind, author.separator) == (Kind.TAGS, separator)
    assert list(several("Sandra Land", separator)) == ["Sandra Land"]
    assert list(several(rare, separator)) == ["Ann Lee", "Bo Chan"]


@pytest.mark.parametrize("rare", ["Strunk and White", "Simon & Garfunkel", "Lee, Ann", "Ann Lee and The Others"])
def test_what_may_be_one_name_stays_one(rare: str) -> None:
    assert attribute("author", lambda n: rare if n == 5 else f"Author {'abcdefg'[n % 7]}").kind is Kind.CATEGORY


def test_bands_are_not_divided() -> None:
    assert attribute("artist", lambda n: "Ann Lee & Bo Chan" if n == 5 else f"Act {n % 7}").kind is Kind.CATEGORY


def test_a_year_that_no_concept_knows_is_older_or_newer() -> None:
    opened = attribute("opened", lambda n: 1950 + n)
    assert (opened.lower[0], opened.higher[0], opened.phrase) == ("older", "newer", "opened in {}")
    assert opened.question == "Something opened earlier or later?"
    assert "lower opened" not in opened.lower
    assert attribute("harvest", lambda n: 1950 + n).question == "An earlier or a later harvest?"


def test_things_are_fewer_and_amounts_lower() -> None:
    assert attribute("pockets", lambda n: n % 9).lower[0] == "fewer pockets"
    assert attribute("caffeine", lambda n: n % 9).lower[0] == "lower caffeine"


def test_reviews_are_counted_not_wished_for() -> None:
    domain = domain_of(rating=lambda n: n % 50 / 10, reviews=lambda n: 3 * n)
    reviews = domain.attribute("reviews")
    assert domain.rating_count == "reviews"
    assert reviews is not None
    assert (reviews.informable, reviews.label) == (False, "reviews")


def test_a_folder_says_what_its_file_does_not() -> None:
    colour = cells("red", "white")
    assert domain_of("wines/catalogue.csv", colour=colour).noun == "wine"
    assert domain_of("home/catalogue.csv", colour=colour).noun == "item"
    assert domain_of("wines/teas.csv", colour=colour).noun == "tea"
    hotels = domain_of("hotels/catalogue.csv", type=cells("hotel", "hostel", "inn"))
    assert (hotels.noun, hotels.plural) == ("place", "places")
    assert hotels.starters[0].startswith(("A hotel", "A hostel", "An inn"))
    assert not any("place" in starter for starter in hotels.starters[:1])


def test_the_same_column_means_another_thing_among_other_things() -> None:
    food = cells("fish", "beef", "cheese")
    assert attribute("food", food, "wines.csv").phrase == "good with {}"
    assert attribute("food", food, "restaurants.csv").phrase == "{} food"
    country = cells("Norway", "Peru", "Chad")
    assert attribute("country", country, "hotels.csv").phrase == "in {}"
    assert attribute("country", country, "films.csv").phrase == "from {}"


@pytest.mark.parametrize("written", ["{}/5", "{} / 5", "{} out of 5", "{} out of 5 stars"])
def test_a_score_out_of_five_is_a_rating(written: str) -> None:
    found = attribute("rating", lambda n: written.format(n % 20 / 4))
    assert (found.kind, found.label, found.better) == (Kind.NUMBER, "rating", "higher")


def test_what_is_free_has_a_price_too() -> None:
    fee = attribute("entrance fee", cells("free", "5 pounds", "free", "2.50 pounds"))
    assert (fee.kind, fee.unit, fee.lower[0]) == (Kind.MONEY, "GBP", "cheaper")
    assert attribute("sugar", cells("free", "low", "high")).kind is Kind.CATEGORY


def test_a_part_of_the_time_is_asked_for_by_its_name() -> None:
    prep = attribute("prep_time", lambda n: f"{5 + n} min")
    assert (prep.question, prep.lower[0]) == ("How long may the prep time be?", "less prep time")
