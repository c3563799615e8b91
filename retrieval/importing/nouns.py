"""What the things of a catalogue are called, and in which language it is written."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from retrieval.importing.names import plural, singular, slug, stem_words, words
from retrieval.importing.survey import Column

NOUNS = frozenset(
    {
        "film",
        "movie",
        "show",
        "series",
        "book",
        "album",
        "song",
        "track",
        "artist",
        "recipe",
        "dish",
        "wine",
        "beer",
        "whisky",
    }
    | {
        "coffee",
        "tea",
        "restaurant",
        "hotel",
        "hostel",
        "apartment",
        "house",
        "home",
        "flat",
        "room",
        "attraction",
        "place",
    }
    | {
        "museum",
        "trip",
        "tour",
        "destination",
        "talk",
        "podcast",
        "episode",
        "course",
        "lecture",
        "game",
        "app",
        "product",
    }
    | {
        "item",
        "article",
        "shoe",
        "dress",
        "phone",
        "laptop",
        "camera",
        "car",
        "bike",
        "job",
        "event",
        "concert",
        "toy",
        "gift",
    }
    | {
        "plant",
        "perfume",
        "paper",
        "anime",
        "manga",
        "comic",
        "pet",
        "dog",
        "bag",
        "tent",
        "title",
        "bar",
        "cafe",
        "property",
    }
)
PLACES = frozenset({"hotel", "hostel", "apartment", "house", "restaurant", "bar", "cafe", "attraction", "museum"})
CALLED = {"movie": "film"}
"""One word for what goes by two; the title stays what the owner calls it."""
SAYS_NOTHING = frozenset(
    {
        "db",
        "csv",
        "tsv",
        "json",
        "jsonl",
        "data",
        "dataset",
        "list",
        "catalogue",
        "catalog",
        "metadata",
        "clean",
        "cleaned",
    }
    | {
        "flat",
        "full",
        "all",
        "export",
        "table",
        "file",
        "items",
        "item",
        "products",
        "final",
        "raw",
        "feed",
        "sample",
        "slim",
        "norm",
    }
)
ENDINGS = re.compile(r"\.(csv|tsv|txt|tab|jsonl?|ndjson|parquet|xml|rss|gz)$", re.I)

_SCRIPTS = {
    "zh": r"[\u4e00-\u9fff]",
    "ja": r"[\u3040-\u30ff]",
    "ko": r"[\uac00-\ud7af]",
    "ru": r"[\u0400-\u04ff]",
    "el": r"[\u0370-\u03ff]",
    "ar": r"[\u0600-\u06ff]",
    "he": r"[\u0590-\u05ff]",
    "hi": r"[\u0900-\u097f]",
}
_SMALL_WORDS = {
    "en": "the and of to in is with for his her a on from by an",
    "de": "der die das und ist mit von ein eine zu den auf für nicht im",
    "fr": "le la les et est avec de des un une pour dans du sur qui",
    "es": "el la los las y es con de un una para en del por que",
    "it": "il la lo gli e è con di un una per in del che i",
    "pt": "o a os as e é com de um uma para em do da que",
    "nl": "de het een en is met van voor op niet in te dat zijn",
}


def stem_of(path: Path) -> str:
    """The file's name without its endings."""
    name = path.name
    while ENDINGS.search(name):
        name = ENDINGS.sub("", name)
    return name


def catalogue_name(path: Path) -> str:
    """A name for the catalogue: `movie_metadata.csv.gz` is movie, `restaurant_db.json` restaurant."""
    telling = [word for word in words(stem_of(path)) if word not in SAYS_NOTHING]
    return slug("-".join(telling)) or slug(stem_of(path)) or "catalogue"


def noun_of(path: Path, columns: Mapping[str, Column], title_column: str, language: str) -> str:
    """One of the things, in the singular; "item" where nothing tells."""
    constant = [_constant(column) for column in columns.values()]
    kind = next((value for value in constant if value and (value.lower() in NOUNS or not value.isascii())), "")
    if language not in ("en", ""):
        return kind or "item"
    file_words = [singular(word) for word in words(stem_of(path)) if word not in SAYS_NOTHING]
    file_words = file_words or _folder(path, columns)
    column_words = [*stem_words(title_column), *(word for name in columns for word in _owner(name))]
    column_words = [word for word in column_words if word not in ("title", "item")]
    said = next((word for word in (*file_words, kind.lower(), *column_words) if word in NOUNS), "") or _by_columns(
        columns
    )
    return CALLED.get(said, said) or "item"


def _folder(path: Path, columns: Mapping[str, Column]) -> list[str]:
    """Things by which the file's folder is called: `hotels/catalogue.csv`; only in the plural: no /home, no /app."""
    found = [one for word in words(path.parent.name) if (one := singular(word)) != word and one in NOUNS]
    # where only some of the things are hotels, "a hotel" must be heard as one of those
    some = {text.lower() for column in columns.values() for text in column.texts}
    return [one if one not in some else "place" if one in PLACES else "item" for one in found]


def _constant(column: Column) -> str:
    """The one value of a column that always says the same; empty for any other."""
    found = set(column.texts)
    return found.pop() if len(found) == 1 and len(column.present) > 2 and column.length < 30 else ""


def _owner(column: str) -> tuple[str, ...]:
    """Whose id it is: `WineID`, `recipe_id`."""
    stems = stem_words(column)
    return stems[:-1] if stems[-1:] == ("id",) else ()


def _by_columns(columns: Mapping[str, Column]) -> str:
    present = {column.match.concept.name for column in columns.values() if column.match}
    if {"director", "cast"} <= present:
        return "film"
    if {"ingredients", "directions"} <= present:
        return "recipe"
    return "book" if "author" in present else ""


def plural_of(noun: str, language: str) -> str:
    return plural(noun) if language == "en" else noun


def title_of(name: str, plural_noun: str) -> str:
    """For people: what the file is called, or what it holds: `restaurant_db` is Restaurants."""
    found = name.replace("-", " ").replace("_", " ").split()
    if all(word in SAYS_NOTHING for word in found):
        return plural_noun.capitalize()
    last = plural(found[-1]) if found[-1] in NOUNS else found[-1]
    return " ".join([*found[:-1], last]).capitalize()


def language_of(columns: Sequence[Column]) -> str:
    """ISO 639-1 of most of the text: by its script, or by the small words of what is running text; else English."""
    text = " ".join(text for column in columns for text in column.texts[:200])[:200_000]
    letters = max(1, sum(map(str.isalpha, text)))
    scripts = {code: len(re.findall(pattern, text)) / letters for code, pattern in _SCRIPTS.items()}
    if scripts["ja"] > 0.1:
        return "ja"
    code, share = max(scripts.items(), key=lambda entry: entry[1])
    if share > 0.3:
        return code
    prose = " ".join(text for column in columns if column.words >= 6 for text in column.texts[:200]).lower()
    counts = Counter(re.findall(r"[^\W\d_]+", prose))
    small = {code: sum(counts[word] for word in listed.split()) for code, listed in _SMALL_WORDS.items()}
    best = max(small, key=lambda code: small[code])
    # in running text every fifth word is a small one; in mere names hardly any
    return best if small[best] > 1.2 * small["en"] and small[best] > 0.1 * counts.total() else "en"
