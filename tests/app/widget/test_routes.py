"""The widget's files over HTTP."""

import gzip
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.settings import Settings
from app.widget.bundle import script
from app.widget.routes import router

if TYPE_CHECKING:
    from app.api.parts import Parts


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()
    app.include_router(router(cast("Parts", SimpleNamespace(settings=Settings()))))
    return TestClient(app)


def test_the_script_is_for_any_page_and_is_sent_once(client: TestClient) -> None:
    first = client.get("/widget.js")
    assert first.headers["content-type"].startswith("text/javascript")
    assert first.headers["access-control-allow-origin"] == "*"
    assert first.headers["cross-origin-resource-policy"] == "cross-origin"
    assert first.headers["content-encoding"] == "gzip"
    assert first.content == script().text
    again = client.get("/widget.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_who_takes_no_gzip_gets_it_plain(client: TestClient) -> None:
    plain = client.get("/widget.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == gzip.decompress(script().zipped)
    assert plain.headers["vary"] == "Accept-Encoding"


def test_words_come_by_language_and_a_language_without_words_is_not_there(client: TestClient) -> None:
    found = client.get("/widget/texts/de.json")
    assert found.json()["send"] == "Senden"
    assert found.headers["access-control-allow-origin"] == "*"
    assert client.get("/widget/texts/tlh.json").status_code == 404
    assert client.get("/widget/texts/..%2Fbundle.json").status_code == 404


@pytest.mark.parametrize("page", ["shop", "films"])
def test_the_demonstration_lives_under_a_strict_policy(client: TestClient, page: str) -> None:
    found = client.get(f"/demo/{page}")
    policy = found.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "style=" not in found.text
    for asked in ("static/demo.css", "static/demo.js", "static/icon.svg"):
        assert asked in found.text
        assert client.get(f"/demo/{asked}").status_code == 200


@pytest.mark.parametrize(
    "path", ["nothing", "static/routes.py", "static/shop.html", "static/..%2F..%2Froutes.py", "%2e%2e"]
)
def test_nothing_else_lies_there(client: TestClient, path: str) -> None:
    assert client.get(f"/demo/{path}").status_code == 404
