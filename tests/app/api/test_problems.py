"""Whatever goes wrong is a problem, and tells nobody more than they need."""

import logging

import httpx2
import pytest
from fastapi import FastAPI
from pydantic import BaseModel, Field

from app.api import problems
from app.api.bodies import LimitedBodies
from app.security.refused import Refused, TooManyRequests
from retrieval.domain_file import DomainFileError
from retrieval.shelf import ShelfBusy
from storage.store import StillAnswering, StoreUnavailable


class Sent(BaseModel):
    text: str = Field(min_length=1)
    refresh_token: str = ""


def raising(error: Exception) -> httpx2.AsyncClient:
    """An application that fails so, and documents what can go wrong."""
    app = FastAPI()
    problems.install(app)
    app.add_middleware(LimitedBodies, largest=1000, larger={"/large": 0})

    @app.get("/broken")
    async def broken() -> None:
        raise error

    @app.post("/sent", responses=problems.PROBLEMS | problems.documented("still-answering", "invalid"))
    async def sent(body: Sent) -> Sent:
        return body

    @app.post("/large")
    async def large(body: Sent) -> int:
        return len(body.text)

    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url="http://t")


@pytest.mark.parametrize(
    ("error", "status", "slug", "again"),
    [
        (StillAnswering("c1"), 409, "still-answering", "1"),
        (ShelfBusy("films"), 409, "import-under-way", "10"),
        (StoreUnavailable("The database “sqlite:////home/x/secret.db” cannot be used."), 503, "unavailable", "5"),
        (DomainFileError("/home/x/secret.toml, line 3: no."), 503, "unavailable", "5"),
        (TooManyRequests("Slow down.", 7), 429, "too-many-requests", "7"),
        (problems.ProblemError("gone", "It went.", since="today"), 410, "gone", None),
        (RuntimeError("secret"), 500, "failed", None),
    ],
)
async def test_an_exception_is_answered(error: Exception, status: int, slug: str, again: str | None) -> None:
    answer = await raising(error).get("/broken")
    told = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert (told["type"], told["status"]) == (f"/problems/{slug}", status)
    assert told["title"]
    assert told["detail"]
    assert answer.headers.get("retry-after") == again
    assert "secret" not in answer.text


async def test_what_is_not_told_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        await raising(StoreUnavailable("“secret.db” is locked")).get("/broken")
    assert "secret.db" in caplog.text


@pytest.mark.parametrize("refused", Refused.__subclasses__())
def test_every_refusal_is_a_known_problem(refused: type[Refused]) -> None:
    assert refused.slug in problems.KINDS


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        (b'{"text": ', 400, "no JSON"),
        (b'{"text": "\xff"}', 400, "UTF-8"),
        (b'{"text": ""}', 422, '“body.text”: String should have at least 1 character; it was "".'),
        (b"{}", 422, "“body.text”: Field required."),
        (b'{"text": 7, "refresh_token": 9999}', 422, "it was 7"),
        (b'{"text": "\\ud800"}', 422, ""),
        (b'{"text": "' + b"a" * 2000 + b'"}', 413, "1,000"),
    ],
)
async def test_a_body_that_cannot_be_taken(body: bytes, status: int, detail: str) -> None:
    answer = await raising(ValueError()).post("/sent", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status
    assert detail in answer.json()["detail"]
    assert "9999" not in answer.text


async def test_an_address_may_take_more() -> None:
    answer = await raising(ValueError()).post("/large", json={"text": "a" * 5000})
    assert answer.json() == 5000


async def test_an_address_or_a_method_that_there_is_not() -> None:
    client = raising(ValueError())
    missing, wrong = await client.get("/nothing/here"), await client.put("/sent")
    assert (missing.status_code, missing.json()["detail"]) == (404, "There is nothing at “/nothing/here”.")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "POST")
    assert wrong.json()["type"] == "/problems/method-not-allowed"


async def test_a_kind_of_problem_can_be_looked_up() -> None:
    client = raising(ValueError())
    assert (await client.get("/problems/invalid")).json()["status"] == 422
    assert (await client.get("/problems/unheard-of")).status_code == 404


async def test_problems_are_documented() -> None:
    described = (await raising(ValueError()).get("/openapi.json")).json()
    answers = described["paths"]["/sent"]["post"]["responses"]
    assert {"400", "401", "403", "404", "405", "409", "413", "422", "429", "500", "503"} <= answers.keys()
    assert answers["409"]["content"].keys() == {"application/problem+json"}
    assert "Problem" in described["components"]["schemas"]
