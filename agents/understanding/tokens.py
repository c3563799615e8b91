"""An utterance as tokens: words folded so that accents, case, apostrophes and hyphens make no difference."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import snowballstemmer

LIMIT = 2_000
"""Characters read of one utterance; a wish is never longer."""

_TOKEN = re.compile(
    r"(?<!\w)[wW]/o?(?=\s)|(?:[A-Za-z]\.){2,}|\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|\n+|[^\w\s]",
)
_KEY = re.compile(r"\d+|[^\W\d_]+")
_IS = frozenset(["its", "whats", "whos", "thats", "lets", "heres", "theres", "hows", "wheres", "whens"])
SLANG = {"em": "them", "tho": "though", "cuz": "because", "cos": "because", "w/": "with", "w/o": "without", "ya": "you"}
BEFORE_YOU = frozenset(("do", "did", "can", "could", "would", "will", "have", "are", "if", "thank", "should", "what"))
BEHIND_YOU = frozenset(("are", "have", "need", "want", "got", "say", "sell", "recommend", "know", "think", "stupid"))
_STEMMER = snowballstemmer.stemmer("english")


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    """Folded; punctuation as it is, a line break as `.`."""
    start: int
    end: int
    capital: bool
    upper: bool

    @property
    def word(self) -> bool:
        return self.text[0].isalnum()


def tokenise(utterance: str) -> tuple[Token, ...]:
    """Tokens of the first `LIMIT` characters; hyphens inside words are no tokens ("sci-fi" is "sci", "fi")."""
    text = utterance[:LIMIT]
    found = (_token(match, text) for match in _TOKEN.finditer(text))
    return tuple(_written_out([token for token in found if token is not None]))


def _written_out(tokens: Sequence[Token]) -> Iterator[Token]:
    """The slang of small words as the words: "the 1st n 2nd", "do u", "none of em"."""
    for at, token in enumerate(tokens):
        before = tokens[at - 1].text if at else ""
        behind = tokens[at + 1].text if at + 1 < len(tokens) else ""
        meant = SLANG.get(token.text, "")
        if token.text == "u" and not token.upper and (before in BEFORE_YOU or behind in BEHIND_YOU):
            meant = "you"
        elif token.text == "n" and before[:1].isalnum() and behind[:1].isalnum():
            meant = "and"
        yield replace(token, text=meant) if meant else token


def _token(match: re.Match[str], text: str) -> Token | None:
    raw = match.group()
    if _inner_hyphen(raw, match.start(), text):
        return None
    folded = _fold_token(raw)
    if not folded:
        return None
    initials = raw[0].isalpha() and raw[1:2] == "."  # "u.s.", written small or not
    return Token(folded, match.start(), match.end(), raw[0].isupper() or initials, raw.isupper() or initials)


def _inner_hyphen(raw: str, at: int, text: str) -> bool:
    around = text[max(0, at - 1) : at] + text[at + 1 : at + 2]
    return raw in "-‐‑–" and len(around) == 2 and not any(c.isspace() for c in around) and any(map(str.isalpha, around))


def _fold_token(raw: str) -> str:
    if raw[0] == "\n":
        return "."
    if raw == "&":
        return "and"
    if "/" in raw and len(raw) > 1:
        return raw.lower()
    folded = fold(raw).replace("’", "'").replace(".", "") if raw[0].isalpha() else raw
    bare = "weare" if folded == "we're" else folded.replace("'", "")  # "were" is another word
    return folded[:-2] if folded.endswith("'s") and bare not in _IS else bare if raw[0].isalpha() else folded


def fold(text: str) -> str:
    """Lower case, without accents."""
    if text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def key(text: str) -> tuple[str, ...]:
    """The words of a value, title or phrase, folded as `tokenise` folds them."""
    if text.isascii() and "'" not in text and "&" not in text:
        return tuple(_KEY.findall(text.lower()))
    return tuple(_KEY.findall(fold(text.replace("&", " and ")).replace("'", "").replace("’", "")))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Snowball (Porter 2) stem; words under four letters as they are."""
    return str(_STEMMER.stemWord(word)) if len(word) > 3 else word


def stems(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(stem(w) for w in words)
