"""The written rule, case by case: what of two readings stands."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from agents.dialogue import (
    Act,
    Conversation,
    Greet,
    ModelCall,
    More,
    Move,
    Option,
    Other,
    Preference,
    Question,
    Reject,
    Reply,
    Restart,
    Reveal,
    Seen,
    Source,
    Strength,
    Turn,
    Undo,
    Waive,
)
from agents.understanding.model_asked import certain, to_check
from agents.understanding.settling import ModelReading, settle, unasked
from retrieval.catalogue import Constraint, Operator

CALL = ModelCall("openai:tiny", "read.v1", 900, 40, 700.0)


def wish(
    attribute: str,
    value: str | float,
    words: str,
    strength: Strength = Strength.MUST,
    source: Source = "said",
    operator: Operator = Operator.EQ,
) -> Reveal:
    return Reveal(Preference(Constraint(attribute, operator, value), strength, words=words, source=source))


COMEDY = wish("genres", "comedy", "a comedy")
NO_HORROR = wish("genres", "horror", "no horror", Strength.NEVER)
SHORT = wish("runtime", 95.0, "short", Strength.PREFER, operator=Operator.LE)
GUESS = wish("moods", "romantic", "date night", Strength.PREFER, source="implied")
UNCLEAR = Other("unclear", "zum Lachen")


def read(*acts: Act, trouble: str = "", language: str = "en") -> ModelReading:
    call = ModelCall("openai:tiny", "read.v1", trouble=trouble) if trouble else CALL
    return ModelReading(call, acts, language=language)


@dataclass(frozen=True)
class Case:
    says: str
    builtin: Sequence[Act]
    model: Sequence[Act]
    acts: Sequence[Act]
    by: str


TINY = "openai:tiny"
TIRED = wish("genres", "comedy", "tired of comedy", Strength.NEVER)
MAYBE = wish("genres", "comedy", "a comedy, if at all possible", Strength.PREFER)
SOFT_COMEDY = wish("genres", "comedy", "a comedy", Strength.PREFER)
FRENCH = wish("country", "France", "something French")
CASES = (
    Case("what was not understood is the model's", [UNCLEAR], [COMEDY], [COMEDY], TINY),
    Case("another language too", [Other("foreign", "une comédie")], [COMEDY], [COMEDY], TINY),
    Case("off topic for both stays so", [Other("off_topic", "x")], [Other("off_topic", "y")],
         [Other("off_topic", "y")], TINY),
    Case("the same is the same", [COMEDY], [wish("genres", "comedy", "comedy")], [COMEDY], f"builtin ({TINY} agrees)"),
    Case("a value plainly said stays when the model forgets it", [COMEDY, NO_HORROR], [COMEDY], [COMEDY, NO_HORROR],
         f"builtin ({TINY} overruled)"),
    Case("a negation stays against the same words without it", [NO_HORROR], [wish("genres", "horror", "horror")],
         [NO_HORROR], f"builtin ({TINY} overruled)"),
    Case("but more of the words win", [COMEDY], [TIRED], [TIRED], f"builtin, corrected by {TINY}"),
    Case("a number stays against another from the same words", [SHORT],
         [wish("runtime", 60.0, "short", operator=Operator.LE)], [SHORT], f"builtin ({TINY} overruled)"),
    Case("a guess that the model does not share goes", [GUESS], [COMEDY], [COMEDY], f"builtin, corrected by {TINY}"),
    Case("a guess that it shares stays", [GUESS], [GUESS], [GUESS], f"builtin ({TINY} agrees)"),
    Case("what was overlooked is added", [COMEDY], [COMEDY, FRENCH], [COMEDY, FRENCH], f"builtin, corrected by {TINY}"),
    Case("softer words soften", [COMEDY], [MAYBE], [SOFT_COMEDY], f"builtin, corrected by {TINY}"),
    Case("harder ones do not harden", [SOFT_COMEDY], [wish("genres", "comedy", "really a comedy")], [SOFT_COMEDY],
         f"builtin ({TINY} overruled)"),
    Case("undo is not the model's to say", [COMEDY], [COMEDY, Undo()], [COMEDY], f"builtin ({TINY} overruled)"),
    Case("nor is starting over", [Greet()], [Restart()], [Greet()], f"builtin ({TINY} overruled)"),
    Case("what is done with items is the built-in reader's where it found something", [Reject(("a",))], [Seen(("b",))],
         [Reject(("a",))], f"builtin ({TINY} overruled)"),
    Case("and the model's where it found nothing", [COMEDY], [COMEDY, Seen(("b",))], [COMEDY, Seen(("b",))],
         f"builtin, corrected by {TINY}"),
    Case("a name that is missing is explained by the model", [COMEDY, Other("not_in_catalogue", "Jim Carey", "cast")],
         [COMEDY, wish("cast", "Jim Carrey", "with Jim Carey")], [COMEDY, wish("cast", "Jim Carrey", "with Jim Carey")],
         f"builtin, corrected by {TINY}"),
    Case("a name that both miss is said once", [Other("not_in_catalogue", "Iceland", "country")],
         [Other("not_in_catalogue", "from Iceland", "country")], [Other("not_in_catalogue", "Iceland", "country")],
         f"builtin ({TINY} agrees)"),
    Case("a greeting of the model's adds nothing", [COMEDY], [Greet(), COMEDY], [COMEDY, Greet()],
         f"builtin, corrected by {TINY}"),
    Case("nothing is no correction", [COMEDY], [], [COMEDY], f"builtin ({TINY} overruled)"),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_the_rule(case: Case) -> None:
    settled = settle(tuple(case.builtin), read(*case.model))
    assert settled.acts == tuple(case.acts)
    assert settled.understood_by == case.by
    assert settled.reading.builtin == tuple(case.builtin)
    assert settled.reading.model == tuple(case.model)
    assert settled.reading.calls == (CALL,)
    if settled.reading.verdict in ("overruled", "corrected") and settled.acts != tuple(case.builtin):
        assert len(settled.acts) > len(case.builtin) or settled.reading.rulings or case.says == "softer words soften"


def test_a_model_in_trouble_leaves_the_built_in_reading_and_says_so() -> None:
    settled = settle((COMEDY,), read(trouble="timeout after 4 s"))
    assert settled.acts == (COMEDY,)
    assert settled.understood_by == "builtin (model: timeout after 4 s)"
    assert settled.reading.verdict == "failed"
    assert settled.reading.model == ()


def test_what_was_dropped_is_kept_on_record() -> None:
    reading = ModelReading(CALL, (COMEDY,), language="en", dropped=("dropped “price”: no attribute of this catalogue",))
    assert settle((COMEDY,), reading).reading.rulings == reading.dropped


OFFERED = Conversation("c", "films", (
    Turn(1, "hi", reply=Reply(
        Move.ELICIT, "Which?", question=Question("genres", "Which?", (Option("comedy", "comedy", 3),)),
        suggestions=(Option("More like the first", "more like the first one"),),
    )),
))  # fmt: skip
TAPPED = wish("genres", "comedy", "comedy", source="tapped")


@pytest.mark.parametrize(
    ("acts", "utterance", "sure"),
    [
        ([TAPPED], "comedy", True),
        ([TAPPED], "Comedy ", True),
        ([More()], "more like the first one", True),
        ([Undo()], "undo that please", True),
        ([Restart()], "start over", True),
        ([Waive("")], "just show me", True),
        ([Greet()], "hi", True),
        ([Greet()], "hi, I wonder if you know what my sister would love", False),
        ([Other("empty")], "", True),
        ([Other("farewell")], "bye", True),
        ([Other("unclear")], "blorp", False),
        ([Other("foreign")], "bonjour", False),
        ([COMEDY], "a comedy", False),
        ([Waive("year")], "any year", False),
        ([], "", False),
    ],
)
def test_when_no_model_is_asked(acts: list[Act], utterance: str, sure: bool) -> None:
    assert certain(acts, utterance, OFFERED) is sure


def test_a_doubtful_reading_is_not_put_before_the_model() -> None:
    assert to_check((COMEDY, NO_HORROR)) == (COMEDY, NO_HORROR)
    assert to_check((COMEDY, GUESS)) == ()
    assert to_check((UNCLEAR,)) == ()
    assert to_check((COMEDY, Other("not_in_catalogue", "x"))) == ()


def test_a_tap_keeps_the_language_spoken_so_far() -> None:
    settled = unasked((TAPPED,), "fr")
    assert (settled.reading.verdict, settled.reading.language, settled.understood_by) == ("unasked", "fr", "builtin")
