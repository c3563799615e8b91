"""Origins: compared whole, and given to keys only if they are meant."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.security.origins import OriginError, allowed_origin, canonical, host_of, is_loopback


@pytest.mark.parametrize(
    ("written", "whole"),
    [
        ("https://shop.example", "https://shop.example"),
        ("https://Shop.Example/", "https://shop.example"),
        ("https://shop.example:443", "https://shop.example"),
        ("https://shop.example:8443", "https://shop.example:8443"),
        ("http://shop.example:80", "http://shop.example"),
        ("HTTPS://shop.example", "https://shop.example"),
        ("https://shop.example.", "https://shop.example"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("http://[::1]:3000", "http://[::1]:3000"),
        ("http://[0:0:0:0:0:0:0:1]", "http://[::1]"),
        ("  https://shop.example ", "https://shop.example"),
    ],
)
def test_one_way_to_write_each(written: str, whole: str) -> None:
    assert canonical(written) == whole
    assert canonical(whole) == whole


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("null", "is no origin"),
        ("", "is no origin"),
        ("shop.example", "is no origin"),
        ("*", "is no origin"),
        ("https://*.shop.example", "write each one whole"),
        ("https://", "is no origin"),
        ("ftp://shop.example", "is no origin"),
        ("javascript://shop.example", "is no origin"),
        ("https://shop.example/path", "leave out what stands behind"),
        ("https://shop.example?x", "leave out what stands behind"),
        ("https://shop.example#x", "leave out what stands behind"),
        ("https://me@shop.example", "leave out what stands behind"),
        ("https://shop.example:99999", "is no origin"),
        ("https://shop.example:x", "is no origin"),
        ("https://[::1", "is no origin"),
        ("https://a b.example", "is no"),
        ("https://shop.example,https://b.example", "leave out what stands behind"),
        ("https://shop.example;script-src", "is no host"),
        ("https://[fe80::1%25eth0]", "is no"),
    ],
)
def test_what_is_no_origin_is_a_sentence(written: str, words: str) -> None:
    with pytest.raises(OriginError, match=words):
        canonical(written)


@settings(deadline=None)
@given(st.text())
def test_whatever_is_written_is_an_origin_or_a_sentence(written: str) -> None:
    for tried in (written, f"https://{written}", f"http://a.example{written}"):
        try:
            whole = canonical(tried)
        except OriginError:
            continue
        assert canonical(whole) == whole
        assert whole.isascii()
        assert whole.startswith(("http://", "https://"))


def test_http_is_for_this_machine_unless_it_is_wanted() -> None:
    assert allowed_origin("http://localhost:3000") == "http://localhost:3000"
    assert allowed_origin("http://127.0.0.1") == "http://127.0.0.1"
    with pytest.raises(OriginError, match="--insecure"):
        allowed_origin("http://shop.example")
    assert allowed_origin("http://shop.example", insecure=True) == "http://shop.example"


@pytest.mark.parametrize(
    ("host", "near"),
    [
        ("localhost", True),
        ("LOCALHOST.", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost.evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("evil-localhost", False),
        ("0.0.0.0", False),
        ("192.168.0.1", False),
        ("2130706433", False),
        ("", False),
    ],
)
def test_this_machine_is_told_by_the_whole_name(host: str, near: bool) -> None:
    assert is_loopback(host) is near


def test_the_host_of_an_origin() -> None:
    assert host_of("http://[::1]:3000") == "::1"
    assert host_of("https://shop.example:8443") == "shop.example"
