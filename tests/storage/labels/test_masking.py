"""Free text within values of the dialogue."""

from agents.dialogue import (
    Critique,
    Evidence,
    Explanation,
    Move,
    Option,
    Other,
    Preference,
    Profile,
    Recommendation,
    Reply,
    Reveal,
    Slate,
    Turn,
)
from retrieval.catalogue import Constraint, Operator
from retrieval.scorer import Score
from storage.labels.masking import masked

WISH = Preference(Constraint("director", Operator.EQ, "ana"), words="by ana", note="ana read as a director")
REASON = Explanation((Evidence("director", "ana", "ana", True, 1.0, "by ana"),), "By ana.")


def scrub(text: str) -> str:
    return text.replace("ana", "<NAME>")


def test_what_people_wrote_is_scrubbed_at_any_depth() -> None:
    card = Recommendation("ana", "ana", 1, Score(0.5, {"ana": 1.0}, "ana", "1"), REASON)
    reply = Reply(Move.RECOMMEND, "For ana.", Slate("ana", "1", (card,)), suggestions=(Option("ana", "by ana"),))
    turn = Turn(1, "I am ana", (Reveal(WISH), Other("unclear", "ana")), Profile((WISH,), liked=("ana",)), reply)
    found = masked(turn, scrub)
    assert found.utterance == "I am <NAME>"
    assert found.acts[0] == Reveal(Preference(WISH.constraint, words="by <NAME>", note="<NAME> read as a director"))
    assert found.acts[1] == Other("unclear", "<NAME>")
    assert found.reply
    assert found.reply.text == "For <NAME>."
    assert found.reply.suggestions == (Option("<NAME>", "by <NAME>"),)
    assert found.reply.slate
    (shown,) = found.reply.slate.recommendations
    assert shown.explanation.sentence == "By <NAME>."
    assert shown.explanation.evidence[0].words == "by <NAME>"


def test_ids_names_and_the_catalogues_values_stay() -> None:
    found = masked(Profile((WISH,), liked=("ana",), waived=frozenset(["ana"])), scrub)
    assert found.preferences[0].constraint == WISH.constraint
    assert (found.liked, found.waived) == (("ana",), frozenset(["ana"]))
    assert masked(REASON, scrub).evidence[0].value == "ana"
    assert masked(Critique(item_ids=("ana",), words="ana"), scrub) == Critique(item_ids=("ana",), words="<NAME>")


def test_what_needs_no_scrubbing_is_the_same_object() -> None:
    turn = Turn(1, "something short", (Reveal(WISH),))
    assert masked(turn, str) is turn
    acts = (Reveal(WISH), Critique())
    assert masked(acts, lambda text: text) is acts
