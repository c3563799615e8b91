"""Names of columns: taken apart, and put together again for machines and for people."""

import re
import unicodedata

_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_TAIL = frozenset({"name", "names", "list", "label", "text"})
_SAME = frozenset({"series", "species", "news", "lens", "gas", "yes", "canvas"})
IRREGULAR = {"people": "person", "movies": "movie", "cookies": "cookie", "calories": "calorie", "children": "child"}


def words(name: str) -> tuple[str, ...]:
    """Lower-case words of a name: `WineName`, `wine_name` and `Wine name` are all wine, name."""
    return tuple(word.lower() for word in re.split(r"[\W_]+", _HUMPS.sub(" ", name)) if word)


def stem_words(name: str) -> tuple[str, ...]:
    """Words of a name in the singular, without digits and without a last word that says nothing ("director name")."""
    found = [singular(word) for word in words(name) if not word.isdigit()]
    while len(found) > 1 and found[-1] in _TAIL:
        found.pop()
    return tuple(found)


def singular(word: str) -> str:
    if word in IRREGULAR:
        return IRREGULAR[word]
    if len(word) < 4 or word in _SAME or word.endswith(("ss", "us", "is")):
        return word
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("s", "")):
        if word.endswith(ending):
            return word.removesuffix(ending) + instead
    return word


def plural(word: str) -> str:
    """Of the last word of an English noun; of anything else, itself."""
    head, space, last = word.rpartition(" ")
    if not last.isascii() or last in _SAME:
        return word
    back = next((many for many, one in IRREGULAR.items() if one == last), "")
    if back:
        return f"{head}{space}{back}"
    if re.search(r"[^aeiou]y$", last):
        return f"{head}{space}{last[:-1]}ies"
    return f"{head}{space}{last}{'es' if last.endswith(('s', 'sh', 'ch', 'x')) else 's'}"


def snake(name: str) -> str:
    """For machines: small ASCII letters, digits and underscores where it can be said in them, else the name itself."""
    bare = unicodedata.normalize("NFKD", _HUMPS.sub(" ", name)).encode("ascii", "ignore").decode()
    short = re.sub(r"[^a-z0-9]+", "_", bare.lower()).strip("_")
    letters = sum(character.isalpha() for character in name)
    return short if short and sum(map(str.isalpha, short)) * 2 >= letters else name.strip().replace("=", " ")


def readable(name: str, named: bool = True) -> str:
    """For people: `vote_average` as vote average; another script as it is. What is `named` in the singular."""
    found = list(words(name))
    if not found or not name.isascii():
        return name.strip()
    while len(found) > 1 and found[-1] in _TAIL:
        found.pop()
    return " ".join([*found[:-1], singular(found[-1]) if named else found[-1]])


def slug(text: str, longest: int = 40) -> str:
    """For file names and ids; empty if nothing of it can be said in small ASCII letters and digits."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:longest].strip("-")
