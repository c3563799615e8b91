"""When things go wrong on the way: reloads, a server that is gone and back, no network, limits, old tokens."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Route, expect

from evals.benchmarks.openai_double import Behaviour, OpenAIDouble, running
from tests.browser.widget.conftest import Backend, Visit, Visits, backends

pytestmark = pytest.mark.browser

WAIT = 2.0
"""Seconds that the language model takes to word the reasons: long enough to leave in between."""
CUT = """
const ours = window.fetch;
window.fetch = (address, options) => {
  if (!address.endsWith("/messages")) return ours(address, options);
  const line = new AbortController();
  window.cut = () => line.abort();
  return ours(address, { ...options, signal: AbortSignal.any([options.signal, line.signal]) });
};
"""
"""Gives the test a way to cut the line on which an answer comes."""
AWAY = ("Failed to load resource", "ERR_", "net::")


@pytest.fixture(scope="module")
def double() -> Iterator[OpenAIDouble]:
    with running(Behaviour(first_token=WAIT)) as opened:
        yield opened


@pytest.fixture(scope="module")
def slow(double: OpenAIDouble, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    with ExitStack() as stack:
        settings = {"MODEL": "openai:tiny", "MODEL_URL": double.url}
        yield backends(tmp_path_factory.mktemp("slow"), stack, **settings)


@pytest.fixture
def waiting(chromium: Browser, slow: Backend) -> Iterator[Visit]:
    """Somebody who has cards before them, and waits for the end of the answer."""
    visits = Visits(chromium, slow)
    visit = visits()
    visit.expected = AWAY
    visit.context.add_init_script(CUT)
    visit.go().open()
    visit.find("textarea").fill("a lamp for the study, just show me")
    visit.find("textarea").press("Enter")
    visit.find(".card").first.wait_for()
    expect(visit.find(".panel.busy")).to_be_visible()
    yield visit
    visit.context.close()
    visit.clean()


def turns(visit: Visit) -> int:
    """As the server has them."""
    told: int = visit.page.evaluate(
        """async ([server, key]) => {
          const kept = JSON.parse(localStorage.getItem(Object.keys(localStorage)[0]));
          const headers = { "X-Tastemaker-Key": key, Authorization: `Bearer ${kept.token}` };
          const answer = await fetch(`${server}/v1/conversations/${kept.id}`, { headers });
          return (await answer.json()).turns.length;
        }""",
        [visit.backend.url, visit.backend.key],
    )
    return told


def test_a_page_that_is_loaded_again_in_the_middle_of_an_answer_goes_on_with_it(waiting: Visit) -> None:
    waiting.page.reload()
    waiting.find(".card").first.wait_for()
    waiting.answered()
    expect(waiting.find(".you")).to_have_count(1)
    expect(waiting.cards).to_have_count(3)
    assert waiting.find(".text").inner_text()
    assert turns(waiting) == 1, "it was not asked a second time"


def test_a_line_that_breaks_is_taken_up_where_it_was(waiting: Visit) -> None:
    with waiting.page.expect_request("**/events") as followed:
        waiting.page.evaluate("cut()")
    assert int(followed.value.headers["last-event-id"]) > 3
    waiting.answered()
    expect(waiting.cards).to_have_count(3)
    assert turns(waiting) == 1


def test_a_server_that_was_killed_and_is_back_is_asked_again(waiting: Visit, slow: Backend) -> None:
    slow.stop(kill=True)
    expect(waiting.find(".step")).to_contain_text("Connecting again")
    waiting.picture("connecting-again")
    slow.start()
    expect(waiting.find(".failed")).to_contain_text("This was not answered", timeout=15_000)
    waiting.accessible()
    waiting.tap(waiting.find(".again"))
    expect(waiting.cards).to_have_count(3)
    expect(waiting.find(".you")).to_have_count(1)


def test_an_answer_can_be_stopped(waiting: Visit, double: OpenAIDouble) -> None:
    before = double.hung_up
    waiting.find(".send").click()
    expect(waiting.find(".failed")).to_contain_text("Stopped")
    for _ in range(50):
        if double.hung_up > before:
            break
        time.sleep(0.1)
    assert double.hung_up > before, "the language model is asked no more"


# --- with the server that answers at once -----------------------------------------------------------------------------


def fails(status: int, retry_after: str = "") -> Callable[[Route], None]:
    """Answers a request with a problem."""
    allowed = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After"}
    headers = allowed | ({"Retry-After": retry_after} if retry_after else {})
    body = json.dumps({"type": "/problems/x", "title": "x", "status": status, "detail": "For a test."})

    def answer(route: Route) -> None:
        route.fulfill(status=status, body=body, content_type="application/problem+json", headers=headers)

    return answer


def test_too_many_messages_are_to_be_sent_later(visit: Visit) -> None:
    visit.expected = ("429",)
    visit.go().open()
    visit.page.route("**/messages", fails(429, "1"), times=1)
    visit.say("a lamp, just show me")
    expect(visit.find(".alert")).to_contain_text("Go on in 1 s")
    expect(visit.find(".again")).to_be_disabled()
    visit.picture("too-many")
    visit.accessible()
    assert visit.heard("rec-error")[0]["kind"] == "many"
    expect(visit.find(".again")).to_be_enabled()
    visit.tap(visit.find(".again"))
    expect(visit.cards).to_have_count(3)
    expect(visit.find(".alert")).to_be_hidden()


def test_a_token_that_is_over_is_renewed_without_a_word(visit: Visit) -> None:
    visit.expected = ("401",)
    visit.go().open().say("a lamp, just show me")
    visit.page.evaluate(
        "const name = Object.keys(localStorage)[0]; const kept = JSON.parse(localStorage[name]);"
        "kept.token = kept.token.slice(0, -3) + 'abc'; localStorage[name] = JSON.stringify(kept)"
    )
    visit.say("more like the first one")
    assert visit.cards.count() >= 1
    expect(visit.find(".alert")).to_be_hidden()
    assert sum(url.endswith("/token") for url in visit.requests) == 1


def test_a_conversation_that_is_gone_makes_room_for_a_new_one(visit: Visit) -> None:
    visit.expected = ("404", "401")
    visit.go().open().say("a lamp, just show me")
    visit.page.route("**/messages", fails(404), times=1)
    visit.say("more like the first one")
    expect(visit.find(".alert")).to_contain_text("This conversation is over")
    visit.tap(visit.find(".again"))
    expect(visit.find(".alert")).to_be_hidden()
    assert sum(url.endswith("/v1/conversations") for url in visit.requests) >= 2


def test_without_a_network_nothing_that_was_written_is_lost(visit: Visit) -> None:
    visit.expected = AWAY
    visit.go().open().say("hello")
    visit.context.set_offline(True)
    expect(visit.find(".alert")).to_contain_text("You are offline")
    visit.find("textarea").fill("a lamp for the study, just show me")
    visit.picture("offline")
    visit.find("textarea").press("Enter")
    expect(visit.find(".step >> nth=-1")).to_contain_text("offline")
    visit.context.set_offline(False)
    visit.answered()
    expect(visit.cards).to_have_count(3)


def test_a_server_that_fails_is_told_and_the_message_can_be_sent_again(visit: Visit) -> None:
    visit.expected = ("500",)
    visit.go().open()
    fail = fails(500)
    visit.page.route("**/messages", fail)
    visit.say("a lamp, just show me")
    expect(visit.find(".alert")).to_contain_text("Something went wrong on our side")
    visit.picture("error")
    visit.accessible()
    visit.page.unroute("**/messages", fail)
    visit.tap(visit.find(".again"))
    expect(visit.cards).to_have_count(3)


def test_two_windows_of_one_conversation_show_the_same(visit: Visit) -> None:
    visit.go().open().say("a lamp, just show me")
    other = visit.context.new_page()
    other.goto(visit.page.url)
    other.locator("tastemaker-chat .card").first.wait_for()
    visit.say("more like the first one")
    expect(other.locator("tastemaker-chat .you")).to_have_count(2)
