"""Tables of events, MovieLens' and an owner's own, become histories and slates."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from retrieval.importing.rows import BadFileError
from storage.labels.reading import Training
from storage.labels.told import Told
from storage.logs import events
from storage.logs.events import Reading
from storage.logs.importing import Importer
from storage.logs.report import LogReport
from storage.logs.stars import Scale, ScaleError
from storage.logs.titles import beside, read_titles

RATINGS = """userId,movieId,rating,timestamp
1,10,4.0,1000000000
2,20,0.5,1000000100
1,20,5,1000000200
1,30,3,1000000300
2,10,6,1000000400
2,,6,1000000400
"""
TITLES = """movieId,title,genres
10,"Quiet Harbour, The (1995)",Drama
20,Night Ferry (2001),Thriller
30,Unheard Of (1990),Drama
"""


@pytest.fixture
def ratings(tmp_path: Path) -> Path:
    (tmp_path / "movies.csv").write_text(TITLES)
    path = tmp_path / "ratings.csv"
    path.write_text(RATINGS)
    return path


def bring(importer: Importer, path: Path, reading: Reading) -> LogReport:
    report = LogReport(str(path), "films")
    return importer.bring_in(events.talks(path, report.tally, reading), report)


def told(engine: Engine) -> list[Told]:
    return list(Training(engine).told())


def test_ratings_become_a_history_a_person(importer: Importer, engine: Engine, ratings: Path) -> None:
    titles = beside(ratings)
    assert titles is not None
    report = bring(importer, ratings, Reading(titles=read_titles(titles)))
    assert (report.talks, report.brought, report.signals["rating"]) == (2, 2, 3)
    assert [problem.line for problem in report.tally.problems] == [6, 7]
    assert "off the scale of 1 to 5" in str(report.tally.problems[0])
    assert report.tally.warnings == {"half a star is kept as one star, the lowest there is": 1}
    assert list(report.lost) == [("Unheard Of (1990)", "30", "is not in the catalogue")]
    one, two = told(engine)
    shown = {(i.item_id, i.policy, i.rank, i.turn) for i in one.impressions}
    assert shown == {("f1", "history", 1, 1), ("f2", "history", 1, 2)}
    assert not one.pairs
    assert {f.value for f in one.feedback} == {4.0, 5.0}
    assert [f.value for f in two.feedback] == [1.0]
    assert one.opened_at == datetime.fromtimestamp(1000000000, UTC)
    assert one.person != two.person


def test_a_file_that_grew_adds_only_what_is_new(importer: Importer, engine: Engine, ratings: Path) -> None:
    reading = Reading(titles=read_titles(ratings.with_name("movies.csv")))
    bring(importer, ratings, reading)
    same = bring(importer, ratings, reading)
    assert (same.brought, same.grown, same.there) == (0, 0, 2)
    with ratings.open("a") as file:
        file.write("2,10,2,1000000500\n3,20,4,1000000600\n")
    more = bring(importer, ratings, reading)
    assert (more.brought, more.grown, more.there, more.signals.total()) == (1, 1, 1, 2)
    assert sorted(len(one.feedback) for one in told(engine)) == [1, 2, 2]


def test_an_owners_events_have_slates_words_and_reasons(importer: Importer, engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(
        "session,customer,sku,asked,place,chance,event,why,when\n"
        "s1,ann,f2,a thriller please,1,0.5,shown,,2024-01-01 10:00\n"
        "s1,ann,f1,a thriller please,2,,shown,,2024-01-01 10:00\n"
        "s1,ann,f2,a thriller please,1,0.5,purchase,,2024-01-01 10:02\n"
        "s1,ann,f1,a thriller please,2,,dislike,too slow,2024-01-01 10:01\n"
        "s1,ann,f1,a thriller please,2,,sold,,2024-01-01 10:01\n"
        "s2,ann,f6,,,,like,,2024-01-02\n"
    )
    mapping = ("customer=person", "asked=said", "place=rank", "chance=propensity", "why=reason", "when=at")
    report = bring(importer, path, Reading(mapping))
    assert (report.brought, report.tally.left_out) == (2, 1)
    assert "no kind of feedback" in str(report.tally.problems[0])
    assert "sold" in str(report.tally.problems[0])
    talk, history = told(engine)
    assert [turn.utterance for turn in talk.turns] == ["a thriller please"]
    assert {(i.item_id, i.rank, i.propensity, i.policy) for i in talk.impressions} == {
        ("f2", 1, 0.5, "import"),
        ("f1", 2, 1.0, "import"),
    }
    assert {(label.item_id, label.relevance, label.reason) for label in talk.labels} == {
        ("f2", 3.0, ""),
        ("f1", 0.0, "too slow"),
    }
    assert talk.turns[0].profile.preferences
    assert [i.policy for i in history.impressions] == ["history"]
    assert talk.person == history.person


def test_rows_of_one_person_need_not_stand_together(importer: Importer, tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    rows = "".join(f"u{n % 3},f{n % 2 + 1},{n % 5 + 1}\n" for n in range(30))
    path.write_text(f"user,item,rating\n{rows}")
    report = bring(importer, path, Reading())
    assert (report.talks, report.undated) == (3, 3)


@pytest.mark.parametrize(
    ("header", "mapping", "said"),
    [
        ("user,rating", (), "which item a row is about"),
        ("item,rating", (), "whose row it is"),
        ("user,item", (), "what happened"),
        ("user,item,rating", ("nix=person",), "no column “nix”"),
        ("user,item,rating", ("user=who",), "“who” is no role"),
        ("user,item,rating", ("user",), "does not say column=role"),
    ],
)
def test_columns_that_say_too_little_are_refused(
    importer: Importer, tmp_path: Path, header: str, mapping: tuple[str, ...], said: str
) -> None:
    path = tmp_path / "events.csv"
    path.write_text(f"{header}\n" + ",".join("1" for _ in header.split(",")) + "\n")
    with pytest.raises(BadFileError, match=said):
        bring(importer, path, Reading(mapping))


def test_scales_are_brought_to_stars() -> None:
    assert Scale.read("0-10").stars(10) == 5
    assert Scale.read("0-10").stars(0) == 1
    assert Scale.read("-1 to 1").stars(0) == 3
    assert Scale.read("0-10").stars(11) is None
    assert Scale().stars(0.5) == 1
    assert Scale().stars(0) is None
    with pytest.raises(ScaleError, match="no scale"):
        Scale.read("ten")
