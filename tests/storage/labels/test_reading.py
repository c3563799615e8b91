"""Conversations told from a real database."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, insert, update

from agents.dialogue import Explanation, Move, Profile, Recommendation, Reply, Slate, Turn, TurnStatus
from retrieval.scorer import Score
from storage import judgements, rows
from storage.engine import open_engine
from storage.judgements import Judgement
from storage.labels import finding
from storage.labels.explaining import NoSuchImpression, explained
from storage.labels.filters import BadFilters, Filters
from storage.labels.reading import Training
from storage.labels.told import Told
from storage.records import Feedback, FeedbackKind, Provenance
from storage.sql import SqlStore
from storage.tables import conversations, feedback, impressions, slates, turns

START = datetime(2026, 3, 1, tzinfo=UTC)
SECRET = b"s" * 32


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(f"sqlite:///{tmp_path}/told.db")
    yield opened
    opened.dispose()


def talk(
    engine: Engine,
    name: str,
    shown: Sequence[str] = ("a", "b", "c"),
    signals: Sequence[tuple[str, FeedbackKind]] = (),
    *,
    person: str = "",
    days: float = 0,
    consent: str = "unsaid",
    catalogue: str = "films",
    channel: str = "page",
    says: str = "something short",
    reason: str = "",
    sentence: str = "Short.",
    status: TurnStatus = TurnStatus.DONE,
    pace: float | Callable[[], float] = 1.0,
) -> None:
    """One turn with one slate; signals are (item, kind), `pace` seconds apart."""
    opened_at = START + timedelta(days=days)
    cards = tuple(
        Recommendation(f"{name}-{item}", item, rank, Score(0.5, {}, "test", "1"), Explanation((), sentence))
        for rank, item in enumerate(shown, start=1)
    )
    slate = Slate(f"slate-{name}", "1", cards)
    reply = Reply(Move.RECOMMEND, "Here are three.", slate)
    turn = rows.of_turn(Turn(1, says, reply=reply, status=status))
    given, at = [], opened_at
    for n, (item, kind) in enumerate(signals, start=1):
        at += timedelta(seconds=pace() if callable(pace) else pace)
        told = "" if kind == "withdraw" else reason
        given.append(Feedback(f"{name}-{n}", f"{name}-{item}", kind, at, told))
    with engine.begin() as connection:
        connection.execute(
            insert(conversations).values(
                id=name,
                catalogue=catalogue,
                catalogue_version="1",
                token_hash="",
                opened_at=opened_at,
                person=person,
                channel=channel,
                consent=consent,
            )
        )
        connection.execute(insert(turns).values(turn | {"conversation_id": name, "begun_at": opened_at}))
        row = rows.of_slate(slate, Profile()) | {"conversation_id": name, "turn": 1, "shown_at": opened_at}
        connection.execute(insert(slates).values(row))
        connection.execute(insert(impressions), [rows.of_recommendation(slate.id, card) for card in cards])
        if given:
            stored = [rows.of_feedback(one, one.at, number) for number, one in enumerate(given)]
            connection.execute(insert(feedback), stored)


def training(engine: Engine, scrub: Callable[[str], str] = str, **filters: object) -> Training:
    return Training(engine, Filters(**filters), scrub, SECRET)  # type: ignore[arg-type]


def told(engine: Engine, **filters: object) -> tuple[Told, ...]:
    return tuple(training(engine, str, **filters).told())


def test_a_conversation_is_told_with_its_labels_and_pairs(engine: Engine) -> None:
    talk(engine, "one", signals=[("a", "shown"), ("b", "shown"), ("b", "click"), ("c", "dislike")])
    (one,) = told(engine)
    assert [(label.item_id, label.relevance, label.rule) for label in one.labels] == [
        ("b", 1, "click"),
        ("c", 0, "dislike"),
    ]
    assert [(pair.better, pair.worse, pair.rule) for pair in one.pairs] == [("b", "c", "graded"), ("b", "a", "skipped")]
    assert one.turns[0].utterance == "something short"


def test_everything_hangs_together_under_pseudonyms(engine: Engine) -> None:
    talk(engine, "one", signals=[("b", "like")], person="ana")
    (one,) = told(engine)
    assert one.turns[0].reply
    assert one.turns[0].reply.slate
    shown = {card.id for card in one.impressions}
    assert {card.impression_id for card in one.turns[0].reply.slate.recommendations} == shown
    assert {card.slate_id for card in one.impressions} == {one.turns[0].reply.slate.id}
    assert {given.impression_id for given in one.feedback} | {label.impression_id for label in one.labels} <= shown
    assert {card.conversation_id for card in one.impressions} == {one.id} == {one.labels[0].conversation_id}


def test_no_name_of_ours_is_left_anywhere(engine: Engine) -> None:
    talk(engine, "zebra", signals=[("b", "like")], person="quokka")
    assert not re.search("zebra|quokka", repr(told(engine)))


def test_pseudonyms_are_the_same_under_one_secret_and_others_under_another(engine: Engine) -> None:
    talk(engine, "one", person="ana")
    talk(engine, "two", person="ana", days=1)
    first, second = told(engine)
    other = next(Training(engine, secret=b"another").told())
    assert first.person == second.person != other.person
    assert first.id != second.id
    assert told(engine) == (first, second)


def test_two_of_nobodys_conversations_are_of_two_people(engine: Engine) -> None:
    talk(engine, "one")
    talk(engine, "two", days=1)
    assert len({one.person for one in told(engine)}) == 2


async def test_a_fork_is_the_same_somebodys(tmp_path: Path) -> None:
    store = await SqlStore.open(f"sqlite:///{tmp_path}/forked.db")
    name = (await store.open_conversation("films", "1")).conversation.id
    await store.begin_turn(name, 1, "something short")
    await store.finish_turn(name, Turn(1, "something short", reply=Reply(Move.CLARIFY, "How short?")))
    await store.fork(name, 1, Provenance())
    one, other = told(store.engine)
    await store.close()
    assert one.person == other.person
    assert one.split == other.split


def test_free_text_is_scrubbed_wherever_it_stands(engine: Engine) -> None:
    talk(engine, "one", signals=[("b", "dislike")], says="secret wishes", reason="secret reasons", sentence="A secret.")
    scrubbed = tuple(training(engine, lambda text: text.replace("secret", "<X>")).told())
    assert "secret" not in repr(scrubbed)
    (one,) = scrubbed
    assert one.turns[0].utterance == "<X> wishes"
    assert one.labels[0].reason == "<X> reasons"
    assert one.impressions[0].explanation.sentence == "A <X>."
    assert one.impressions[0].item_id == "a"


# --- which ------------------------------------------------------------------------------------------------------------


def test_who_refused_is_left_out_and_counted(engine: Engine) -> None:
    for name in ("given", "unsaid", "refused"):
        talk(engine, name, consent=name)
    lenient, strict = training(engine), training(engine, consent="given")
    assert sorted(one.consent for one in lenient.told()) == ["given", "unsaid"]
    assert [one.consent for one in strict.told()] == ["given"]
    assert (lenient.totals.refused, strict.totals.refused) == (1, 2)


def test_filters_choose(engine: Engine) -> None:
    talk(engine, "films", says="1")
    talk(engine, "gear", catalogue="gear", days=1, says="2")
    talk(engine, "eval", channel="eval", days=2, says="3")
    talk(engine, "widget", channel="widget", days=3, says="4")

    def said(**filters: object) -> str:
        return "".join(one.turns[0].utterance for one in told(engine, **filters))

    assert said() == "124"
    assert said(catalogue="films") == "14"
    assert said(channels=("eval",)) == "3"
    assert said(since=START + timedelta(days=1)) == "24"
    assert said(until=START + timedelta(days=1)) == "1"


@pytest.mark.parametrize(
    ("filters", "sentence"),
    [
        ({"shares": (0.5, 0.1, 0.1)}, '"0.5, 0.1, 0.1"'),
        ({"shares": (1.5, -0.5, 0)}, "must be 0 or more"),
        ({"min_trust": 2}, '"2"'),
        ({"since": datetime(2026, 1, 1)}, "no time zone"),  # noqa: DTZ001
        ({"since": START, "until": START}, "the first must be the earlier one"),
    ],
)
def test_filters_that_make_no_sense_are_refused(filters: dict[str, object], sentence: str) -> None:
    with pytest.raises(BadFilters, match=re.escape(sentence)):
        Filters(**filters)  # type: ignore[arg-type]


def test_what_is_still_being_answered_is_not_told(engine: Engine) -> None:
    talk(engine, "one", status=TurnStatus.OPEN)
    reader = training(engine)
    assert tuple(reader.told()) == ()
    assert reader.totals.silent == 1


def test_a_turn_that_failed_after_its_cards_went_out_has_them(engine: Engine) -> None:
    talk(engine, "one", signals=[("b", "like")], status=TurnStatus.FAILED)
    with engine.begin() as connection:
        connection.execute(update(turns).values(reply=None))
    (one,) = told(engine)
    assert one.turns[0].reply
    assert one.turns[0].reply.slate
    assert one.turns[0].reply.slate.item_ids == ("a", "b", "c")
    assert one.turns[0].reply.slate.id == one.impressions[0].slate_id


def test_many_conversations_come_once_each_and_in_order(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "BATCH", 3)
    for number in range(11):
        talk(engine, f"talk-{number}", days=number // 4, says=str(number))
    found = told(engine)
    assert sorted(one.turns[0].utterance for one in found) == sorted(map(str, range(11)))
    assert [one.opened_at for one in found] == sorted(one.opened_at for one in found)


def test_what_comes_in_meanwhile_is_not_told(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "BATCH", 1)
    talk(engine, "one")
    talk(engine, "two", days=1)
    reading = training(engine).told()
    next(reading)
    talk(engine, "three", days=2, signals=[("a", "like")])
    assert len(tuple(reading)) == 1
    assert len(told(engine)) == 3


# --- splits -----------------------------------------------------------------------------------------------------------


def test_by_person_everybody_is_in_one_split(engine: Engine) -> None:
    for number in range(60):
        talk(engine, f"talk-{number}", person=f"p{number % 20}", days=number)
    splits: dict[str, set[str]] = {}
    for one in told(engine, shares=(0.4, 0.3, 0.3)):
        splits.setdefault(one.person, set()).add(one.split)
    assert len(splits) == 20
    assert all(len(found) == 1 for found in splits.values())
    assert len({one for found in splits.values() for one in found}) == 3


def test_by_time_the_latest_talks_are_the_test_and_nobody_comes_twice(engine: Engine) -> None:
    for number in range(10):
        talk(engine, f"talk-{number}", person="ana" if number in (2, 9) else "", days=number, says=str(number))
    reader = training(engine, split_by="time")
    found = {one.turns[0].utterance: one.split for one in reader.told()}
    assert found == {**{str(n): "train" for n in range(8)}, "8": "valid"}
    assert reader.totals.straddling == 1


# --- trust and attention ----------------------------------------------------------------------------------------------


def test_a_bot_is_left_out_and_reported(engine: Engine) -> None:
    talk(engine, "person", signals=[("b", "like")])
    talk(engine, "flood", [f"i{n}" for n in range(200)], [(f"i{n}", "like") for n in range(200)], days=1, pace=0.05)
    reader = training(engine)
    assert len(tuple(reader.told())) == 1
    assert (reader.totals.bots, reader.totals.distrusted) == (1, 1)
    (suspect,) = reader.totals.suspects
    assert suspect.conduct.events == suspect.conduct.pace == 200


def test_somebody_a_little_odd_counts_less_and_can_be_left_out(engine: Engine) -> None:
    """Forty likes in a minute, and nothing else."""
    likes = [(f"i{n}", "like") for n in range(40)]
    chance = Random(2)
    talk(engine, "odd", [item for item, _ in likes], likes, pace=lambda: chance.expovariate(1 / 1.5))  # type: ignore[arg-type]
    (one,) = told(engine)
    assert {label.trust for label in one.labels} == {one.labels[0].trust}
    assert 0 < one.labels[0].trust < 1
    assert told(engine, min_trust=0.9) == ()


def test_attention_is_measured_on_what_was_seen_on_screen(engine: Engine) -> None:
    for number in range(40):
        seen: list[tuple[str, FeedbackKind]] = [("a", "shown"), *([("b", "shown")] if number % 2 else [])]  # type: ignore[list-item]
        talk(engine, f"talk-{number}", signals=seen, days=number)
    talk(engine, "deaf", signals=[("c", "like")], days=50)
    reader = training(engine)
    labels = [label for one in reader.told() for label in one.labels]
    attention = reader.totals.attention
    assert attention.slates == 40
    assert attention.at(1) == pytest.approx(41 / 42)
    assert attention.at(2) == pytest.approx(21 / 42)
    assert labels[0].examination == attention.at(3) == pytest.approx(1 / 42)
    assert labels[0].clipped


# --- judgements of a model --------------------------------------------------------------------------------------------


def test_a_models_judgement_is_marked_and_comes_after_peoples(engine: Engine) -> None:
    talk(engine, "one", signals=[("b", "like")])
    given = [
        Judgement(f"j{item}", "one", 1, item, 3.0, "openai:judge", "judge.v1", START, 10, 0.0) for item in ("b", "z")
    ]
    with engine.begin() as connection:
        judgements.write(connection, given)
    (one,) = told(engine)
    assert [(label.item_id, label.source, label.relevance) for label in one.labels] == [
        ("b", "explicit", 2),
        ("z", "synthetic", 3),
    ]
    assert one.labels[1].conversation_id == one.id


# --- one card explained -----------------------------------------------------------------------------------------------


def test_a_label_is_explained_by_its_signals(engine: Engine) -> None:
    talk(engine, "one", signals=[("b", "like"), ("b", "withdraw"), ("b", "dislike"), ("c", "click")])
    found = explained(engine, "one-b")
    assert [(one.kind, stands) for one, stands in found.signals] == [
        ("like", False),
        ("withdraw", False),
        ("dislike", True),
    ]
    assert found.label
    assert found.label.rule == "dislike"
    assert [(pair.better, pair.worse) for pair in found.pairs] == [("c", "b")]
    assert explained(engine, "one-a").label is None


def test_an_impression_that_there_is_not_is_told(engine: Engine) -> None:
    with pytest.raises(NoSuchImpression, match="“one-z”"):
        explained(engine, "one-z")
