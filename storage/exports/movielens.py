"""The files of MovieLens (`ratings.csv`, `movies.csv`, `tags.csv`), with ids that are numbers, as its readers want."""

from collections.abc import Iterator

from retrieval.catalogue import Item, Kind
from storage.exports.format import Columns, Format, Line, Table
from storage.exports.interactions import Interaction, interactions
from storage.exports.shelf import ItemShelf
from storage.labels.told import Told

NUMBERS = ("userId", "movieId")
RATINGS: Columns = {"userId": "whole", "movieId": "whole", "rating": "number", "timestamp": "whole"}
MOVIES: Columns = {"movieId": "whole", "title": "text", "genres": "text"}
TAGS: Columns = {"userId": "whole", "movieId": "whole", "tag": "text", "timestamp": "whole"}
ITEMS: Columns = {"movieId": "whole", "itemId": "text"}
USERS: Columns = {"userId": "whole", "person": "text"}
NO_GENRES = "(no genres listed)"


def half_stars(one: Interaction) -> float:
    """As MovieLens has them: 0.5 to 5 in halves."""
    return round(one.stars * 2) / 2


def _rows(told: Told, shelf: ItemShelf) -> Iterator[Line]:
    for one in interactions(told, shelf):
        if one.label.source != "explicit":
            continue
        ids = {"userId": told.person, "movieId": one.label.item_id}
        yield Line("ratings", {**ids, "rating": half_stars(one), "timestamp": one.seconds}, one.origin(told))
        yield Line("users", {"userId": told.person, "person": told.person})
        if reason := " ".join(one.label.reason.split()):
            yield Line("tags", {**ids, "tag": reason, "timestamp": one.seconds})


def _movies(shelf: ItemShelf) -> Iterator[Line]:
    domain = shelf.domain
    years = [one.name for one in domain.attributes if one.kind is Kind.YEAR]
    genres = domain.picture or next((one.name for one in domain.informable if one.kind is Kind.TAGS), "")
    for item in shelf.items():
        row = {"movieId": item.id, "title": _title(item, years), "genres": _genres(item, genres)}
        yield Line("movies", row)
        yield Line("items", {"movieId": item.id, "itemId": item.id})


def _title(item: Item, years: list[str]) -> str:
    year = item.number(years[0]) if years else None
    return f"{item.title} ({year:.0f})" if year is not None else item.title


def _genres(item: Item, attribute: str) -> str:
    return "|".join(one.replace("|", "/") for one in item.tags(attribute)) or NO_GENRES


def _described(path: str, columns: Columns) -> Table:
    return Table(path, columns, "csv", once="here", numbered=NUMBERS, whole=True)


MOVIELENS = Format(
    name="movielens",
    about="how people judged items, in half stars: one row a person and item, the latest; clicks are no rating",
    consumer="whatever reads MovieLens: LensKit's load_movielens, Surprise, tutorials",
    rows=_rows,
    tables={
        "ratings": Table("ratings.csv", RATINGS, "csv", latest=NUMBERS, numbered=NUMBERS),
        "movies": _described("movies.csv", MOVIES),
        "tags": _described("tags.csv", TAGS),
        "items": _described("items.csv", ITEMS),
        "users": _described("users.csv", USERS),
    },
    split=False,
    synthetic="never",
    origins=False,
    catalogue=_movies,
    notes=("People and items are numbered by users.csv and items.csv; the reasons that people gave are tags.",),
)
