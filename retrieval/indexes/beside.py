"""A nearest-neighbour index beside the exact one: opened, mended and put aside while the turns go on without it."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock, Timer
from time import monotonic

from retrieval.columns import Rows
from retrieval.embedder import Vectors
from retrieval.index import Hits, IndexDisagreesError, Metadata, UnusableIndexError, VectorIndex

PAUSE_S = 30.0
"""How long an index that failed is left alone."""
HEAD_START_S = 3.0
"""How long the program has the processor to itself before the index is opened: Chroma alone takes two seconds of it."""
_log = logging.getLogger(__name__)


class Beside:
    def __init__(self, opened: Callable[[], VectorIndex], mend: Callable[[], None] | None = None) -> None:
        """Opens it in a thread, a little later. `mend` is called, once, if it disagrees with its catalogue."""
        self._open, self._mend = opened, mend
        self.trouble = ""
        """Why it isn't used, in words; empty while it is not known to be so."""
        self._opening: Future[Watched] | None = None
        self._lock = Lock()
        self._later = Timer(HEAD_START_S, self._begin)
        self._later.name, self._later.daemon = "index later", True  # a program that is over by then waits for nothing
        self._later.start()

    def _begin(self) -> "Future[Watched]":
        with self._lock:
            if self._opening is None:
                thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="index")
                self._opening = thread.submit(self._work)
                thread.shutdown(wait=False)
            return self._opening

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
        opening = self._opening
        if opening is None or not opening.done() or opening.exception():
            return None
        return None if opening.result().resting else opening.result()

    def wait(self, seconds: float | None = None) -> None:
        """Until it is open, without the delay. Raises UnusableIndexError if it can't be, TimeoutError if late."""
        self._later.cancel()
        self._begin().result(seconds)


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
