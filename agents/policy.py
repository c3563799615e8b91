"""What to do next: answer, ask, show or own up that nothing fits. Pure; computed from the profile and what is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from agents.asking import best_question, meets_all
from agents.dialogue import (
    Accept,
    Act,
    Ask,
    Compare,
    Conversation,
    Critique,
    Greet,
    More,
    Move,
    Other,
    Profile,
    Question,
    Reject,
    Relaxation,
    Restart,
    Reveal,
    Revise,
    Seen,
    Thank,
    Undo,
    Waive,
)
from agents.relaxation import relaxations
from agents.wishes import tests
from retrieval.catalogue import Catalogue
from retrieval.columns import Columns, Mask

Questions = Literal["none", "few", "normal"]

FIRST_QUESTION = 0.3
EACH_QUESTION = 0.9
AFTER_SLATE = 0.7
"""What a question costs, in turns: the first, each one more in a row, and once there is a slate to talk about."""
RELUCTANCE = {"normal": 0.0, "few": 0.8, "none": float("inf")}
ABOUT_ITEMS = 0.33
"""Cosine (MiniLM) from which words are about some item; small talk stayed below it on both bundled domains."""
SHOW_NOW = (More, Critique, Reject, Seen)
"""Acts that ask for other items, and are never answered with a question."""
SLATES = 3
"""With so few slates of items left that meet every wish, showing them is the better question."""


@dataclass(frozen=True, slots=True)
class Plan:
    move: Move
    question: Question | None = None
    relaxations: tuple[Relaxation, ...] = ()
    left: int = 0
    """Items that satisfy every hard wish and can still be shown; where none can, all that satisfy them."""
    perfect: int = 0
    """Those of them that satisfy the soft ones too."""
    exhausted: bool = False
    """Something matches, but all of it was shown, seen or turned down."""


def decide(
    acts: Sequence[Act],
    profile: Profile,
    conversation: Conversation,
    catalogue: Catalogue,
    columns: Columns,
    questions: Questions,
    closeness: float = -1.0,
    size: int = 3,
    blocked: frozenset[str] = frozenset(),
) -> Plan:
    """The next move.

    Talk that changes no wish is answered. Words that nothing was read from are searched for, if their `closeness` to
    the nearest item (a cosine) says that they are about items at all, or else answered with what would help where
    nothing fits anyway. Otherwise: nothing matches, relax; a question
    saves more turns than it costs against a slate of `size` now, ask; else show.
    What the owner has `blocked` is as if it were not there.
    """
    mask = columns.mask(*tests(profile.preferences)) & ~_rows(blocked, catalogue)
    left = int(np.count_nonzero(mask))
    search = searches(acts) and (closeness >= ABOUT_ITEMS or not left)
    if not search and (move := _talk(acts)):
        return Plan(move)
    if not left:
        return Plan(Move.RELAX, relaxations=relaxations(profile, catalogue, columns, blocked))
    gone = excluded(profile, acts, catalogue, columns, blocked)
    unseen = mask & ~_rows(gone, catalogue)
    if not unseen.any():
        new = relaxations(profile, catalogue, columns, gone)
        return Plan(Move.RELAX, relaxations=new, left=left, exhausted=True)
    best = unseen & meets_all(profile, columns)
    question = None
    if not search and _may_ask(acts, profile, questions) and np.count_nonzero(best) > SLATES * size:
        price = _price(acts, conversation) + RELUCTANCE[questions]
        question = best_question(profile, catalogue, columns, unseen, size, price)
    move = Move.ELICIT if question else Move.RECOMMEND
    return Plan(move, question, left=int(np.count_nonzero(unseen)), perfect=int(np.count_nonzero(best)))


def excluded(
    profile: Profile,
    acts: Sequence[Act],
    catalogue: Catalogue,
    columns: Columns,
    blocked: frozenset[str] = frozenset(),
) -> frozenset[str]:
    """Items not to show now.

    Rejected, seen and blocked ones never, nor those the wish is likened to. Where others are asked for, shown ones
    neither; but when a refusal or a critique leaves only shown ones, those are the answer, unless it insists on new.
    """
    gone = blocked | {*profile.rejected, *profile.seen, *profile.liked}
    if not any(isinstance(act, SHOW_NOW) or _says_nothing(act, profile) for act in acts):
        return gone
    with_shown = gone | set(profile.shown)
    new = columns.mask(*tests(profile.preferences)) & ~_rows(with_shown, catalogue)
    return with_shown if new.any() or any(map(_insists, acts)) else gone


def _shrugs(acts: Sequence[Act]) -> bool:
    return bool(acts) and all(isinstance(act, Other) and act.reason == "undecided" for act in acts)


def _says_nothing(act: Act, profile: Profile) -> bool:
    """Whether it leaves every wish as it was: the same slate once more would be no answer."""
    if isinstance(act, Waive):
        return act.attribute in profile.asked
    return isinstance(act, Other) and act.reason == "undecided"


def _insists(act: Act) -> bool:
    """Whether only something new will do: "more", "something completely different"."""
    return isinstance(act, More) or (isinstance(act, Critique) and not act.similar and not act.changes)


def searches(acts: Sequence[Act]) -> bool:
    """Whether the utterance said something, but nothing that was understood."""
    return bool(acts) and all(isinstance(act, Other) and act.reason == "unclear" for act in acts)


def _talk(acts: Sequence[Act]) -> Move | None:
    """The move for an utterance that wishes nothing new; None where the wishes decide."""
    if any(isinstance(act, Ask | Compare) for act in acts) and not _wishes(acts):
        topics = {act.topic for act in acts if isinstance(act, Ask)}
        if any(isinstance(act, Compare) for act in acts):
            return Move.COMPARE
        return Move.EXPLAIN if topics & {"why", "why_not", "why_question"} else Move.INFORM
    if any(isinstance(act, Accept) for act in acts):
        return Move.CLOSE
    others = [act for act in acts if isinstance(act, Other) and act.reason != "undecided"]
    if others and len(others) == len(acts):
        return Move.CLOSE if others[0].reason == "farewell" else Move.CLARIFY
    if acts and all(isinstance(act, Thank) or (isinstance(act, Other) and act.reason == "farewell") for act in acts):
        return Move.CLOSE
    return None


def _wishes(acts: Sequence[Act]) -> bool:
    return any(isinstance(act, Reveal | Revise | Critique | Reject | More | Waive | Undo | Restart) for act in acts)


def _may_ask(acts: Sequence[Act], profile: Profile, questions: Questions) -> bool:
    return questions != "none" and not profile.hurry and not any(isinstance(act, SHOW_NOW) for act in acts)


def _price(acts: Sequence[Act], conversation: Conversation) -> float:
    """Turns that a question costs now; it rises with every question in a row, so that there is always a slate soon."""
    if any(isinstance(act, Restart) for act in acts):
        return FIRST_QUESTION
    in_a_row, shown = 0, False
    for turn in reversed(conversation.turns):
        if turn.reply and turn.reply.slate:
            shown = True
            break
        if any(isinstance(act, Restart) for act in turn.acts):
            in_a_row += bool(turn.reply and turn.reply.question)
            break
        in_a_row += bool(turn.reply and turn.reply.question)
    if all(isinstance(act, Greet) for act in acts):
        return 0.0
    shown = shown and not _shrugs(acts)
    return FIRST_QUESTION + EACH_QUESTION * in_a_row + AFTER_SLATE * shown


def _rows(item_ids: frozenset[str], catalogue: Catalogue) -> Mask:
    mask = np.zeros(len(catalogue.items), dtype=np.bool_)
    rows = catalogue.rows
    mask[[rows[i] for i in item_ids if i in rows]] = True
    return mask
