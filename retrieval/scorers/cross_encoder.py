"""A cross-encoder reads what was said and an item's text together. Needs the `local` extra (torch).

The only file that imports sentence-transformers' `CrossEncoder`. Any that gives one number a pair will do, such as
those trained to rank search results; its numbers become 0–1 by the logistic function.
"""

import asyncio
from collections.abc import Sequence
from importlib.util import find_spec
from threading import Lock
from typing import Protocol

from retrieval.catalogue import Catalogue
from retrieval.columns import Columns
from retrieval.documents import document
from retrieval.scorer import Candidate, Query, Score
from retrieval.wording import wish_in_words

INSTALL = "sh scripts/install.sh local"
BATCH = 16
"""Pairs that go through the network at once."""
WORD_PIECES = 256
LETTERS = 1_200
"""Characters of an item's text; the rest would be cut off as word pieces."""


class Reader(Protocol):
    def predict(self, pairs: Sequence[tuple[str, str]]) -> Sequence[float]:
        """0–1 a pair. Called in a thread."""
        ...


class CrossEncoding:
    def __init__(self, name: str, catalogue: Catalogue, reader: Reader) -> None:
        self.name = f"cross-encoder:{name}"
        self.version = "1"
        self._catalogue = catalogue
        self._reader = reader
        self._turn = Lock()

    async def score(self, query: Query, candidates: tuple[Candidate, ...]) -> tuple[Score, ...]:
        """`parts` are one: how well the texts go together."""
        if not candidates:
            return ()
        wanted = self.wanted(query)
        domain, items = self._catalogue.domain, self._catalogue.items
        pairs = [(wanted, document(items[c.row], domain)[:LETTERS]) for c in candidates]
        values = await asyncio.to_thread(self._read, pairs)
        return tuple(Score(value, {"cross_encoder": value}, self.name, self.version) for value in values)

    def wanted(self, query: Query) -> str:
        """What was said, and the wishes in words; not what is to be avoided, which would read as wished for."""
        domain = self._catalogue.domain
        tests = (*query.required, *(wish.constraint for wish in query.wishes if wish.weight > 0))
        words = (wish_in_words(a, test) for test in tests if (a := domain.attribute(test.attribute)))
        return ". ".join(dict.fromkeys(part for part in (query.text, *words) if part))

    def _read(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        with self._turn:  # a network is no faster for two at once
            return list(self._reader.predict(pairs))


class _Network:
    """Of sentence-transformers; on the processor, so that nothing depends on what else is there."""

    def __init__(self, name: str) -> None:
        from sentence_transformers import CrossEncoder

        self._network = CrossEncoder(name, device="cpu", max_length=WORD_PIECES)
        labels = self._network.num_labels
        if labels != 1:
            raise ValueError(f"The cross-encoder {name!r} gives {labels} numbers a pair; one that gives 1 is needed.")

    def predict(self, pairs: Sequence[tuple[str, str]]) -> Sequence[float]:
        from torch.nn import Sigmoid

        found = self._network.predict(
            list(pairs), batch_size=BATCH, show_progress_bar=False, activation_fn=Sigmoid(), convert_to_numpy=True
        )
        return [float(value) for value in found]


def open_scorer(detail: str, columns: Columns) -> CrossEncoding:
    """`detail` names a model or its folder; it is loaded now, which takes seconds.

    Raises ValueError without a name, without the `local` extra, or for a model that there is not.
    """
    if not detail:
        raise ValueError("Which cross-encoder? Write its name or folder after 'cross-encoder:'.")
    if find_spec("sentence_transformers") is None:
        raise ValueError(
            f"The scorer 'cross-encoder:{detail}' needs the 'local' extra (PyTorch): {INSTALL}. "
            "Without it, use 'utility'."
        )
    try:
        return CrossEncoding(detail, columns.catalogue, _Network(detail))
    except OSError as error:
        raise ValueError(f"The cross-encoder {detail!r} cannot be loaded: {str(error).splitlines()[0]}") from error
