"""The understanding yardstick on dialogues and a database of our own, with figures worked out by hand."""

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from evals.benchmarks import dst, dst_sgd
from evals.benchmarks.dst_figures import errors, f1, joint
from evals.benchmarks.dst_multiwoz import untokenised
from evals.benchmarks.dst_replay import Heard
from evals.benchmarks.dst_slots import right, same

VENUES = [
    {"id": "1", "name": "blue door", "food": "thai", "area": "north", "pricerange": "cheap"},
    {"id": "2", "name": "corner table", "food": "italian", "area": "south", "pricerange": "moderate"},
    {"id": "3", "name": "old mill", "food": "italian", "area": "north", "pricerange": "expensive"},
    {"id": "4", "name": "spice route", "food": "indian", "area": "south", "pricerange": "cheap"},
]
Turn = Mapping[str, object]


def exchange(said: str, answer: str, acts: Mapping[str, object], state: Mapping[str, object]) -> tuple[Turn, Turn]:
    return (
        {"role": "user", "text": said, "acts": {}},
        {"role": "system", "text": answer, "acts": acts, "state": state},
    )


def dialogue(name: str, *exchanges: tuple[Turn, Turn]) -> Mapping[str, object]:
    return {"dialogue_id": name, "split": "valid", "turns": [turn for pair in exchanges for turn in pair]}


ITALIAN: Mapping[str, str] = {"food": "italian", "area": "north"}
BOOKED: Mapping[str, str] = {**ITALIAN, "pricerange": "dontcare", "name": "old mill"}
DIALOGUES = (
    dialogue(
        "A",
        exchange(
            "I want an italian restaurant in the north .",
            "What price range ?",
            {"Restaurant-Request": [["Price", "?"]]},
            {"restaurant": ITALIAN},
        ),
        exchange(
            "It does n't matter .",
            "How about the Old Mill ?",
            {"Restaurant-Recommend": [["Name", "Old Mill"]]},
            {"restaurant": {**ITALIAN, "pricerange": "dontcare"}},
        ),
        exchange(
            "Yes please , book it for two .", "Done .", {"Booking-Book": [["none", "none"]]}, {"restaurant": BOOKED}
        ),
        exchange(  # annotated wrongly, as some turns are
            "Thanks , bye .", "Bye !", {"general-bye": [["none", "none"]]}, {"restaurant": {**BOOKED, "area": "west"}}
        ),
    ),
    dialogue(
        "B",
        exchange(
            "I need a hotel in the south .",
            "There are two .",
            {"Hotel-Inform": [["Choice", "two"]]},
            {"hotel": {"area": "south"}},
        ),
        exchange(
            "Something cheap , please .",
            "Here you are .",
            {"Hotel-Inform": [["Name", "the inn"]]},
            {"hotel": {"area": "south", "pricerange": "cheap"}},
        ),
        exchange(
            "I also want a thai restaurant .",
            "Where ?",
            {"Restaurant-Request": [["Area", "?"]]},
            {"restaurant": {"food": "thai"}},
        ),
        exchange(
            "In the same area as the hotel .",
            "Sorry , none .",
            {"Restaurant-NoOffer": [["none", "none"]]},
            {"restaurant": {"food": "thai", "area": "south"}},
        ),
    ),
    dialogue("C", exchange("A train , please .", "When ?", {"Train-Request": [["Day", "?"]]}, {"train": {}})),
)


def packed(file: Path, lines: Sequence[object]) -> None:
    file.write_bytes(gzip.compress("\n".join(json.dumps(line) for line in lines).encode()))


@pytest.fixture
def venues(tmp_path: Path) -> Path:
    (tmp_path / "restaurant_db.json").write_text(json.dumps(VENUES))
    packed(tmp_path / "valid.jsonl.gz", DIALOGUES)
    return tmp_path


def test_the_figures_are_those_worked_out_by_hand(venues: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dst.run(venues, "valid", 0, 7, True)
    found = json.loads(capsys.readouterr().out.splitlines()[-1])["domains"]
    assert list(found) == ["restaurant"]
    figures = found["restaurant"]
    assert (figures["dialogues"], figures["turns"], figures["turns_active"]) == (2, 8, 6)
    assert figures["jga"] == 6 / 8
    assert figures["jga_active"] == pytest.approx(4 / 6, abs=1e-4)
    assert figures["slot_f1"] == pytest.approx(2 * 14 / (15 + 16), abs=1e-4)
    assert figures["slots"]["area"]["jga"] == 6 / 8
    assert figures["slots"]["name"] == {"f1": 1.0, "jga": 1.0}


def test_a_split_that_is_not_there_is_named(venues: Path) -> None:
    with pytest.raises(SystemExit, match="has no dialogues of the split “test”"):
        dst.run(venues, "test", 0, 7, False)


def test_errors_are_drawn_by_the_seed(venues: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dst.run(venues, "valid", 0, 7, True)
    drawn = json.loads(capsys.readouterr().out.splitlines()[-1])["errors"]
    assert sorted(drawn) == [["A", 3, "area", 1, ["north"], ["west"]], ["B", 3, "area", 1, [], ["south"]]]


# --- comparing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slot", "one", "other"),
    [
        ("area", "center", "Centre"),
        ("type", "guest house", "guesthouse"),
        ("food", "portugese", "portuguese"),
        ("name", "the old mill", "old mill restaurant"),
    ],
)
def test_spellings_of_one_value(slot: str, one: str, other: str) -> None:
    assert same(slot, one, other)


@pytest.mark.parametrize(
    ("slot", "one", "other"), [("area", "east", "west"), ("food", "asian", "asian oriental"), ("stars", "4", "5")]
)
def test_other_values(slot: str, one: str, other: str) -> None:
    assert not same(slot, one, other)


def test_any_of_the_annotated_values_will_do_but_no_other_beside_it() -> None:
    hotel, either = frozenset({"hotel"}), frozenset({"hotel", "guesthouse"})
    assert right("type", hotel, either)
    assert right("type", frozenset(), frozenset())
    assert not right("type", either, hotel)
    assert not right("type", frozenset(), hotel)


def test_words_parted_for_programs_are_joined() -> None:
    assert untokenised("I do n't mind , it 's mid - range .") == "I don't mind, it's mid-range."


def heard(found: Mapping[str, str], wanted: Mapping[str, str], place: int = 0) -> Heard:
    sets = [{slot: frozenset((value,)) for slot, value in state.items()} for state in (found, wanted)]
    return Heard("a", place, "", (), sets[0], sets[1], True, 0.0)


def test_a_wrong_value_is_one_too_many_and_one_missed() -> None:
    turns = [heard({"food": "thai"}, {"food": "thai"}), heard({"food": "thai"}, {"food": "indian"}, 1)]
    assert f1(turns, ["food"]) == 0.5
    assert [e.turns for e in errors([turns], ["food"])] == [1]


def test_waived_and_open_are_the_same_only_where_that_is_asked_for() -> None:
    turns = [heard({"area": "dontcare"}, {})]
    assert joint(turns, ["area"]) == 0.0
    assert joint(turns, ["area"], opened=True) == 1.0


# --- services without a database --------------------------------------------------------------------------------------

SCHEMA = {
    "service_name": "Movies_9",
    "slots": [{"name": "title"}, {"name": "genre"}, {"name": "show_date"}],
    "intents": [{"required_slots": [], "optional_slots": {"genre": "dontcare", "show_date": "dontcare"}}],
}


def frame(acts: Sequence[object], **slots: list[str]) -> Mapping[str, object]:
    return {"service": "Movies_9", "acts": acts, "state": {"slots": slots}}


FILMS = [
    {
        "dialogue_id": "1",
        "services": ["Movies_9"],
        "turns": [
            {"role": "user", "text": "a comedy", "frames": [frame([], genre=["comedy"])]},
            {"role": "system", "text": "Ha?", "frames": [frame([["OFFER", "title", ["Ha"]]])]},
            {"role": "user", "text": "perfect", "frames": [frame([], genre=["comedy"], show_date=["today"])]},
            {"role": "system", "text": "Bye", "frames": []},
        ],
    }
]


def test_items_are_those_offered_with_what_was_wished_of_them(tmp_path: Path) -> None:
    file = tmp_path / "films.jsonl"
    assert dst_sgd.write_items(FILMS, SCHEMA, file) == 1
    assert json.loads(file.read_text()) == {"title": "Ha", "genre": "comedy"}


def test_slots_of_a_reservation_do_not_count() -> None:
    assert dst_sgd.slots(SCHEMA) == ("genre",)
    first, second = next(iter(dst_sgd.cases(FILMS, SCHEMA))).exchanges
    assert first.wanted == second.wanted == {"genre": frozenset({"comedy"})}
    assert first.reply.items == ("Ha",)
