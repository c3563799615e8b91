"""What identifies a person goes; what they say about items stays, to the letter."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.scrubbing import ANY, ENOUGH, GATED, Scrubber, _recognisers, quoting, scrub, scrubbed


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("write to ana.ruiz+films@example.com, please", "write to <EMAIL>, please"),
        ("I am ana@office.lan", "I am <EMAIL>"),
        ("ring +44 20 7946 0958 tonight", "ring <PHONE> tonight"),
        ("(415) 555-2671 or 415.555.2671", "<PHONE> or <PHONE>"),
        ("01 42 68 53 00", "<PHONE>"),
        ("call me on 089 1234567", "call me on <PHONE>"),
        ("pay with 4111 1111 1111 1111", "pay with <CARD>"),
        ("DE89 3704 0044 0532 0130 00", "<IBAN>"),
        ("like https://example.com/lists?u=ana.", "like <URL>."),
        ("see www.example.co.uk/ana or example.org", "see <URL> or <URL>"),
        ("I sit at 192.168.1.12, or 2001:db8::ff00:42:8329", "I sit at <IP>, or <IP>"),
        ("@ana_ruiz told me about it", "<HANDLE> told me about it"),
        ("Hi, my name is Ana Ruiz and I like comedies", "Hi, my name is <NAME> and I like comedies"),
        ("send it to 12 Baker Street, thanks", "send it to <ADDRESS>, thanks"),
    ],
)
def test_what_identifies_a_person_is_replaced_by_its_kind(text: str, wanted: str) -> None:
    assert scrub(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "something from the 1990s, or 1990-1999",
        "between 1994 and 2005: 1994 1995 1996",
        "1917, 1984, 2012, 300, 2046",
        "under $1,299.99, or $ 1299 or 1500 or 1600",
        "my budget is 1500000 - 2000000",
        "at most 2 h 10 min, 120 min at 20:15:30",
        "like 2001: A Space Odyssey, Se7en or 10 Cloverfield Lane",
        "21 Jump Street and 84 Charing Cross Road",
        "My Name Is Joe, or Call Me by Your Name",
        "a comedy.no horror.it should be fun",
        "rated 7.5/10, 4.8 of 5, 2.39:1",
        "1,000,000 views or 10.000.000",
        "I live in Paris, on 20 euros a day",
        "4 8 15 16 23 42",
        "a size of 1920x1080 at 60 Hz, 12.5 kg",
    ],
)
def test_years_prices_runtimes_and_titles_stay(text: str) -> None:
    assert scrub(text) == text


@given(st.text(alphabet=st.sampled_from("ab1 0@.:/-+<>()'$E3"), max_size=60))
@settings(max_examples=100, deadline=None)
def test_scrubbing_again_changes_nothing(text: str) -> None:
    assert scrub(scrub(text)) == scrub(text)


PIECES = ("ana@x.com", "my name is ", "Ana", "@bob", "5550 ", "2000", "-", "/", "http://", "www.", "com", "live at 12 ")
NUMBERS = ("+44 20 7946 0958", "DE89 3704 0044 0532 0130 00", "fe80::1", "10.0.0.1", "aa-bb-cc-dd-ee-ff", "078-05-1121")


@given(st.lists(st.sampled_from((*PIECES, *NUMBERS)), max_size=6))
@settings(max_examples=60, deadline=None)
def test_no_gate_is_closed_to_what_its_recogniser_finds(pieces: list[str]) -> None:
    text = "".join(pieces)
    for kind, recogniser in _recognisers().items():
        if any(found.score >= ENOUGH for found in recogniser.analyze(text, [kind])):
            assert ANY.search(text)
            assert GATED[kind].search(text)


def test_what_was_replaced_is_counted_by_kind() -> None:
    scrubber = Scrubber()
    texts = ["ana@example.com and bob@example.com", "no horror", "see https://example.com", "ana@example.com"]
    assert [scrubber(text) for text in texts][1] == "no horror"
    assert scrubber.replaced == {"EMAIL": 3, "URL": 1}
    assert scrubbed(texts[0]).replaced == (("EMAIL", 2),)


def test_plain_talk_does_not_load_the_library() -> None:
    code = (
        "import sys; from storage.scrubbing import scrub; scrub('a funny film from the 1990s under 2 h'); "
        "sys.exit('presidio_analyzer' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_was_found_in_a_message_is_replaced_where_a_reply_quotes_it() -> None:
    replace = quoting(["a comedy", "my name is Ana Ruiz, write to ana.ruiz@example.com"])
    assert replace is not None
    assert replace("This catalogue has nothing on “Ana”.") == "This catalogue has nothing on “<NAME>”."
    assert replace("I know no wish like “write to ana.ru…”") == "I know no wish like “write to <EMAIL>…”"
    assert replace("Banana, by Anabel") == "Banana, by Anabel"
    assert quoting(["a comedy", "under 2 h"]) is None
