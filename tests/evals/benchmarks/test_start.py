import os
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from app.settings import Settings
from evals.benchmarks import answering, start
from evals.benchmarks.staging import build_synthetic, settings_in
from evals.benchmarks.start import Starts, figures
from retrieval.embedder import silent


class Health(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Tests are quiet."""


@pytest.fixture
def address() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Health) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def staged(here: Path) -> Settings:
    settings = settings_in(here / "stage", "hash")
    build_synthetic(settings, 30, silent)
    return settings


def test_figures_are_medians() -> None:
    starts = Starts(50, (0.3, 0.5, 0.4), ((2.0, 200.0), (3.0, 220.0), (1.0, 210.0)), ((7.0, 400.0),))
    assert figures(starts) == {
        "help_s": 0.4,
        "ready_s": 7.0,
        "rss_mb": 400.0,
        "answer_s": 2.0,
        "answer_rss_mb": 210.0,
        "items": 50,
    }


def test_only_a_healthy_answer_counts(address: str) -> None:
    assert start.answers(f"{address}/healthz")
    assert not start.answers(f"{address}/elsewhere")
    assert not start.answers(f"http://127.0.0.1:{start.free_port()}/healthz")


async def test_the_answering_process_answers(staged: Settings) -> None:
    assert await answering.answer(staged) > 20


def test_help_is_timed_from_outside() -> None:
    assert 0.05 < start.help_s(os.environ) < 30


def test_a_server_that_does_not_come_up_is_an_error() -> None:
    with pytest.raises(RuntimeError, match=r"(?s)did not come up.*slate"):
        start.server({**os.environ, "TASTEMAKER_SLATE": "99"})


def test_a_process_without_an_answer_is_an_error() -> None:
    with pytest.raises(RuntimeError, match=r"(?s)No answer came.*slate"):
        start.first_answer({**os.environ, "TASTEMAKER_SLATE": "99"})
