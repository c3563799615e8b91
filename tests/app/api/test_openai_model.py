"""The OpenAI door where a language model reads too: what it does wrong is told, and nobody pays for who has left."""

import time
from collections.abc import Callable, Iterator

import httpx2
import pytest
from openai import OpenAI

from app.settings import Settings
from evals.benchmarks.openai_double import Behaviour, OpenAIDouble, running
from tests.doubles.serving import Served, free_port, serving

VAGUE = "je voudrais un jeu pour mes enfants"
"""What the built-in reader asks a model about."""


@pytest.fixture(scope="module")
def double() -> Iterator[OpenAIDouble]:
    with running(Behaviour(lambda _: '{"acts":[]}')) as opened:
        yield opened


@pytest.fixture(scope="module")
def served(double: OpenAIDouble, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = Settings(
        var=tmp_path_factory.mktemp("var"),
        embedder="hash",
        catalogue="games",
        port=free_port(),
        model="openai:tiny",
        model_url=double.url,
        model_timeout=30,
    )
    with serving(settings) as opened:
        yield opened


@pytest.fixture
def client(served: Served, double: OpenAIDouble) -> Iterator[OpenAI]:
    double.requests.clear()
    double.seen.clear()
    with OpenAI(base_url=f"{served.base}/v1", api_key="sk-anything", max_retries=0) as opened:
        yield opened


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize("stream", [False, True])
def test_a_model_that_is_down_is_told(client: OpenAI, double: OpenAIDouble, stream: bool) -> None:
    double.behaviours[:] = [Behaviour(status=401)]
    messages = [{"role": "user", "content": VAGUE}]
    told = client.post(
        "/chat/completions",
        body={"model": "games", "messages": messages, "stream": stream},
        cast_to=httpx2.Response if stream else object,
    )
    text = told.text if isinstance(told, httpx2.Response) else str(told)
    assert "The language model was no help this time" in text


def test_an_unknown_past_is_gone_through_without_the_model(client: OpenAI, double: OpenAIDouble) -> None:
    double.behaviours[:] = [Behaviour(lambda _: '{"acts":[]}')]
    client.chat.completions.create(
        model="games",
        messages=[
            {"role": "user", "content": VAGUE},
            {"role": "assistant", "content": "Bien sûr."},
            {"role": "user", "content": VAGUE},
            {"role": "assistant", "content": "Lequel ?"},
            {"role": "user", "content": VAGUE},
        ],
    )
    assert 1 <= len(double.requests) <= 3
    double.requests.clear()
    client.chat.completions.create(model="games", messages=[{"role": "user", "content": VAGUE}])
    assert 1 <= len(double.requests) <= 3


@pytest.mark.parametrize("stream", [False, True])
def test_a_client_that_leaves_stops_the_models_work(
    client: OpenAI, served: Served, double: OpenAIDouble, stream: bool
) -> None:
    double.behaviours[:] = [Behaviour(first_token=20)]
    body = {"model": "games", "messages": [{"role": "user", "content": VAGUE}], "stream": stream}
    with httpx2.Client(timeout=1.0) as leaving, pytest.raises(httpx2.ReadTimeout):
        leaving.post(f"{served.base}/v1/chat/completions", json=body)
    until(lambda: double.seen)
    until(lambda: double.hung_up == len(double.seen))
    assert all(one.ended - one.began < 3 for one in double.seen)
