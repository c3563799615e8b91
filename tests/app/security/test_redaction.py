"""Logs hold no secrets, wherever in a record they stand."""

import logging
from collections.abc import Iterator
from io import StringIO

import jwt
import pytest

from app.security.making import new_key
from app.security.redaction import Redaction, install, masked
from app.security.tokens import Claims, Tokens

KEY = new_key("server", "one")[0]
TOKEN = Tokens(b"s" * 32).mint(Claims("c1", "k1", "")).token
IDENTITY = Tokens(b"s" * 32).identity_secret("k1")
SECRETS = (KEY, TOKEN, IDENTITY, TOKEN.split(".")[2])


@pytest.fixture
def logged() -> Iterator[StringIO]:
    """What a handler writes that was there before the masking was."""
    before, out = logging.getLogRecordFactory(), StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logging.getLogger().addHandler(handler)
    install()
    yield out
    logging.setLogRecordFactory(before)
    logging.getLogger().removeHandler(handler)


def clean(written: str) -> bool:
    return not any(secret in written for secret in SECRETS)


@pytest.mark.parametrize(
    "words",
    [
        f"key {KEY}",
        f"'{KEY}'",
        f"X-Tastemaker-Key: {KEY}",
        f"Authorization: Bearer {TOKEN}",
        f"(b'authorization', b'Bearer {TOKEN}')",
        f'{{"refresh_token": "{TOKEN}"}}',
        f"/v1/x?token={TOKEN}&y=1",
        f"identity {IDENTITY}",
        "Authorization: Bearer short",
        "Authorization: Basic dXNlcjpzZWNyZXQ=",
        "postgresql://me:topsecret@db/x",
        "TASTEMAKER_MODEL_KEY api_key=topsecretvalue",
        'password="topsecretvalue"',
        "sk-abcdefghijklmnopqrstuvwx",
    ],
)
def test_what_opens_something_is_cut(words: str) -> None:
    cut = masked(words)
    assert clean(cut)
    for part in ("short", "dXNlcjpzZWNyZXQ", "topsecret", "abcdefghijklmnop"):
        assert part not in cut
    assert "…" in cut
    assert masked(cut) == cut


@pytest.mark.parametrize(
    "words",
    [
        "Turn 3 of conversation “5f0c” is not open.",
        "GET /v1/catalogues/films 200 in 12.5 ms",
        "the bearer of this ring; basic needs",
        "https://shop.example/items/3?q=token",
        "tokens: 812 in, 41 out",
        "",
    ],
)
def test_other_words_are_left_alone(words: str) -> None:
    assert masked(words) == words


def test_messages_and_arguments_of_any_logger(logged: StringIO) -> None:
    deep = logging.getLogger("some.deep.library")
    deep.warning("key %s of %s", KEY, {"authorization": f"Bearer {TOKEN}"})
    deep.warning("%(key)s", {"key": KEY})
    deep.warning(f"token {TOKEN}")
    deep.warning("nothing secret, %d%%", 5)
    written = logged.getvalue()
    assert clean(written)
    assert "key tm_server_… of" in written
    assert "nothing secret, 5%" in written


def test_tracebacks_and_their_causes(logged: StringIO) -> None:
    try:
        try:
            jwt.decode(TOKEN, "x" * 32, algorithms=["HS256"])
        except jwt.PyJWTError as error:
            raise RuntimeError(f"cannot open {TOKEN} with {KEY}") from error
    except RuntimeError:
        logging.getLogger("deep").exception("It broke")
    written = logged.getvalue()
    assert clean(written)
    assert "RuntimeError: cannot open eyJ… with tm_server_…" in written


def test_a_message_that_does_not_fit_its_arguments_is_still_masked() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 1, "one %s two %s", (KEY,), None)
    assert Redaction().filter(record)
    assert clean(record.getMessage())


def test_installing_it_twice_changes_nothing(logged: StringIO) -> None:
    once = logging.getLogRecordFactory()
    install()
    assert logging.getLogRecordFactory() is once
