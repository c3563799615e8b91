"""Signed tokens: each opens one thing, and what was changed, borrowed or made up opens nothing."""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.security.refused import PersonRefused, TokenExpired, TokenRefused
from app.security.tokens import LEEWAY, REFRESH, TALK, VOUCHED, Claims, Tokens

SECRET = b"s" * 32

MINE = Claims("c1", "k1", "ann")


@pytest.fixture
def tokens() -> Tokens:
    return Tokens(SECRET)


def now() -> datetime:
    return datetime.now(UTC)


def at(moment: datetime) -> Tokens:
    return Tokens(SECRET, clock=lambda: moment)


def vouched(tokens: Tokens, claims: Mapping[str, object] = {}, key_id: str = "k1", algorithm: str = "HS256") -> str:
    """Claims that are spans of time count from now; None takes a claim out."""
    told = {"sub": "ann", "exp": timedelta(hours=1), **claims}
    told = {name: now() + value if isinstance(value, timedelta) else value for name, value in told.items()}
    told = {name: value for name, value in told.items() if value is not None}
    return jwt.encode(told, tokens.identity_secret(key_id), algorithm)


def unsigned(claims: dict[str, object]) -> str:
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    written = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return f"{written[0]}.{written[1]}."


def test_a_token_says_what_it_was_made_of(tokens: Tokens) -> None:
    access = tokens.mint(MINE)
    assert tokens.read(access.token, "talk") == MINE
    assert tokens.read(access.refresh_token, "refresh") == MINE
    assert abs(access.expires_at - (now() + TALK)) < timedelta(seconds=5)


def test_neither_kind_does_for_the_other(tokens: Tokens) -> None:
    access = tokens.mint(MINE)
    with pytest.raises(TokenRefused, match="does not open a conversation"):
        tokens.read(access.refresh_token, "talk")
    with pytest.raises(TokenRefused, match="no refresh token"):
        tokens.read(access.token, "refresh")


@pytest.mark.parametrize(
    ("age", "kind", "good"),
    [
        (TALK - timedelta(minutes=1), "talk", True),
        (TALK + LEEWAY / 2, "talk", True),
        (TALK + LEEWAY * 2, "talk", False),
        (TALK + LEEWAY * 2, "refresh", True),
        (REFRESH + LEEWAY * 2, "refresh", False),
        (-LEEWAY / 2, "talk", True),
    ],
)
def test_a_token_ends_give_or_take_how_far_clocks_are_apart(
    tokens: Tokens, age: timedelta, kind: str, good: bool
) -> None:
    access = at(now() - age).mint(MINE)
    token = access.token if kind == "talk" else access.refresh_token
    if good:
        assert tokens.read(token, "talk" if kind == "talk" else "refresh") == MINE
    else:
        with pytest.raises(TokenExpired):
            tokens.read(token, "talk" if kind == "talk" else "refresh")


def test_a_token_from_the_future_is_none(tokens: Tokens) -> None:
    with pytest.raises(TokenRefused):
        tokens.read(at(now() + timedelta(hours=2)).mint(MINE).token, "talk")


def test_another_secret_signs_nothing_here(tokens: Tokens) -> None:
    with pytest.raises(TokenRefused, match="not one of ours"):
        tokens.read(Tokens(b"t" * 32).mint(MINE).token, "talk")


def forged(tokens: Tokens) -> list[str]:
    claims: dict[str, object] = {"sub": "c1", "kid": "k1", "per": "", "typ": "talk"}
    claims |= {"iat": int(now().timestamp()), "exp": int(now().timestamp()) + 999}
    return [
        unsigned(claims),
        jwt.encode(claims, SECRET, "HS256"),
        jwt.encode(claims, tokens.identity_secret("k1"), "HS256"),
        tokens.mint(MINE).token[:-4] + "AAAA",
        "a.b.c",
        "\ud800.é.z",
        "x" * 10_000,
    ]


@pytest.mark.parametrize("which", range(7))
def test_forged_tokens_open_nothing(tokens: Tokens, which: int) -> None:
    with pytest.raises(TokenRefused):
        tokens.read(forged(tokens)[which], "talk")


def test_no_token_is_told_how_one_is_sent(tokens: Tokens) -> None:
    with pytest.raises(TokenRefused, match="Authorization: Bearer"):
        tokens.read("", "talk")


@settings(deadline=None)
@given(st.text())
def test_whatever_is_sent_is_refused_in_words(sent: str) -> None:
    with pytest.raises(TokenRefused):
        Tokens(SECRET).read(sent, "talk")
    with pytest.raises(PersonRefused):
        Tokens(SECRET).person(sent, "k1")


@settings(deadline=None)
@given(st.integers(0, 400), st.characters(codec="ascii"))
def test_a_changed_letter_is_noticed(place: int, letter: str) -> None:
    tokens = Tokens(SECRET)
    token = tokens.mint(MINE).token
    # The last letter of a signature of 32 bytes carries two bits that mean nothing.
    place %= len(token) - 1
    if token[place] == letter:
        return
    with pytest.raises(TokenRefused):
        tokens.read(token[:place] + letter + token[place + 1 :], "talk")


# --- people -----------------------------------------------------------------------------------------------------------


def test_a_site_vouches_with_its_identity_secret(tokens: Tokens) -> None:
    assert tokens.person(vouched(tokens), "k1") == "ann"
    assert (
        tokens.person(vouched(tokens, {"aud": "https://shop.example", "iss": "shop", "email": "a@b.example"}), "k1")
        == "ann"
    )


def test_each_key_has_a_secret_of_its_own_and_only_ours_makes_it(tokens: Tokens) -> None:
    assert tokens.identity_secret("k1") == Tokens(SECRET).identity_secret("k1")
    assert tokens.identity_secret("k1") != tokens.identity_secret("k2")
    assert tokens.identity_secret("k1") != Tokens(b"t" * 32).identity_secret("k1")
    with pytest.raises(PersonRefused):
        tokens.person(vouched(tokens, key_id="k2"), "k1")


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"exp": None}, "lacks sub or exp"),
        ({"sub": None}, "lacks sub or exp"),
        ({"sub": ""}, "1 to 200 printable"),
        ({"sub": "  "}, "1 to 200 printable"),
        ({"sub": "a" * 201}, "1 to 200 printable"),
        ({"sub": "a\nb"}, "1 to 200 printable"),
        ({"exp": VOUCHED + LEEWAY * 2}, "longer than 24 hours"),
        ({"exp": -LEEWAY * 2}, "has expired"),
        ({"exp": 1e308}, "longer than 24 hours"),
        ({"exp": float("inf")}, "lacks sub or exp"),
        ({"exp": float("nan")}, "lacks sub or exp"),
        ({"exp": [1]}, "lacks sub or exp"),
        ({"nbf": timedelta(hours=1)}, "lacks sub or exp"),
    ],
)
def test_what_a_site_may_not_say(tokens: Tokens, claims: dict[str, object], words: str) -> None:
    with pytest.raises(PersonRefused, match=words):
        tokens.person(vouched(tokens, claims), "k1")


def test_clocks_of_sites_may_be_a_little_off(tokens: Tokens) -> None:
    assert tokens.person(vouched(tokens, {"exp": -LEEWAY / 2}), "k1") == "ann"
    assert tokens.person(vouched(tokens, {"exp": VOUCHED + LEEWAY / 2}), "k1") == "ann"


def test_only_the_one_algorithm_counts(tokens: Tokens) -> None:
    with pytest.raises(PersonRefused):
        tokens.person(vouched(tokens, algorithm="HS512"), "k1")
    with pytest.raises(PersonRefused):
        tokens.person(unsigned({"sub": "ann", "exp": int(now().timestamp()) + 99}), "k1")


def test_our_own_tokens_vouch_for_nobody(tokens: Tokens) -> None:
    with pytest.raises(PersonRefused):
        tokens.person(tokens.mint(MINE).token, "k1")
