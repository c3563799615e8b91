"""Dialogues of others become conversations like any other: words, items, what was liked."""

import gzip
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from retrieval.importing.report import Tally
from retrieval.importing.rows import BadFileError
from storage import rows
from storage.labels.reading import Training
from storage.logs import dialogues, inspired, redial
from storage.logs.importing import Importer
from storage.logs.log import Named, Talk
from storage.logs.report import LogReport
from storage.logs.said import Said, steps_of
from storage.logs.since import Since
from storage.tables import conversations

TALK = {
    "id": 7,
    "turns": [
        {"role": "recommender", "text": "Hello!"},
        {"role": "user", "text": "I loved Lantern Street (2015).", "items": ["f6"]},
        {"role": "user", "text": "Something like it?"},
        {"role": "assistant", "text": "Have you seen Night Ferry?", "items": [{"title": "Night Ferry (2001)"}]},
        {"role": "assistant", "text": "Or The Quiet Harbour, or Nowhere.", "items": ["f1", "nowhere"]},
        {"role": "user", "text": "I have seen the first one. No, I have not seen the second. Bye"},
    ],
    "item_feedback": {
        "f6": {"seeker": {"suggested": 0, "seen": 1, "liked": 1}, "recommender": {"liked": 0}},
        "f1": {"seeker": {"suggested": 1, "seen": 0, "liked": 0}},
        "f2": {"recommender": {"suggested": 1, "seen": 1, "liked": 1}},
    },
}


def lines(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def bring(importer: Importer, path: Path) -> LogReport:
    report = LogReport(str(path), "films")
    return importer.bring_in(dialogues.talks(path, report.tally), report)


def test_a_dialogue_is_a_conversation_with_what_was_recommended_and_what_the_person_named(
    importer: Importer, engine: Engine, tmp_path: Path
) -> None:
    report = bring(importer, lines(tmp_path / "talks.jsonl", TALK))
    assert (report.talks, report.brought, report.turns) == (1, 1, 3)
    assert list(report.lost) == [("", "nowhere", "is no id of the catalogue")]
    (told,) = Training(engine).told()
    assert told.channel == "import"
    assert [(t.utterance, t.reply.text if t.reply else None) for t in told.turns] == [
        ("", "Hello!"),
        (
            "I loved Lantern Street (2015).\nSomething like it?",
            "Have you seen Night Ferry?\nOr The Quiet Harbour, or Nowhere.",
        ),
        ("I have seen the first one. No, I have not seen the second. Bye", None),
    ]
    shown = {(one.policy, one.turn, one.rank, one.item_id) for one in told.impressions}
    assert shown == {("import", 2, 1, "f2"), ("import", 2, 2, "f1"), ("history", 2, 1, "f6")}
    items = {one.id: one.item_id for one in told.impressions}
    logged = {(items[one.impression_id], one.kind) for one in told.feedback if one.source == "import"}
    assert logged == {("f6", "seen"), ("f6", "like"), ("f1", "dislike")}
    said = {(items[one.impression_id], one.kind) for one in told.feedback if one.source == "words"}
    assert ("f2", "seen") in said
    assert not any(kind == "dislike" for _, kind in said)
    assert {(one.item_id, one.relevance) for one in told.labels} >= {("f6", 2.0), ("f1", 0.0)}
    assert told.turns[1].profile.liked == ("f6",)
    assert told.turns[1].profile.shown == ("f2", "f1")


def test_the_same_file_twice_adds_nothing_and_a_changed_talk_is_another(
    importer: Importer, engine: Engine, tmp_path: Path
) -> None:
    path = lines(tmp_path / "talks.jsonl", TALK)
    bring(importer, path)
    again = bring(importer, lines(tmp_path / "copy.jsonl", TALK, {**TALK, "id": 8}))
    assert (again.brought, again.there) == (1, 1)
    with engine.connect() as connection:
        assert len(connection.execute(select(conversations.c.id)).all()) == 2


def test_broken_off_it_goes_on_where_it_stopped(importer: Importer, tmp_path: Path) -> None:
    path = lines(tmp_path / "talks.jsonl", *({**TALK, "id": n} for n in range(6)))

    class Enough(Exception):
        pass

    def until(three: Sequence[Talk]) -> object:
        yield from three
        raise Enough

    found = list(dialogues.talks(path, Tally()))
    report = LogReport(str(path), "films")
    with pytest.raises(Enough):
        importer.bring_in(until(found[:3]), report)  # type: ignore[arg-type]  # a generator that breaks off
    rest = bring(importer, path)
    assert (rest.brought, rest.there) == (3, 3)


def test_records_that_are_no_dialogue_are_named_with_their_line(importer: Importer, tmp_path: Path) -> None:
    bad_role = {**TALK, "turns": [{"role": "robot", "text": "Hi"}]}
    path = lines(tmp_path / "talks.jsonl", TALK, bad_role, {"id": 3}, [1])
    with path.open("a") as file:
        file.write("{oops\n")
    report = bring(importer, path)
    assert (report.brought, report.tally.left_out) == (1, 4)
    assert [problem.line for problem in report.tally.problems] == [2, 3, 4, 5]
    assert "robot" in str(report.tally.problems[0])
    told = "\n".join(report.sentences())
    assert f"{path}, line 2" in told
    assert f"{path}, line 1: “nowhere” is no id of the catalogue" in told


def test_a_file_that_is_something_else_is_refused_at_once(importer: Importer, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("user,item\n1,2\n")
    with pytest.raises(BadFileError, match="JSON Lines"):
        bring(importer, table)
    with pytest.raises(BadFileError, match="No such file"):
        bring(importer, tmp_path / "nothing.jsonl")


def test_consent_and_times_are_kept(importer: Importer, engine: Engine, tmp_path: Path) -> None:
    dated = {
        "id": "d",
        "person": "ann",
        "at": "2024-03-01T10:00:00+02:00",
        "turns": [
            {"role": "seeker", "text": "A film?", "at": "2024-03-01T10:00:05+02:00"},
            {"role": "recommender", "text": "Sandglass (2010)", "items": ["f5"], "at": "2024-03-01T10:00:01+02:00"},
        ],
        "feedback": [
            {"item": "f5", "kind": "rating", "value": 4, "at": "2024-03-02T10:00:00+02:00"},
            {"item": "f5", "kind": "dislike", "reason": "too long", "at": "2020-01-01T00:00:00Z"},
        ],
    }
    bring(importer, lines(tmp_path / "talks.jsonl", dated))
    (told,) = Training(engine).told()
    assert told.opened_at == datetime(2024, 3, 1, 8, tzinfo=UTC)
    (shown,) = told.impressions
    assert shown.shown_at == told.opened_at + timedelta(seconds=5)
    assert all(one.at >= shown.shown_at for one in told.feedback)
    with engine.connect() as connection:
        row = connection.execute(select(conversations)).one()
    assert (rows.as_provenance(row).person, rows.as_provenance(row).channel) == ("talks:ann", "import")


def test_redials_own_records_are_read(tmp_path: Path) -> None:
    record = {
        "conversationId": "391",
        "initiatorWorkerId": 5,
        "respondentWorkerId": 6,
        "messages": [
            {"messageId": 1, "text": "Hi, I liked @11 ", "timeOffset": 0, "senderWorkerId": 5},
            {"messageId": 2, "text": "Try @12 and @99", "timeOffset": 30, "senderWorkerId": 6},
        ],
        "movieMentions": {"11": "Lantern  Street (2015)", "12": "Night Ferry (2001)"},
        "initiatorQuestions": {"12": {"suggested": 1, "seen": 0, "liked": 1}, "11": {"liked": 2, "seen": 2}},
        "respondentQuestions": {"12": {"suggested": 1, "seen": 0, "liked": 0}},
    }
    empty = {**record, "conversationId": "392", "initiatorQuestions": [], "movieMentions": []}
    path = tmp_path / "redial.jsonl.gz"
    path.write_bytes(gzip.compress("".join(json.dumps(one) + "\n" for one in (record, empty)).encode()))
    since = Since(datetime(2018, 1, 1, tzinfo=UTC), "")
    talk, other = redial.talks(path, Tally(), since)
    (step,) = talk.steps
    assert step.said == "Hi, I liked Lantern Street (2015) "
    assert step.reply == "Try Night Ferry (2001) and @99"
    assert [item.title for item in step.named] == ["Lantern Street (2015)"]
    assert [card.item.title for card in step.shown] == ["Night Ferry (2001)"]
    assert [(one.item.id, one.kind) for one in talk.judged] == [("12", "like")]
    assert talk.person == "worker 5"
    assert not other.judged


def test_inspireds_own_table_is_read(tmp_path: Path) -> None:
    path = tmp_path / "dev.tsv"
    table = [
        ("dialog_id", "utt_id", "speaker", "text", "movies", "fine_label"),
        ("a", "1", "RECOMMENDER", "Hello there", "", "accept_rating_good"),
        ("a", "2", "SEEKER", "QUOTATION_MARKHmQUOTATION_MARK", "", "accept_rating_good"),
        ("a", "3", "RECOMMENDER", "Sandglass then", "Sandglass (2010); Night Ferry (2001)", "accept_rating_good"),
        ("b", "1", "SEEKER", "Nothing for me", "", "accept_uninterested"),
    ]
    path.write_text("\n".join("\t".join(row) for row in table) + "\n")
    first, second = inspired.talks(path, Tally())
    assert [(step.said, step.reply) for step in first.steps] == [("", "Hello there"), ('"Hm"', "Sandglass then")]
    assert [(one.item.title, one.kind) for one in first.judged] == [("Night Ferry (2001)", "accept")]
    assert not second.judged


SAID = st.lists(st.builds(Said, st.sampled_from(("seeker", "recommender")), st.text(max_size=8)), min_size=1)


@given(SAID)
def test_no_word_is_lost_when_messages_become_exchanges(said: list[Said]) -> None:
    steps = steps_of(said)
    for role, texts in (("seeker", [s.said for s in steps]), ("recommender", [s.reply for s in steps])):
        expected = [one.text for one in said if one.role == role]
        assert "\n".join(text for text in texts if text).replace("\n", "") == "".join(expected).replace("\n", "")


def test_an_item_is_recommended_when_it_is_first_named() -> None:
    item = Named("x")
    steps = steps_of(
        [Said("recommender", "x", (item,)), Said("seeker", "x?", (item,)), Said("recommender", "x!", (item,))]
    )
    assert [len(step.shown) for step in steps] == [1, 0]
    assert not any(step.named for step in steps)
