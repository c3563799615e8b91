"""What is understood of a file, from small files that show one thing each."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from retrieval.catalogue import Attribute, Domain, Kind
from retrieval.importing.infer import infer
from retrieval.importing.mapping import mapped
from retrieval.importing.rows import BadFileError, Limits, RawRow
from retrieval.importing.survey import survey

Record = dict[str, object]


def domain_of(records: Iterable[Record], file: str = "things.csv", *mapping: str) -> tuple[Domain, dict[str, str]]:
    seen = survey((RawRow(n, record) for n, record in enumerate(records, 2)), Limits())
    domain, roles = infer(seen, Path(file), "", mapped(mapping, seen.columns))
    return domain, dict(roles)


def attribute(records: Iterable[Record], name: str, *mapping: str) -> Attribute:
    found = domain_of(records, "things.csv", *mapping)[0].attribute(name)
    assert found is not None, name
    return found


def column(name: str, cell: Callable[[int], object], rows: int = 60) -> list[Record]:
    return [{"title": f"Thing number {n}", name: cell(n)} for n in range(rows)]


def pick(*values: object) -> Callable[[int], object]:
    return lambda n: values[n * 7 % 11 % len(values)]


TEAS: list[Record] = [
    {
        "TeaID": str(100 + n),
        "TeaName": f"Tea number {n}",
        "Type": ["green", "black", "white", "oolong"][n % 4],
        "Notes": ["['floral', 'sweet']", "['smoky']", "['sweet', 'nutty']"][n % 3],
        "Price": f"€{4 + n % 9},50",
        "Caffeine (mg)": 10 + n % 30,
        "Description": f"Leaf number {n} of the garden, picked early in the morning by hand and dried in the shade.",
        "Photo": f"/img/{n}.jpg",
        "Link": f"https://tea.example/{n}",
        "Organic": ["yes", "no", "no"][n % 3],
        "Avg Rating": 3 + n % 20 / 10,
        "Reviews": n * 3,
        "Harvested": f"{1 + n % 28}/{1 + n % 12}/{2010 + n % 12}",
    }
    for n in range(80)
]


def test_a_whole_catalogue_is_understood() -> None:
    domain, roles = domain_of(TEAS, "tea_list.csv.gz")
    assert roles == {"id": "TeaID", "title": "TeaName", "text": "Description", "image": "Photo", "link": "Link"}
    kinds = {a.name: (a.kind, a.unit) for a in domain.attributes}
    assert kinds == {
        "type": (Kind.CATEGORY, ""),
        "notes": (Kind.TAGS, ""),
        "price": (Kind.MONEY, "EUR"),
        "caffeine_mg": (Kind.NUMBER, "mg"),
        "organic": (Kind.FLAG, ""),
        "avg_rating": (Kind.NUMBER, ""),
        "reviews": (Kind.NUMBER, ""),
        "harvested": (Kind.YEAR, ""),
    }
    assert (domain.name, domain.noun, domain.plural, domain.language) == ("tea", "tea", "teas", "en")
    assert (domain.price, domain.rating) == ("price", "avg_rating")
    price = domain.attribute("price")
    assert price is not None
    assert price.separator == ","
    assert "cheaper" in price.lower
    assert "cheap" in price.low_words
    assert price.low == pytest.approx(6.5)
    assert price.high == pytest.approx(10.5, abs=1.1)
    assert 3 <= len(domain.starters) <= 4
    assert all(isinstance(name, str) for name in domain.card)


@pytest.mark.parametrize(
    ("cells", "kind", "separator"),
    [
        (pick("red", "blue", "green"), Kind.CATEGORY, ""),
        (pick("a|b", "b|c", "a"), Kind.TAGS, "|"),
        (pick("Oak, Pine", "Pine", "Oak, Ash"), Kind.TAGS, ","),
        (pick("['a', 'b']", "['c']", "[]"), Kind.TAGS, "[]"),
        (pick('[{"id": 1, "name": "a"}]', '[{"id": 2, "name": "b"}]'), Kind.TAGS, "[]"),
        (pick(["a", "b"], ["c"], []), Kind.TAGS, ""),
        (pick("/Pies/Apple/", "/Pies/Cherry/", "/Cakes/"), Kind.TAGS, "/"),
        (pick("Shoes > Boots", "Shoes > Sandals", "Hats > Caps"), Kind.TAGS, ">"),
        (pick("yes", "no"), Kind.FLAG, ""),
        (pick(True, False), Kind.FLAG, ""),
        (pick("90 min", "1 h 20", "PT2H"), Kind.DURATION, ""),
        (pick("$12.50", "$3", "$1,200.00"), Kind.MONEY, ""),
        (pick("12,50 €", "3,00 €", "1.200,00 €"), Kind.MONEY, ","),
        (pick("2019-01-05", "2018-12-31"), Kind.YEAR, ""),
        (pick("5 May 2019", "31 Dec 2018"), Kind.YEAR, ""),
        (pick("12/31/18", "1/5/19"), Kind.YEAR, ""),
        (pick("Feb-65", "16-Jun-97", "1974"), Kind.YEAR, ""),
        (pick("7.5%", "12%", "13.5%"), Kind.NUMBER, ""),
        (pick(3, 4.5, 7), Kind.NUMBER, ""),
        (pick("70,382", "1,531", "12"), Kind.NUMBER, ""),
    ],
)
def test_the_kind_of_a_column_is_told_from_its_cells(
    cells: Callable[[int], object], kind: Kind, separator: str
) -> None:
    found = attribute(column("zzz", cells), "zzz")
    assert (found.kind, found.separator) == (kind, separator)


def test_prose_is_text() -> None:
    records = column("remark", lambda n: f"A sentence about thing {n} that goes on for rather more than nine words.")
    assert domain_of(records)[1]["text"] == "remark"
    found = attribute([{**record, "description": "Another. " * 20} for record in records], "remark")
    assert (found.kind, found.informable, found.requestable) == (Kind.TEXT, False, True)


def test_a_name_alone_does_not_make_a_kind() -> None:
    assert attribute(column("duration_range", lambda n: n % 4), "duration_range").kind is Kind.NUMBER
    assert attribute(column("rating", pick("PG", "R", "PG-13")), "rating").label == "age rating"
    assert attribute(column("stars", pick("3", "4", "5")), "stars").kind is Kind.NUMBER
    assert attribute(column("runtime", lambda n: 90 + n % 30), "runtime").kind is Kind.DURATION
    assert attribute(column("duration_ms", lambda n: 200_000 + n), "duration_ms").separator == "ms"
    assert attribute(column("published", lambda n: 1_400_000_000 + n * 10**7), "published").kind is Kind.YEAR


def test_a_column_that_measures_two_things_becomes_two_attributes() -> None:
    records = column("duration", pick("90 min", "2 Seasons", "1 Season", "113 min"))
    assert attribute(records, "duration").kind is Kind.DURATION
    assert (attribute(records, "seasons").kind, attribute(records, "seasons").unit) == (Kind.NUMBER, "seasons")


def test_numbered_columns_of_names_become_one() -> None:
    records = [
        {"title": f"Play {n}", "actor_1_name": f"A{n % 9}", "actor_2_name": f"B{n % 9}", "actor_1_likes": n}
        for n in range(40)
    ]
    actors = attribute(records, "actors")
    assert (actors.kind, actors.label, actors.column) == (Kind.TAGS, "actor", "actor_1_name + actor_2_name")
    assert not attribute(records, "actor_1_likes").informable


@pytest.mark.parametrize("name", ["phone", "address", "postcode", "supplier_id", "latitude", "likes", "opening hours"])
def test_nobody_is_asked_about_what_nobody_wishes(name: str) -> None:
    found = attribute(column(name, lambda n: n % 7 + 0.5 if name == "latitude" else n % 7), name.replace(" ", "_"))
    assert found.askability == 0
    assert not found.informable


def test_what_is_the_same_for_all_or_different_for_all_is_not_asked() -> None:
    assert attribute(column("colour", lambda _: "red"), "colour").askability == 0
    assert attribute(column("maker", lambda n: f"Maker {n}"), "maker").askability == 0
    assert attribute(column("colour", pick("red", "blue", "green")), "colour").askability > 0.3


def test_codes_of_languages_are_spelt_out() -> None:
    found = attribute(column("original_language", pick("en", "fr", "ja")), "original_language")
    assert found.synonyms == {"en": "English", "fr": "French", "ja": "Japanese"}


def test_a_price_in_another_script_and_language() -> None:
    records: list[Record] = [
        {"名称": f"老茶馆{n}", "类型": "茶馆茶楼酒楼"[n % 3 * 2 :][:2], "价格": 20 + n} for n in range(40)
    ]
    domain, roles = domain_of(records)
    assert (domain.language, roles) == ("zh", {"title": "名称"})
    price = domain.attribute("价格")
    assert price is not None
    assert (price.kind, price.unit, price.label) == (Kind.MONEY, "CNY", "价格")
    assert price.question
    assert price.question.isascii() is False


def test_an_id_that_two_titles_share_is_none() -> None:
    records: list[Record] = [{"show_id": f"s{n % 40}", "title": f"Show {n}"} for n in range(80)]
    assert "id" not in domain_of(records)[1]
    assert domain_of([{"id": n, "title": f"Show {n}"} for n in (1, 2, 2, 3)])[1]["id"] == "id"


def test_no_word_means_two_attributes() -> None:
    records = [
        {"title": f"T{n}", "price": n, "delivery price": n % 5, "year": 1990 + n % 30, "year added": 2020 + n % 3}
        for n in range(60)
    ]
    domain, _ = domain_of(records)
    said = [word for a in domain.attributes for word in (*a.lower, *a.higher, *a.low_words, *a.high_words, *a.aliases)]
    assert len(said) == len(set(said))
    assert domain.price == "price"


def test_what_the_owner_says_is_taken_as_it_is() -> None:
    records = [{"a": f"N{n}", "b": f"Name {n}", "c": str(n), "d": n % 9} for n in range(30)]
    domain, roles = domain_of(records, "things.csv", "a=id", "b=title", "c=ignore", "d=price")
    assert roles == {"id": "a", "title": "b"}
    assert [(a.name, a.kind) for a in domain.attributes] == [("d", Kind.MONEY)]
    assert domain.price == "d"


@pytest.mark.parametrize(
    ("entry", "said"),
    [("x=title", 'no column "x"'), ("title=colour", '"colour" is no role'), ("title", "does not say column=role")],
)
def test_a_mapping_that_makes_no_sense_is_said_to(entry: str, said: str) -> None:
    with pytest.raises(BadFileError, match=said):
        domain_of(column("a", pick(1, 2)), "things.csv", entry)


def test_two_hundred_columns_are_no_trouble() -> None:
    records: list[Record] = [{"title": f"T{n}"} | {f"field {c}x": n % (c + 2) for c in range(200)} for n in range(20)]
    assert len(domain_of(records)[0].attributes) == 200


def test_empty_columns_are_left_out_and_named() -> None:
    seen = survey([RawRow(2, {"title": "a", "b": "n/a", "c": ""})], Limits())
    assert seen.empty == ("b", "c")
    assert [a.name for a in infer(seen, Path("x.csv"))[0].attributes] == []


@pytest.mark.parametrize(
    ("file", "name", "title", "noun"),
    [
        ("restaurant_db.json", "restaurant", "Restaurants", "restaurant"),
        ("movie_metadata.csv.gz", "movie", "Movies", "film"),
        ("Wines 2024.parquet", "wines-2024", "Wines 2024", "wine"),
        ("export.csv", "export", "Items", "item"),
        ("商品.csv", "catalogue", "Items", "item"),
    ],
)
def test_what_things_are_called_is_told_from_the_file(file: str, name: str, title: str, noun: str) -> None:
    domain, _ = domain_of(column("colour", pick("red", "blue")), file)
    assert (domain.name, domain.title, domain.noun) == (name, title, noun)


def test_moods_are_opinions() -> None:
    assert attribute(column("mood", pick("dark", "warm", "odd")), "mood").subjective
    assert not attribute(column("colour", pick("dark", "warm", "odd")), "colour").subjective


def test_wines_without_a_vintage_leave_it_a_year() -> None:
    vintages = column("Vintage", lambda n: "NV" if n % 6 == 0 else str(2000 + n % 20))
    assert attribute(vintages, "vintage").kind is Kind.YEAR


def test_a_course_is_no_cuisine() -> None:
    rows = [
        {"title": f"Dish number {n}", "course": pick("main", "side")(n), "cuisine": pick("Thai", "Greek", "Indian")(n)}
        for n in range(60)
    ]
    assert [a.label for a in domain_of(rows, "recipes.csv")[0].informable] == ["course", "cuisine"]


def test_main_ingredients_are_wished_for_by_name() -> None:
    found = attribute(
        column("Main ingredients", pick("chicken, lemon", "beef", "beef, beans", "lemon")), "main_ingredients"
    )
    assert (found.kind, found.label, found.informable) == (Kind.TAGS, "main ingredient", True)


@pytest.mark.parametrize("cell", [lambda n: f"{10 + n % 50} min", lambda n: 10 + n % 50])
def test_minutes_are_how_long_it_takes(cell: Callable[[int], object]) -> None:
    found = attribute(column("Minutes", cell), "minutes")
    assert (found.kind, found.unit) == (Kind.DURATION, "min")
    assert "quick" in found.low_words
    assert "quicker" in found.lower


def test_notes_are_the_text_where_nothing_else_is() -> None:
    said = column("Notes", lambda n: f"Cherries, smoke and leather; number {n} of the cellar, to be kept for years.")
    assert domain_of(said)[1]["text"] == "Notes"
