"""Which items use the words that were said: BM25 over the items' documents."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import bm25s
import numpy as np
import numpy.typing as npt
import snowballstemmer
from bm25s import stopwords

from retrieval.columns import Mask

Scores = npt.NDArray[np.float32]

WORD = re.compile(r"[^\W_]+")
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af]+")
"""Scripts written without spaces: their words are taken two letters at a time."""
RUN = re.compile(f"{UNSPACED.pattern}|(?:(?!{UNSPACED.pattern})[^\\W_])+")
ASKING = frozenset(
    {"anything", "find", "give", "like", "look", "looking", "maybe", "need", "please", "quite", "really", "recommend"}
    | {"show", "something", "want", "would"}
)
"""Words of asking, which say nothing of what is asked for."""
MOST_STEMS = 200_000
"""Stems kept, because stemming is slow and words come back."""
LANGUAGES = {
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}


class Lexical:
    """Documents by row. BM25 as in Robertson and Zaragoza 2009, with k1 = 1.5 and b = 0.75, scored when it is built."""

    def __init__(self, bm25: bm25s.BM25 | None, size: int, language: str) -> None:
        self._bm25 = bm25
        self._size = size
        self._tokens = Tokens(language)

    @classmethod
    def build(cls, documents: Iterable[str], language: str = "en") -> "Lexical":
        """`documents` are read once."""
        tokens, known = Tokens(language), dict[str, int]()
        corpus = [[known.setdefault(word, len(known)) for word in tokens(text)] for text in documents]
        if not known:  # nothing can be found, which BM25 itself won't be told
            return cls(None, len(corpus), language)
        bm25 = bm25s.BM25()
        bm25.index((corpus, known), create_empty_token=False, show_progress=False)
        return cls(bm25, len(corpus), language)

    @classmethod
    def load(cls, folder: Path, size: int, language: str = "en") -> "Lexical":
        """What `save` wrote for `size` documents; raises FileNotFoundError if it wrote nothing there."""
        if (folder / "empty").exists():
            return cls(None, size, language)
        return cls(bm25s.BM25.load(folder, mmap=True, show_progress=False, verbosity=0), size, language)

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        if self._bm25 is None:
            (folder / "empty").touch()
        else:
            self._bm25.save(folder, show_progress=False)

    def scores(self, text: str, mask: Mask | None = None) -> Scores:
        """One a document, relative to the best of those that `mask` leaves: 1 the best, 0 where no word is found."""
        known = self._bm25.vocab_dict if self._bm25 else {}
        words = [word for word in dict.fromkeys(self._tokens(text)) if word in known]
        if self._bm25 is None or not words:
            return np.zeros(self._size, dtype=np.float32)
        scores = np.asarray(self._bm25.get_scores(words), dtype=np.float32)
        if mask is not None:
            scores *= mask
        best = scores.max(initial=0)
        if best > 0:
            scores /= best
        return scores


class Tokens:
    """Cuts a text into lower-case word stems without accents; the most common words are left out."""

    def __init__(self, language: str) -> None:
        name = LANGUAGES.get(language, "")
        self._stemmer = snowballstemmer.stemmer(name) if name else None
        words = getattr(stopwords, f"STOPWORDS_{'EN_PLUS' if name == 'english' else name.upper()}", ())
        self._stop = frozenset(_plain(word) for word in words) | (ASKING if name == "english" else frozenset())
        self._stems: dict[str, str] = {}

    def __call__(self, text: str) -> list[str]:
        return [self._stem(word) for word in _words(_plain(text)) if word not in self._stop]

    def _stem(self, word: str) -> str:
        stem = self._stems.get(word)
        if stem is None:
            if len(self._stems) > MOST_STEMS:
                self._stems.clear()
            stem = self._stems[word] = word if self._stemmer is None else self._stemmer.stemWord(word)
        return stem


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if unicodedata.category(c) != "Mn"))


def _words(text: str) -> Iterator[str]:
    if not UNSPACED.search(text):
        yield from WORD.findall(text)
        return
    for word in WORD.findall(text):
        for run in RUN.findall(word):
            spaced = not UNSPACED.match(run)
            yield from [run] if spaced else (run[i : i + 2] for i in range(max(1, len(run) - 1)))
