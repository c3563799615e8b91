"""The vocabulary of a conversation: what people do, what is known of their wishes, what the assistant does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from retrieval.catalogue import Constraint, Item
from retrieval.scorer import Score

# --- wishes -----------------------------------------------------------------------------------------------------------


class Strength(StrEnum):
    MUST = "must"
    PREFER = "prefer"
    AVOID = "avoid"
    NEVER = "never"


class Scope(StrEnum):
    """How long a wish lasts: for one request and for more of the same, until the talk starts over, or for good.

    What a wish for one turn stood in for comes back after it.
    """

    TURN = "turn"
    CONVERSATION = "conversation"
    ALWAYS = "always"


Source = Literal["said", "implied", "critique", "tapped"]
"""`said`: in so many words. `implied`: a guess from meaning, shown as one. `critique`: computed from a shown item."""


@dataclass(frozen=True, slots=True)
class Preference:
    """A constraint and how much it matters. `avoid` and `never` hold the test that an item had better *not* pass."""

    constraint: Constraint
    strength: Strength = Strength.MUST
    scope: Scope = Scope.CONVERSATION
    words: str = ""
    turn: int = 0
    source: Source = "said"
    note: str = ""
    """How it was read, for people: `"short" read as at most 95 min`; empty when there is nothing to explain."""

    @property
    def attribute(self) -> str:
        return self.constraint.attribute

    @property
    def hard(self) -> bool:
        return self.strength in (Strength.MUST, Strength.NEVER)

    @property
    def negative(self) -> bool:
        return self.strength in (Strength.AVOID, Strength.NEVER)

    def met_by(self, item: Item) -> bool:
        return self.constraint.accepts(item) != self.negative


@dataclass(frozen=True, slots=True)
class Profile:
    """All that is known of what the person wants so far."""

    preferences: tuple[Preference, ...] = ()
    waived: frozenset[str] = frozenset()
    """Attributes on which anything goes."""
    asked: frozenset[str] = frozenset()
    """Attributes that a question was asked about; none is asked twice."""
    liked: tuple[str, ...] = ()
    """Item ids to stay close to, latest last: liked, or named in "like this one"."""
    rejected: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    """Item ids already put before the person; not shown again unless asked for."""
    hurry: bool = False
    """"Just show me": no more questions."""

    def on(self, attribute: str) -> tuple[Preference, ...]:
        return tuple(p for p in self.preferences if p.attribute == attribute)

    @property
    def hard(self) -> tuple[Preference, ...]:
        return tuple(p for p in self.preferences if p.hard)

    def permits(self, item: Item) -> bool:
        """Whether the item keeps every `must` and `never`; says nothing of seen or rejected."""
        return all(p.met_by(item) for p in self.preferences if p.hard)


# --- acts: what the person did ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reveal:
    """A wish added to those there are."""

    preference: Preference
    kind: Literal["reveal"] = "reveal"


@dataclass(frozen=True, slots=True)
class Revise:
    """A wish in place of all earlier ones on its attribute."""

    preference: Preference
    kind: Literal["revise"] = "revise"


@dataclass(frozen=True, slots=True)
class Retract:
    """Forget what was wished on the attribute; with a value, only the wishes that name it; with a test, only that one.

    A value or test that was not wished changes nothing.
    """

    attribute: str
    value: str = ""
    test: Constraint | None = None
    """One wish of several on the attribute: the lower bound and not the upper."""
    kind: Literal["retract"] = "retract"


@dataclass(frozen=True, slots=True)
class Waive:
    """Anything goes on the attribute; on `""`, on all that is left ("just show me")."""

    attribute: str = ""
    kind: Literal["waive"] = "waive"


Direction = Literal["less", "more", "same", "different"]


@dataclass(frozen=True, slots=True)
class Change:
    """How the wished item differs from the reference on one attribute."""

    attribute: str
    direction: Direction
    words: str = ""


@dataclass(frozen=True, slots=True)
class Critique:
    """Wishes relative to items ("like the second, but cheaper"); without changes: more like these.

    Without items the changes are relative to the whole last slate. `similar` is false for a bare "cheaper", which
    says nothing about likeness, and for "something completely different".
    """

    item_ids: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    similar: bool = True
    words: str = ""
    kind: Literal["critique"] = "critique"


Topic = Literal["value", "why", "why_not", "why_question", "count", "options", "wishes", "help"]
"""`options`: which values there are. `wishes`: what the person has wished for so far."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question about items: an attribute's value, why one was recommended (or was not), or about the talk itself."""

    topic: Topic
    item_ids: tuple[str, ...] = ()
    attribute: str = ""
    words: str = ""
    kind: Literal["ask"] = "ask"


@dataclass(frozen=True, slots=True)
class Compare:
    item_ids: tuple[str, ...] = ()
    attribute: str = ""
    """"Which is shorter?" compares on one; empty compares on all."""
    kind: Literal["compare"] = "compare"


@dataclass(frozen=True, slots=True)
class Accept:
    item_id: str
    kind: Literal["accept"] = "accept"


@dataclass(frozen=True, slots=True)
class Reject:
    """No to items; without items, to the whole last slate. Its reason comes as acts of its own beside it."""

    item_ids: tuple[str, ...] = ()
    reason: str = ""
    kind: Literal["reject"] = "reject"


@dataclass(frozen=True, slots=True)
class Seen:
    item_ids: tuple[str, ...]
    kind: Literal["seen"] = "seen"


@dataclass(frozen=True, slots=True)
class More:
    """Other recommendations under the same wishes."""

    kind: Literal["more"] = "more"


@dataclass(frozen=True, slots=True)
class Undo:
    kind: Literal["undo"] = "undo"


@dataclass(frozen=True, slots=True)
class Restart:
    kind: Literal["restart"] = "restart"


@dataclass(frozen=True, slots=True)
class Greet:
    kind: Literal["greet"] = "greet"


@dataclass(frozen=True, slots=True)
class Thank:
    kind: Literal["thank"] = "thank"


@dataclass(frozen=True, slots=True)
class Pick:
    """Of a duel the slate that is better, by its id; empty where neither stands out."""

    duel: str
    slate: str = ""
    kind: Literal["pick"] = "pick"


OtherReason = Literal[
    "unclear",
    "empty",
    "not_in_catalogue",
    "ambiguous",
    "nothing_shown",
    "off_topic",
    "farewell",
    "undecided",
    "foreign",
    "abuse",
]


@dataclass(frozen=True, slots=True)
class Other:
    """What changes no wish: small talk, what was not understood, a name the catalogue lacks or cannot tell apart."""

    reason: OtherReason
    words: str = ""
    attribute: str = ""
    nearest: tuple[str, ...] = ()
    """Values or titles of the catalogue that come closest, best first."""
    kind: Literal["other"] = "other"


Act = (
    Reveal
    | Revise
    | Retract
    | Waive
    | Critique
    | Ask
    | Compare
    | Accept
    | Reject
    | Seen
    | More
    | Undo
    | Restart
    | Greet
    | Thank
    | Pick
    | Other
)

# --- moves: what the assistant does -----------------------------------------------------------------------------------


class Move(StrEnum):
    ELICIT = "elicit"
    RECOMMEND = "recommend"
    RELAX = "relax"
    INFORM = "inform"
    COMPARE = "compare"
    EXPLAIN = "explain"
    CLARIFY = "clarify"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to tap. `count` is how many of the items still possible it would leave."""

    label: str
    utterance: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question about one open slot. `worth`: turns that asking is expected to save, against a slate at once."""

    attribute: str
    text: str
    options: tuple[Option, ...]
    why: str = ""
    worth: float = 0.0


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Wishes to give up, or to widen, so that `count` items match, with one of them as an example."""

    dropped: tuple[Preference, ...]
    count: int
    example: str = ""
    option: Option | None = None
    value: str = ""
    """Where one bound is given up: the example's number, the nearest there is, as people read it."""
    widened: tuple[Preference, ...] = ()
    """What takes the place of the dropped ones: the same wishes, just wide enough. Empty where they are given up."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One wish met or missed by one value of the item. `value` is the item's value as people read it."""

    attribute: str
    wanted: str
    value: str
    met: bool
    weight: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    evidence: tuple[Evidence, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Recommendation:
    """An item in its place on a slate; what an impression is recorded from."""

    impression_id: str
    item_id: str
    rank: int
    """From 1."""
    score: Score
    explanation: Explanation
    propensity: float = 1.0
    """Probability of being shown there, under the policy that showed it."""


@dataclass(frozen=True, slots=True)
class Slate:
    id: str
    catalogue_version: str
    recommendations: tuple[Recommendation, ...]

    @property
    def item_ids(self) -> tuple[str, ...]:
        return tuple(r.item_id for r in self.recommendations)


@dataclass(frozen=True, slots=True)
class Duel:
    """A second slate, of another policy, shown at the right of the reply's own: the person picks one of the two."""

    id: str
    beside: Slate
    policies: tuple[str, str]
    """Which policy chose the slate at the left, the reply's own, and which the one at the right."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A table: one column an item, one row an attribute; `differs` marks the rows whose values are not all equal."""

    item_ids: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    differs: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One question to a language model, as it went."""

    model: str
    prompt: str
    """Name and version of the prompt: "read.v1"."""
    tokens_in: int = 0
    tokens_out: int = 0
    """As the server counts them; 0 where it does not say."""
    ms: float = 0.0
    trouble: str = ""
    """Why nothing usable came of it; empty when something did."""


@dataclass(frozen=True, slots=True)
class Reply:
    move: Move
    text: str
    slate: Slate | None = None
    question: Question | None = None
    relaxations: tuple[Relaxation, ...] = ()
    comparison: Comparison | None = None
    suggestions: tuple[Option, ...] = ()
    notices: tuple[str, ...] = ()
    """What the person should know about how this answer came about: a fallback, a guess."""
    understood_by: str = "builtin"
    """Who read the utterance, and in brackets what came of a second reader."""
    scored_by: str = ""
    phrased_by: str = "templates"
    calls: tuple[ModelCall, ...] = ()
    """Questions to a language model for this reply: grades, reasons. Those of reading stand in `Reading`."""
    cut: tuple[str, ...] = ()
    """What a language model wanted to say and the verifier did not let through, with the reason."""
    held_back: tuple[str, ...] = ()
    """What the gatekeeper kept from the slate, with the reason, one sentence each."""
    duel: Duel | None = None

    @property
    def slates(self) -> tuple[Slate, ...]:
        """None, one, or the two of a duel, left and right."""
        return (*((self.slate,) if self.slate else ()), *((self.duel.beside,) if self.duel else ()))


# --- turns ------------------------------------------------------------------------------------------------------------


Verdict = Literal["agreed", "corrected", "overruled", "model", "failed", "unasked"]
"""What came of a second reading (docs/models.md). `unasked`: the built-in reading was certain, no model was asked."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How an utterance was read, where a language model was there to read it too."""

    builtin: tuple[Act, ...] = ()
    model: tuple[Act, ...] = ()
    """As checked against the catalogue; empty if it gave none."""
    verdict: Verdict = "unasked"
    rulings: tuple[str, ...] = ()
    """What was decided where the two differ, and what of the model's was dropped; one sentence each."""
    language: str = ""
    """ISO 639-1 code of the utterance's language, as the model says; empty if it was not asked."""
    calls: tuple[ModelCall, ...] = ()


class TurnStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange. `profile` is the profile *after* it; `timings` are milliseconds by node of the graph.

    A profile edited by hand (a chip removed) is a turn too: its utterance is empty, its `edit` says what was done.
    """

    number: int
    utterance: str
    acts: tuple[Act, ...] = ()
    profile: Profile = Profile()
    reply: Reply | None = None
    status: TurnStatus = TurnStatus.DONE
    edit: str = ""
    timings: Mapping[str, float] = field(default_factory=dict)
    reading: Reading | None = None
    """None where there is no language model."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """The ordered turns. The profile is that of the last turn that was not failed."""

    id: str
    catalogue: str
    turns: tuple[Turn, ...] = ()
    looking_at: tuple[str, ...] = ()
    """Item ids before the person's eyes outside of the talk, while one message is read; never stored."""

    @property
    def profile(self) -> Profile:
        return next((t.profile for t in reversed(self.turns) if t.status is TurnStatus.DONE), Profile())

    @property
    def last_slates(self) -> tuple[Slate, ...]:
        """The last slate, alone: of a duel the one that was picked, and both as long as none was."""
        last = next((t.reply for t in reversed(self.turns) if t.reply and t.reply.slate), None)
        if last is None or last.duel is None:
            return last.slates if last else ()
        picked = tuple(slate for slate in last.slates if slate.id == self.picked(last.duel.id))
        return picked or last.slates

    @property
    def last_slate(self) -> Slate | None:
        """Of a duel that nobody decided the one at the left."""
        return next(iter(self.last_slates), None)

    def picked(self, duel_id: str) -> str | None:
        """Id of the slate that was picked, "" for neither; None as long as nothing was said."""
        picks = (act for t in self.turns for act in t.acts if isinstance(act, Pick) and t.status is TurnStatus.DONE)
        return next((act.slate for act in picks if act.duel == duel_id), None)

    @property
    def on_the_table(self) -> tuple[str, ...]:
        """Item ids of the last slate, or slates; what was compared since, where that is not a part of them.

        Where nothing was shown yet, what the person looks at elsewhere.
        """
        shown = dict.fromkeys(item_id for slate in self.last_slates for item_id in slate.item_ids)
        compared = self._compared
        return (compared if set(compared) - set(shown) else tuple(shown)) or self.looking_at

    @property
    def _compared(self) -> tuple[str, ...]:
        """What was put side by side after the last slate."""
        replies = (t.reply for t in reversed(self.turns) if t.reply)
        last = next((r for r in replies if r.slate or r.comparison), None)
        return last.comparison.item_ids if last and last.comparison and not last.slate else ()

    @property
    def open_question(self) -> Question | None:
        """The question that the assistant's last reply asked, if it did."""
        last = next((t.reply for t in reversed(self.turns) if t.reply), None)
        return last.question if last else None
