from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from retrieval.catalogue import Attribute, Catalogue, Domain, Kind
from retrieval.importing.build import build_catalogue
from retrieval.importing.report import LISTED, Report
from retrieval.importing.rows import RawRow

MUGS = Domain(
    "mugs",
    "Mugs",
    (
        Attribute("price", Kind.MONEY, column="Price", low_words=("cheap",), high_words=("dear",)),
        Attribute("colours", Kind.TAGS, column="Colour 1 + Colour 2"),
        Attribute("year", Kind.YEAR, column="Made"),
    ),
)
ROLES = {"id": "Id", "title": "Name", "text": "About", "image": "Picture", "link": "Page"}


def built(*cells: Mapping[str, object], domain: Domain = MUGS) -> tuple[Catalogue, Report]:
    return build_catalogue((RawRow(n, row) for n, row in enumerate(cells, 2)), domain, ROLES)


def test_a_row_becomes_an_item() -> None:
    row = {
        "Id": 7.0,
        "Name": " Big <b>mug</b> ",
        "About": "Holds\n\n tea.",
        "Price": "3",
        "Colour 1": "red",
        "Colour 2": "blue",
    }
    catalogue, report = built({**row, "Picture": "img/7.png", "Page": "https://mugs.example/7"})
    (item,) = catalogue.items
    assert (item.id, item.title, item.text) == ("7", "Big mug", "Holds\ntea.")
    assert (item.image, item.link) == ("img/7.png", "https://mugs.example/7")
    assert item.values == {"price": 3.0, "colours": ("red", "blue")}
    assert (report.rows, report.kept, report.warnings) == (1, 1, {"HTML was removed from a cell": 1})


def test_scripts_in_addresses_are_dropped_and_counted() -> None:
    catalogue, report = built({"Id": "1", "Name": "a", "Picture": "data:text/html,x", "Page": "javascript:x()"})
    assert (catalogue.items[0].image, catalogue.items[0].link) == ("", "")
    assert sum(report.warnings.values()) == 2


def test_rows_without_title_and_with_an_id_of_before_are_left_out_by_name() -> None:
    catalogue, report = built(
        {"Id": "1", "Name": "a"}, {"Id": "2", "Name": " "}, {"Id": "1", "Name": "b"}, {"Id": "3", "Name": "a"}
    )
    assert [item.title for item in catalogue.items] == ["a"]
    assert [str(problem) for problem in report.problems] == [
        "line 3, column 'Name': the title is missing",
        "line 4, column 'Id': the same id as line 2; the first one is kept: \"1\"",
        "line 5, column 'Name': the same item as line 2: \"a\"",
    ]
    assert report.lines()[0] == "1 of 4 rows became items. 3 were left out:"


def test_missing_ids_are_made_from_title_and_year_and_stay_the_same() -> None:
    rows: list[dict[str, object]] = [
        {"Name": "Été 42", "Made": "1971"},
        {"Name": "Été 42", "Made": "1999"},
        {"Name": "茶杯"},
    ]
    first, _ = built(*rows)
    second, _ = built(*({**row, "Price": 9} for row in reversed(rows)))
    assert len(first.items) == 3
    assert {item.id for item in first.items} == {item.id for item in second.items}
    assert first.items[0].id.startswith("ete-42-")


def test_an_id_that_is_missing_in_some_rows_is_warned_of() -> None:
    catalogue, report = built({"Id": "1", "Name": "a"}, {"Id": None, "Name": "b"})
    assert len(catalogue.items) == 2
    assert report.warnings == {"an item without an id was given one made from its title": 1}


def test_without_ids_the_same_page_is_the_same_item() -> None:
    catalogue, report = built({"Name": "a", "Page": "/a", "Price": 1}, {"Name": "a", "Page": "/a", "Price": 2})
    assert (len(catalogue.items), report.left_out) == (1, 1)


def test_spellings_that_differ_in_capitals_become_one() -> None:
    catalogue, _ = built(*({"Id": str(n), "Name": f"m{n}", "Colour 1": c} for n, c in enumerate(["Red", "red", "red"])))
    assert {colour for item in catalogue.items for colour in item.tags("colours")} == {"red"}


def test_cheap_and_dear_are_quantiles_unless_the_owner_says() -> None:
    rows = [{"Id": str(n), "Name": f"m{n}", "Price": 10 * n} for n in range(1, 101)]
    price = built(*rows)[0].domain.attribute("price")
    assert price is not None
    assert (price.low, price.high) == (260, 760)
    own = replace(MUGS, attributes=(replace(MUGS.attributes[0], low=5.0), *MUGS.attributes[1:]))
    kept = built(*rows, domain=own)[0].domain.attribute("price")
    assert kept is not None
    assert (kept.low, kept.high) == (5.0, 760)


def test_the_listing_is_capped_and_the_count_is_not() -> None:
    _, report = built({"Name": "a"}, *({"Name": ""} for _ in range(LISTED + 50)))
    assert (report.left_out, len(report.problems)) == (LISTED + 50, LISTED)
    assert report.lines()[-1] == "  and 50 more like these"


@given(st.permutations([{"Id": str(n), "Name": f"m{n}", "Price": n} for n in range(4)]))
def test_equal_items_and_domain_are_an_equal_version(rows: list[dict[str, object]]) -> None:
    first, again = built(*rows)[0], built(*rows)[0]
    assert first.version == again.version
    assert first.version != built(*rows, domain=replace(MUGS, noun="mug"))[0].version
    assert first.version != built({**rows[0], "Price": 99}, *rows[1:])[0].version
