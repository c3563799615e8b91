"""The server around the page: what it answers, what it says when it cannot start, how it stops."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import httpx
import pytest

from app.server import address, may_import, parts, require_port, titles
from app.settings import Settings
from retrieval.catalogue import Attribute, Catalogue, Domain, Item, Kind
from retrieval.importing.report import Report
from retrieval.shelf import Shelf

SERVE = "from app.server import serve; from app.settings import load_settings; serve(load_settings(), print)"


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_in_use_is_named_with_the_way_out(taken: int) -> None:
    with pytest.raises(SystemExit) as stop:
        require_port("127.0.0.1", taken)
    assert str(taken) in str(stop.value)
    assert "--port" in str(stop.value)
    assert "TASTEMAKER_PORT" in str(stop.value)


def test_an_address_of_another_machine_is_a_sentence() -> None:
    with pytest.raises(SystemExit, match=r"192\.0\.2\.1.*no address of this machine"):
        require_port("192.0.2.1", 7860)


def test_a_port_in_use_is_found_before_anything_slow_is_loaded(taken: int, tmp_path: Path) -> None:
    environment = os.environ | {"TASTEMAKER_PORT": str(taken), "TASTEMAKER_VAR": str(tmp_path)}
    code = f"import sys, atexit; atexit.register(lambda: print('gradio' in sys.modules)); {SERVE}"
    ended = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=30, check=False
    )
    assert ended.returncode == 1
    assert "in use" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert ended.stdout.strip() == "False"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_it_says_when_it_is_ready_answers_and_stops_without_a_word(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"PORT": str(port), "VAR": str(tmp_path), "EMBEDDER": "hash"}
    environment = os.environ | {f"TASTEMAKER_{name}": value for name, value in settings.items()}
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert f"http://127.0.0.1:{port}" in process.stdout.readline()
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
            check_answers(client)
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=20)
        assert process.returncode == 0
        assert complaints == ""
    finally:
        process.kill()
        process.communicate()


def check_answers(client: httpx.Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "catalogues": []}
    leading = client.get("/")
    assert leading.status_code == 307
    assert leading.headers["location"] == "./chat/"
    page = client.get("/chat/")
    assert page.status_code == 200
    assert "frame-ancestors 'self'" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "no-referrer"


def test_titles_are_read_from_the_shelf(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    domain = Domain("teas", "The tea drawer", (Attribute("kind", Kind.CATEGORY, label="kind"),))
    shelf.stage(Catalogue(domain, "v1", (Item("1", "Assam", {"kind": "black"}),)), Report(1, 1))
    shelf.publish("teas", "v1")
    assert titles(shelf) == {"teas": "The tea drawer"}
    (shelf.folder("teas", "v1") / "domain.toml").write_text("title = [", encoding="utf-8")
    assert titles(shelf) == {"teas": "teas"}


@pytest.mark.parametrize(
    ("host", "expected"),
    [("0.0.0.0", "http://127.0.0.1:8000"), ("::1", "http://[::1]:8000"), ("example.org", "http://example.org:8000")],
)
def test_the_address_can_be_opened(host: str, expected: str) -> None:
    assert address(Settings(host=host, port=8000)) == expected


@pytest.mark.parametrize(
    ("who", "host", "expected"),
    [
        ("local", "127.0.0.1", True),
        ("local", "127.8.0.1", True),
        ("local", "::1", True),
        ("local", "localhost", True),
        ("local", "0.0.0.0", False),
        ("local", "::", False),
        ("local", "192.168.0.7", False),
        ("local", "localhost.example.org", False),
        ("always", "0.0.0.0", True),
        ("never", "127.0.0.1", False),
    ],
)
def test_only_the_machine_itself_may_add_catalogues_unless_it_is_set(
    who: Literal["local", "always", "never"], host: str, expected: bool
) -> None:
    assert may_import(Settings(page_imports=who, host=host)) is expected


def test_the_parts_at_work_are_named_for_people() -> None:
    class Part:
        def __init__(self, name: str) -> None:
            self.name = name

    class SomeWorld:
        second_reader: Part | None = None
        scorer = Part("utility")
        second_scorer: Part | None = None

    assert parts(SomeWorld(), Settings(embedder="minilm")) == [  # type: ignore[arg-type]
        ["Language model", "none (built-in)"],
        ["Scorer", "utility"],
        ["Embedder", "MiniLM"],
    ]

    class WithModel(SomeWorld):
        second_reader = Part("openai:tiny")
        second_scorer = Part("llm-grade (openai:tiny)")

    named = parts(WithModel(), Settings(scorer="llm-grade"))  # type: ignore[arg-type]
    assert named[:2] == [["Language model", "openai:tiny"], ["Scorer", "utility, then llm-grade"]]
