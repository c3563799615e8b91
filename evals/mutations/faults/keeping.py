"""Faults of what is stored: nobody sees them in a reply, and everything that is learned later goes wrong by them."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from agents.dialogue import Profile, Reply, Slate
from agents.ranking import Pick
from evals.mutations.fault import Fault

Row = dict[str, object]
Rowing = Callable[..., Row]


def _rank_reversed(real: Rowing) -> Rowing:
    def of_recommendation(slate_id: str, shown: object) -> Row:
        row = real(slate_id, shown)
        return row | {"rank": 100 - int(str(row["rank"]))}

    return of_recommendation


def _last_left_out(real: Callable[..., None]) -> Callable[..., None]:
    def show(connection: object, conversation_id: str, turn: int, shown: Iterable[tuple[Slate, Row]]) -> None:
        kept = [(replace(slate, recommendations=slate.recommendations[:-1]), row) for slate, row in shown]
        real(connection, conversation_id, turn, kept)

    return show


BESIDE: dict[str, str] = {}
"""By impression id, that of another card of the slate."""
LAST: dict[str, str] = {}
"""By slate, the impression written last."""


def _remembering(real: Rowing) -> Rowing:
    def of_recommendation(slate_id: str, shown: object) -> Row:
        row = real(slate_id, shown)
        mine = str(row["id"])
        other = LAST.get(slate_id, mine)
        BESIDE[mine], BESIDE[other], LAST[slate_id] = other, mine, mine
        return row

    return of_recommendation


def _on_another(real: Rowing) -> Rowing:
    def of_feedback(*args: object) -> Row:
        row = real(*args)
        return row | {"impression_id": BESIDE.get(str(row["impression_id"]), row["impression_id"])}

    return of_feedback


def _half(real: Callable[..., tuple[Pick, ...]]) -> Callable[..., tuple[Pick, ...]]:
    return lambda *args: tuple(replace(pick, propensity=0.5) for pick in real(*args))


def _other_words(real: Rowing) -> Rowing:
    """Of a reply only the first sentence is stored."""

    def of_turn(*args: object) -> Row:
        row = real(*args)
        reply = row["reply"]
        return row | {"reply": replace(reply, text=reply.text.split(". ")[0])} if isinstance(reply, Reply) else row

    return of_turn


def _profile_before(real: Rowing) -> Rowing:
    """What is stored of the person is empty; the reply was right."""
    return lambda *args: real(*args) | {"profile": Profile()}


ROWS = "storage.rows"

FAULTS = (
    Fault(
        "rank-misrecorded",
        "a card is stored with another rank than it had",
        {f"{ROWS}:of_recommendation": _rank_reversed},
    ),
    Fault("impression-unrecorded", "the last card of a slate is not stored", {"storage.sql:_show": _last_left_out}),
    Fault(
        "propensity-wrong", "cards that had to be shown are stored as if by chance", {"agents.ranking:_explored": _half}
    ),
    Fault(
        "feedback-on-another",
        "a like is stored of the card beside the one it was for",
        {f"{ROWS}:of_recommendation": _remembering, f"{ROWS}:of_feedback": _on_another},
    ),
    Fault("reply-cut-short", "of a reply only the first sentence is stored", {f"{ROWS}:of_turn": _other_words}),
    Fault("profile-unrecorded", "the profile after a turn is not stored", {f"{ROWS}:of_turn": _profile_before}),
)
