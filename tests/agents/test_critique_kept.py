"""Critiques from the words on: read, kept as wishes, and checked on every item that they leave."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from agents.dialogue import (
    Conversation,
    Explanation,
    Move,
    Preference,
    Profile,
    Recommendation,
    Reply,
    Scope,
    Slate,
    Strength,
    Turn,
    TurnStatus,
)
from agents.policy import excluded
from agents.profile import apply
from agents.understanding.builtin import BuiltinReader
from agents.wishes import tests as hard_tests
from retrieval.catalogue import Catalogue, Constraint, Item, Operator
from retrieval.columns import Columns
from retrieval.scorer import Score


@pytest.fixture(scope="module")
def reader(films: Catalogue) -> BuiltinReader:
    return BuiltinReader(films)


def showing(films: Catalogue, *item_ids: str, profile: Profile | None = None, number: int = 1) -> Turn:
    ranked = tuple(
        Recommendation(i, i, n, Score(0.5, {}, "t", "1"), Explanation((), "")) for n, i in enumerate(item_ids, 1)
    )
    known = profile or Profile()
    known = replace(known, shown=(*known.shown, *item_ids))
    return Turn(number, "…", profile=known, reply=Reply(Move.RECOMMEND, "", slate=Slate("s", "v1", ranked)))


class Talk:
    def __init__(self, reader: BuiltinReader, films: Catalogue, columns: Columns, *shown: str) -> None:
        self.reader, self.films, self.columns = reader, films, columns
        self.conversation = Conversation("c", "films", (showing(films, *shown),))

    def says(self, utterance: str) -> Profile:
        acts = self.reader.read(utterance, self.conversation)
        known = apply(self.conversation.profile, acts, self.films, self.conversation)
        number = len(self.conversation.turns) + 1
        turn = Turn(number, utterance, acts, known, Reply(Move.RECOMMEND, ""), TurnStatus.DONE)
        self.conversation = replace(self.conversation, turns=(*self.conversation.turns, turn))
        return known

    def left(self) -> list[Item]:
        """What may be shown now."""
        last = self.conversation.turns[-1]
        mask = self.columns.mask(*hard_tests(last.profile.preferences))
        gone = excluded(last.profile, last.acts, self.films, self.columns)
        return [item for item, kept in zip(self.films.items, mask, strict=True) if kept and item.id not in gone]


@pytest.fixture
def talk(reader: BuiltinReader, films: Catalogue, columns: Columns) -> Talk:
    return Talk(reader, films, columns, "rat", "ice", "map")


def numbers(items: Sequence[Item], attribute: str) -> list[float]:
    return [number for item in items if (number := item.number(attribute)) is not None]


def test_like_one_but_shorter_and_not_by_the_same_director(talk: Talk) -> None:
    known = talk.says("like the second but shorter and not by the same director")
    assert known.liked == ("ice",)
    assert talk.left()
    for item in talk.left():
        assert (item.number("runtime") or 0) < 96
        assert "Bo Lind" not in item.tags("director")


@pytest.mark.parametrize(
    ("said", "attribute", "low", "high"),
    [
        ("older", "year", 0, 2000.0),
        ("shorter than the second", "runtime", 0, 95.9),
        ("not as long as the third", "runtime", 0, 141.9),
        ("newer than the first", "year", 2001.1, 3000),
        ("longer than the third", "runtime", 142.1, 9999),
    ],
)
def test_bounds_come_from_what_is_shown_and_hold(
    talk: Talk, said: str, attribute: str, low: float, high: float
) -> None:
    talk.says(said)
    assert all(low <= number <= high for number in numbers(talk.left(), attribute))


def test_a_later_wish_keeps_the_bound(talk: Talk) -> None:
    talk.says("shorter than the second")
    talk.says("a comedy")
    assert talk.left()
    assert all("comedy" in item.tags("genres") and (item.number("runtime") or 0) < 96 for item in talk.left())


def test_the_same_but_newer_is_another_one(talk: Talk) -> None:
    talk.says("like the first but newer")
    assert talk.left()
    assert all((item.number("year") or 0) > 2001 and item.id != "rat" for item in talk.left())


def test_closer_to_a_year_is_a_pull_and_no_bound(talk: Talk) -> None:
    known = talk.says("closer to 1980")
    (wish,) = known.on("year")
    assert not wish.hard
    assert wish.constraint.bounds[0] <= 1980 <= wish.constraint.bounds[1]


def test_less_of_a_mood_is_avoided_not_forbidden(talk: Talk) -> None:
    (wish,) = talk.says("less dark").preferences
    assert (wish.constraint, wish.strength) == (Constraint("moods", Operator.EQ, "dark"), Strength.AVOID)


def test_something_completely_different_is_unlike_what_was_shown_for_now(
    reader: BuiltinReader, films: Catalogue, columns: Columns
) -> None:
    talk = Talk(reader, films, columns, "fog", "ice")
    known = talk.says("something completely different")
    avoided = {(p.attribute, p.constraint.value) for p in known.preferences}
    assert {("genres", "thriller"), ("director", "Bo Lind"), ("moods", "tense")} <= avoided
    assert all(p.strength is Strength.AVOID and p.scope is Scope.TURN for p in known.preferences)
    assert not {"fog", "ice"} & {item.id for item in talk.left()}
    assert talk.says("show me others").preferences == known.preferences
    assert talk.says("a comedy").preferences == (
        Preference(Constraint("genres", Operator.EQ, "comedy"), words="comedy", turn=4),
    )


def test_what_was_wished_for_is_not_avoided_by_something_different(
    reader: BuiltinReader, films: Catalogue, columns: Columns
) -> None:
    talk = Talk(reader, films, columns, "fog", "ice")
    talk.says("a thriller")
    talk.conversation = replace(
        talk.conversation,
        turns=(*talk.conversation.turns, showing(films, "fog", "ice", profile=talk.conversation.profile, number=3)),
    )
    known = talk.says("something completely different")
    assert [p.strength for p in known.on("genres")] == [Strength.MUST]
    assert all("thriller" in item.tags("genres") for item in talk.left())


def test_a_refusal_for_a_reason_takes_the_item_and_bounds_the_rest(talk: Talk) -> None:
    known = talk.says("not the third, too long")
    assert known.rejected == ("map",)
    assert [p.constraint for p in known.preferences] == [Constraint("runtime", Operator.LT, 142.0)]
    assert "map" not in {item.id for item in talk.left()}


def test_a_bare_no_is_about_these_items_and_nothing_else(talk: Talk) -> None:
    known = talk.says("not the first")
    assert (known.rejected, known.preferences) == (("rat",), ())
    assert any("Bo Lind" in item.tags("director") for item in talk.left())


def test_a_dislike_of_a_person_is_about_that_person(talk: Talk) -> None:
    known = talk.says("I don't like Bo Lind")
    assert known.rejected == ()
    assert not any("Bo Lind" in item.tags("director") for item in talk.left())


def test_what_was_refused_or_seen_stays_away_after_a_fresh_start(talk: Talk) -> None:
    talk.says("not the third, too long")
    talk.says("I have seen the first")
    known = talk.says("start over")
    assert (known.rejected, known.seen, known.preferences) == (("map",), ("rat",), ())
    assert not {"map", "rat"} & {item.id for item in talk.left()}
