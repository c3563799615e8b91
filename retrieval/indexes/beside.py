"""A nearest-neighbour index beside the exact one: opened, mended and put aside while the turns go on without it."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic

from retrieval.columns import Rows
from retrieval.embedder import Vectors
from retrieval.index import Hits, IndexDisagreesError, Metadata, UnusableIndexError, VectorIndex

PAUSE_S = 30.0
"""How long an index that failed is left alone."""
_log = logging.getLogger(__name__)


class Beside:
    def __init__(self, opened: Callable[[], VectorIndex], mend: Callable[[], None] | None = None) -> None:
        """Opens it in a thread. `mend` is called, once, for an index that disagrees with its catalogue."""
        self._open, self._mend = opened, mend
        self.trouble = ""
        """Why it isn't used, in words; empty while it is not known to be so."""
        thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="index")
        self._opening: Future[Watched] = thread.submit(self._work)
        thread.shutdown(wait=False)

    def _work(self) -> "Watched":
        try:
            return self._opened()
        except UnusableIndexError as error:
            self._tell(str(error))
            raise

    def _opened(self) -> "Watched":
        try:
            return Watched(self._open(), self._tell)
        except IndexDisagreesError as error:
            if self._mend is None:
                raise UnusableIndexError(f"{error} Build the index again; until then I look without it.") from error
            self._tell(f"{error} It is being filled again; until then I look without it.")
        self._mend()
        mended = Watched(self._open(), self._tell)
        _log.warning("The index is in order again.")
        self.trouble = ""
        return mended

    def _tell(self, trouble: str) -> None:
        if trouble and trouble != self.trouble:
            _log.warning("%s", trouble)
        self.trouble = trouble

    def index(self) -> VectorIndex | None:
        """None before it is open, if it can't be opened, and for a while after it failed."""
        ready = self._opening.done() and not self._opening.exception()
        return self._opening.result() if ready and not self._opening.result().resting else None

    def wait(self, seconds: float | None = None) -> None:
        """Until it is open. Raises UnusableIndexError if it can't be, TimeoutError if it isn't in time."""
        self._opening.result(seconds)


class Watched:
    """An index whose failures are told, and which then rests."""

    def __init__(self, index: VectorIndex, tell: Callable[[str], None]) -> None:
        self.name, self._index, self._tell = index.name, index, tell
        self._rests_until = 0.0
        self._failed = False

    @property
    def resting(self) -> bool:
        return monotonic() < self._rests_until

    def __len__(self) -> int:
        return len(self._index)

    def search(self, vector: Vectors, limit: int) -> Hits:
        try:
            hits = self._index.search(vector, limit)
        except UnusableIndexError as error:
            self._rests_until, self._failed = monotonic() + PAUSE_S, True
            self._tell(str(error))
            raise
        if self._failed:
            self._failed = False
            self._tell("")
        return hits

    def vectors(self, rows: Sequence[int] | Rows) -> Vectors:
        return self._index.vectors(rows)

    def add(
        self, rows: Sequence[int], vectors: Vectors, documents: Sequence[str] = (), metadata: Sequence[Metadata] = ()
    ) -> None:
        self._index.add(rows, vectors, documents, metadata)
