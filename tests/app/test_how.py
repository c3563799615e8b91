"""How a reply came about is told on the page and in the terminal where a model was asked, and only there."""

from agents.dialogue import Conversation, ModelCall, Move, Profile, Reading, Reply, Turn
from app.how import how
from app.transcript import reply_lines
from app.ui.view import conversation_view
from retrieval.catalogue import Catalogue, Domain

CATALOGUE = Catalogue(Domain("teas", "Teas", ()), "v1", ())
SLOW = ModelCall("openai:tiny", "read.v1", ms=4003.2, trouble="timeout after 4 s")
READ = ModelCall("openai:tiny", "read.v1", 948, 41, 811.6)
REPLY = Reply(Move.CLARIFY, "Which one?", notices=("Careful.",), understood_by="builtin, corrected by openai:tiny")
CORRECTED = Reading(verdict="corrected", rulings=("“short”: the model reads it in “not short”",), calls=(READ,))


def test_who_decided_what_and_what_it_cost() -> None:
    assert how(REPLY, CORRECTED) == [
        "Understood by builtin, corrected by openai:tiny; worded by templates.",
        "“short”: the model reads it in “not short”.",
        "openai:tiny, read.v1: 812 ms, 948 + 41 tokens.",
    ]


def test_a_failure_has_its_reason() -> None:
    assert how(REPLY, Reading(verdict="failed", calls=(SLOW,)))[-1] == (
        "openai:tiny, read.v1: 4,003 ms; timeout after 4 s."
    )


def test_without_a_model_there_is_nothing_to_tell() -> None:
    assert how(REPLY, None) == []
    assert how(REPLY, Reading()) == []
    assert list(reply_lines(REPLY, CATALOGUE)) == ["Tastemaker: Which one?"]


def test_the_terminal_and_the_page_show_it() -> None:
    told = "\n".join(reply_lines(REPLY, CATALOGUE, CORRECTED))
    assert "(Careful.)" in told
    assert "(openai:tiny, read.v1: 812 ms, 948 + 41 tokens.)" in told
    talk = Conversation("c", "teas", (Turn(1, "hm", profile=Profile(), reply=REPLY, reading=CORRECTED),))
    _, bubble = conversation_view(talk, CATALOGUE)
    assert bubble["how"] == how(REPLY, CORRECTED)
