"""What goes wrong before and in the midst of a stream, in OpenAI's shape."""

import json

import pytest

from agents.dialogue import Conversation
from agents.events import StepStarted, Words
from app.api import asked, problems
from app.api.openai_answers import streamed
from app.api.openai_faults import UnknownModel, told
from app.api.openai_talks import Talks
from app.api.runs import BrokenOff, Ending, Run
from app.protocols import openai
from app.protocols.agui import About
from app.protocols.openai import ChatMessage, CompletionWanted
from app.protocols.openai_form import Form
from app.protocols.openai_history import NothingSaid, Talk
from app.security.refused import KeyRefused, TooManyRequests
from app.wire import shapes
from app.wire.views import Pictures
from retrieval.catalogue import Catalogue
from retrieval.shelf import ShelfError
from storage.store import StillAnswering, StoreUnavailable
from tests.browser.games import DOMAIN


async def chunks(ending: Ending, trouble: Exception | None = None) -> list[str]:
    """Of a turn that says a little and then breaks off."""
    run = Run("r1", "c1", "hello", (), 1.0)
    run.tell(StepStarted("say"))
    run.tell(Words("I would"))
    run.trouble = trouble
    run.end(ending)
    about = About("c1", "r1", Conversation("c1", "games"), Catalogue(DOMAIN, "1", ()), Pictures("https://us.example"))
    wanted = CompletionWanted(model="games", messages=[ChatMessage(role="user", content="hello")], stream=True)
    talks: Talks = None  # type: ignore[assignment]  # nothing is kept of what broke off
    pieces = streamed(run, about, Form("chatcmpl-1", wanted), talks, Talk("hello", (), ()))
    return [piece.decode() async for piece in pieces]


@pytest.mark.parametrize(
    ("ending", "trouble", "code", "message"),
    [
        ("failed", StoreUnavailable("/var/lib/secret.db is locked"), "unavailable", "What is stored cannot be reached"),
        ("failed", ZeroDivisionError("at line 7"), "failed", "This should not have happened"),
        ("closing", None, "broken_off", "The server is stopping"),
    ],
)
async def test_what_breaks_a_stream_off_comes_as_its_last_line(
    ending: Ending, trouble: Exception | None, code: str, message: str
) -> None:
    *before, last = await chunks(ending, trouble)
    assert '"content":"I would"' in before[-1]
    error = json.loads(last.removeprefix("data: "))["error"]
    assert (error["type"], error["code"]) == ("server_error", code)
    assert error["message"].startswith(message)
    assert "secret" not in last


@pytest.mark.parametrize(
    ("error", "status", "kind", "code"),
    [
        (NothingSaid("x"), 400, "invalid_request_error", "nothing_said"),
        (KeyRefused("x"), 401, "invalid_request_error", "invalid_api_key"),
        (UnknownModel("x", ()), 404, "invalid_request_error", "model_not_found"),
        (ShelfError("x"), 404, "invalid_request_error", "not_found"),
        (StillAnswering("x"), 409, "invalid_request_error", "still_answering"),
        (TooManyRequests("x", 7), 429, "rate_limit_error", "too_many_requests"),
        (StoreUnavailable("x"), 503, "server_error", "unavailable"),
        (BrokenOff("closing"), 503, "server_error", "broken_off"),
    ],
)
def test_each_fault_has_its_status_and_its_kind(error: Exception, status: int, kind: str, code: str) -> None:
    found, fault, _ = told(error)
    assert (found, fault.type, fault.code) == (status, kind, code)


def test_it_is_told_when_to_come_again() -> None:
    assert told(TooManyRequests("x", 7))[2]["Retry-After"] == "7"
    assert int(told(StoreUnavailable("x"))[2]["Retry-After"]) > 0


def test_half_a_sign_can_be_told_all_the_same() -> None:
    assert "?" in told(UnknownModel("\ud800", ("films",)))[1].message


def test_no_shape_has_the_name_of_another_doors() -> None:
    """Where two share a name, the documentation tells of one or gives both unreadable names."""
    ours = {
        shape.__name__
        for shape in vars(openai).values()
        if isinstance(shape, type) and shape.__module__ == openai.__name__
    }
    theirs = {name for module in (shapes, problems, asked) for name in vars(module)}
    assert not ours & theirs
