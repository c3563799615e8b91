"""Turns that showed something, as they are stored: one conversation after the other, in constant memory.

What is needed to rank a turn again is read as it is; what a report shows of it is scrubbed, as in an export. Whoever
refused to be learned from is left out, and so is whose feedback looks generated.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from agents.dialogue import Conversation, Profile, Turn, TurnStatus
from agents.duelling import CURRENT
from storage import rows
from storage.engine import Engine
from storage.labels import finding
from storage.labels.filters import Filters
from storage.labels.labelling import by_impression, labels_of
from storage.labels.pseudonyms import Pseudonyms
from storage.labels.reading import unchanged
from storage.labels.rules import standing
from storage.labels.scrubbed import Columns
from storage.labels.snapshot import snapshot
from storage.labels.trust import NONE
from storage.labels.wholes import Whole, wholes
from storage.records import Feedback, Impression
from storage.rows import Found
from storage.scrubbing import scrub

TOLD = ("accept", "rating", "like", "dislike", "seen", "click")
"""What a report tells of a card, in this order."""


@dataclass(frozen=True, slots=True)
class Card:
    """An impression with what the person made of it."""

    item_id: str
    rank: int
    propensity: float
    did: tuple[str, ...]
    """Kinds of feedback that stand, of TOLD."""
    relevance: float | None
    """0–3, of its label; None where it has none."""


@dataclass(frozen=True)
class Shown:
    """One turn that showed a slate, and all that is needed to rank it again."""

    before: Conversation = field(repr=False)
    """As it was before the turn."""
    turn: Turn
    profile: Profile
    """What was known when the slate was made."""
    cards: tuple[Card, ...]
    version: str
    """Of the catalogue that it was made from."""
    scored_by: str
    scorer_version: str
    policy: str
    duel: bool
    """Whether another slate stood beside it: what was done with one is then no answer to it alone."""
    talk: str
    """Pseudonym of the conversation, as exports have it."""
    person: str
    """Pseudonym of whose it is; a conversation of nobody is somebody of its own."""

    @property
    def seed(self) -> str:
        return f"{self.before.id}/{self.turn.number}"

    @cached_property
    def said(self) -> str:
        return scrub(self.turn.utterance)


@dataclass
class Reading:
    """What is read, and what is left out."""

    engine: Engine
    filters: Filters
    secret: bytes
    latest: int = 0
    """Conversations, the latest ones; 0: all."""
    left_out: Counter[str] = field(default_factory=Counter)
    conversations: int = 0

    def count(self) -> int:
        """How many conversations there are to read; raises StoreUnavailable."""
        with snapshot(self.engine) as connection:
            self.left_out["conversations whose person refused"] = finding.without_consent(connection, self.filters)
            found = sum(len(batch) for batch in finding.batches(connection, self.filters))
        return min(found, self.latest) if self.latest else found

    def shown(self) -> Iterator[tuple[Shown, ...]]:
        """For each conversation its turns; raises StoreUnavailable."""
        columns, names = Columns(unchanged), Pseudonyms(self.secret)
        with snapshot(self.engine) as connection:
            distrusted = {who for who, how in finding.conducts(connection, self.filters) if how.trust < NONE}
            for batch in self._wanted(finding.batches(connection, self.filters)):
                trusted = [row for row in batch if finding.who(row) not in distrusted]
                self.left_out["conversations with feedback that looks generated"] += len(batch) - len(trusted)
                for whole in wholes(connection, trusted, columns):
                    self.conversations += 1
                    yield tuple(turns_of(whole, names))

    def _wanted(self, batches: Iterator[list[Found]]) -> Iterator[Sequence[Found]]:
        if not self.latest:
            yield from batches
            return
        last = deque((row for batch in batches for row in batch), maxlen=self.latest)
        while last:
            yield [last.popleft() for _ in range(min(finding.BATCH, len(last)))]


def turns_of(whole: Whole, names: Pseudonyms) -> Iterator[Shown]:
    """Those that were answered, with the slate of the policy in force where another stood beside it."""
    failed = {row.number for row in whole.turns if row.status == TurnStatus.FAILED and row.reply is None}
    turns = rows.as_turns(whole.turns, [card for card in whole.cards if card.turn in failed])
    given = by_impression(map(rows.as_feedback, whole.feedback))
    slates = {number: list(cards) for number, cards in groupby(whole.cards, key=lambda row: int(row.turn))}
    relevance = _relevance(whole)
    for place, turn in enumerate(turns):
        if turn.status is not TurnStatus.DONE or turn.number not in slates:
            continue
        cards, beside = _in_force(slates[turn.number])
        first = rows.as_impression(cards[0])
        yield Shown(
            before=Conversation(whole.row.id, whole.row.catalogue, turns[:place]),
            turn=turn,
            profile=first.profile,
            cards=tuple(_card(rows.as_impression(row), given, relevance) for row in cards),
            version=first.catalogue_version,
            scored_by=first.scored_by,
            scorer_version=first.scorer_version,
            policy=first.policy,
            duel=beside,
            talk=names.of("conversation", whole.row.id),
            person=names.of(*(str(part) for part in finding.who(whole.row))),
        )


def _relevance(whole: Whole) -> Mapping[str, float]:
    labels = labels_of(map(rows.as_impression, whole.cards), map(rows.as_feedback, whole.feedback))
    return {label.impression_id: label.relevance for label in labels}


def _in_force(cards: Sequence[Found]) -> tuple[Sequence[Found], bool]:
    """The cards of one slate, and whether there was a second."""
    slates = [list(slate) for _, slate in groupby(cards, key=lambda row: str(row.slate_id))]
    ours = next((slate for slate in slates if slate[0].policy in ("", CURRENT)), slates[0])
    return ours, len(slates) > 1


def _card(shown: Impression, given: Mapping[str, Sequence[Feedback]], relevance: Mapping[str, float]) -> Card:
    stands = {one.kind for one in standing(given.get(shown.id, ()))}
    did = tuple(kind for kind in TOLD if kind in stands)
    return Card(shown.item_id, shown.rank, shown.propensity, did, relevance.get(shown.id))


Told = Callable[[int], None]


def counted(conversations: Iterable[tuple[Shown, ...]], told: Told) -> Iterator[Shown]:
    """The turns; `told` hears how many conversations are done."""
    for done, turns in enumerate(conversations, 1):
        yield from turns
        told(done)
