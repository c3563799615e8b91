"""Which column is the id, the title, the text, the image and the link."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from retrieval.catalogue import NUMERIC, Kind
from retrieval.importing.cells import is_address, is_picture
from retrieval.importing.concepts import concept_of
from retrieval.importing.lists import several
from retrieval.importing.names import stem_words, words
from retrieval.importing.nouns import NOUNS
from retrieval.importing.shapes import Shape
from retrieval.importing.survey import Column

TITLES = frozenset(
    {
        "title",
        "name",
        "headline",
        "名称",
        "标题",
        "名字",
        "titel",
        "titre",
        "titulo",
        "título",
        "nombre",
        "nom",
        "bezeichnung",
    }
)
OTHER = frozenset({"original", "alternative", "alt", "short", "sub", "old", "localized", "seo", "meta"})
IDS = {
    "id": 6.0,
    "uuid": 6.0,
    "guid": 6.0,
    "sku": 6.0,
    "asin": 5.0,
    "isbn": 5.0,
    "gtin": 5.0,
    "ean": 5.0,
    "编号": 6.0,
    "mpn": 3.0,
}
TEXTS = {"prose": 3.0, "ingredients": 1.5, "directions": 1.2, "nutrition": 0.2}

Score = Callable[[Column, Shape], float]


def roles_of(
    columns: Iterable[Column], shapes: Mapping[str, Shape], given: Mapping[str, str], rows: int
) -> dict[str, str]:
    """Role to column; a role that no column can play is absent.

    `given` are those that the owner named; `rows` is how many the file has, of which the columns hold a sample.
    """
    roles = dict(given)
    free = [column for column in columns if column.name not in given.values()]
    titles = [column for column in free if "title" not in given]
    title = roles.get("title") or _best(titles, shapes, _title) or _best(titles, shapes, _any_title)
    named = next((column for column in free if column.name == title), None)
    scores: dict[str, Score] = {
        "id": lambda column, _: _id(column, named, rows),
        "text": _text,
        "image": _image,
        "link": _link,
    }
    roles |= {"title": title} if title else {}
    for role, score in scores.items():
        left = [column for column in free if column.name not in roles.values()]
        found = roles.get(role) or _best(left, shapes, score)
        roles |= {role: found} if found else {}
    return {role: roles[role] for role in ("id", "title", "text", "image", "link") if role in roles}


def _best(columns: Iterable[Column], shapes: Mapping[str, Shape], score: Score) -> str:
    scored = [(score(column, shapes[column.name]), -place, column.name) for place, column in enumerate(columns)]
    best = max(scored, default=(0.0, 0, ""))
    return best[2] if best[0] > 0 else ""


def _title(column: Column, shape: Shape) -> float:
    """By its name, and by how well it tells items apart."""
    if not _can_name(column, shape):
        return 0.0
    name = words(column.name)
    stems = stem_words(column.name)
    last = name[-1] if name else column.name
    base = 10.0 if name == ("title",) else 9.5 if len(name) == 1 and last in TITLES else 0.0
    base = base or (9.0 if last in TITLES and any(word in NOUNS for word in stems) else 0.0)
    base = base or (8.0 if len(stems) == 1 and stems[0] in NOUNS else 6.0 if last in TITLES else 0.0)
    base = base or (5.0 if not column.name.isascii() and any(t in column.name for t in TITLES) else 0.0)
    known = column.match is not None and column.match.concept.name != "other_title"
    return base * math.sqrt(column.variety) * column.coverage * (0.3 if known or OTHER & set(name) else 1.0)


def _any_title(column: Column, shape: Shape) -> float:
    """Where no name says so: short texts that are nearly all different."""
    known = column.match is not None
    return (column.variety - 0.5) * column.coverage * (0.3 if known else 1.0) if _can_name(column, shape) else 0.0


def _can_name(column: Column, shape: Shape) -> bool:
    if shape.kind in NUMERIC or shape.kind is Kind.FLAG or not column.texts:
        return False
    addresses = column.share(lambda cell: isinstance(cell, str) and (is_address(cell) or is_picture(cell)))
    return addresses < 0.5 and column.length <= 150 and _lettered(column) > 0.5


def _lettered(column: Column) -> float:
    return sum(any(map(str.isalpha, text)) for text in column.texts) / len(column.texts)


def _id(column: Column, title: Column | None, rows: int) -> float:
    """An id column: named one, there in every row, and hardly ever the same for two titles."""
    stems = stem_words(column.name)
    last = stems[-1] if stems else ""
    score = IDS.get(last, 0.0) or (1.0 if last in ("slug", "handle", "code", "key") else 0.0)
    if not score or column.coverage < 0.5 or _too_long(column):
        return 0.0
    # two of the same are rarer in a sample than in the whole, by the square of what was left out
    if _clashes(column, title) * (rows / len(column.cells)) ** 2 > max(2, 0.02 * rows):
        return 0.0
    if column.coverage < 0.98 and score < 5:
        return 0.0
    own = len(stems) == 1 or any(word in NOUNS or word == "item" for word in stems[:-1])
    return score * column.coverage**2 + (2.0 if len(stems) == 1 else 1.0 if own else 0.0)


def _too_long(column: Column) -> bool:
    return column.share(lambda cell: isinstance(cell, list) or len(str(cell)) > 120 or " " in str(cell).strip()) > 0.05


def _clashes(column: Column, title: Column | None) -> int:
    """Rows whose id another row has under another title."""
    titles: defaultdict[str, set[str]] = defaultdict(set)
    for row, cell in enumerate(column.cells):
        if cell is not None:
            titles[str(cell)].add(str(title.cells[row] if title else row))
    return sum(len(found) - 1 for found in titles.values())


def _text(column: Column, shape: Shape) -> float:
    match = concept_of(column.name, shape.kind)  # "notes" of many words are prose; of one figure, a rating
    named = match is not None and match.concept.name == "prose" and match.share >= 0.99
    if shape.kind is not Kind.TEXT or (column.words < 5 and not named):
        return 0.0
    weight = TEXTS.get(match.concept.name, 0.0) if match else 1.0
    return weight * (match.share if match else 1.0) * column.coverage * math.log(column.length + 1)


def _image(column: Column, _: Shape) -> float:
    pictures = column.share(lambda cell: is_picture(_first(cell)))
    addresses = column.share(lambda cell: is_address(_first(cell)))
    named = column.match is not None and column.match.concept.name == "image"
    score = max(pictures, addresses if named else 0.0)
    return score * column.coverage * (2.0 if named else 1.0) if score > 0.5 else 0.0


def _link(column: Column, _: Shape) -> float:
    addresses = column.share(lambda cell: is_address(_first(cell)) and not is_picture(_first(cell)))
    if addresses < 0.5:
        return 0.0
    stems = stem_words(column.name)
    weight = 3.0 if stems in (("url",), ("link",)) else 2.0 if stems[-1:] in (("url",), ("link",)) else 1.0
    return weight * addresses * column.coverage * column.variety


def _first(cell: object) -> str:
    parts = several(cell, "")
    return str(parts[0]) if parts else ""
