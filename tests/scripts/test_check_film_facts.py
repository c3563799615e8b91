"""The fact checker, run as one runs it, on made-up films and made-up lists."""

import csv
import gzip
import io
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "scripts" / "check_film_facts.py"
KITE = {
    "id": "the-paper-kite-2001",
    "title": "The Paper Kite",
    "original_title": "Papirdragen",
    "year": 2001,
    "genres": ["drama"],
    "director": ["Åse Holm"],
    "cast": ["Per Lund", "Kim Ji-an"],
    "country": ["Denmark"],
    "language": ["Danish"],
    "runtime": 100,
    "age_rating": "PG",
}
IMDB = {
    "movie_title": "Paper Kite",
    "title_year": "2001",
    "director_name": "Ase Holm",
    "duration": "103",
    "country": "Denmark",
    "language": "Danish",
    "content_rating": "PG",
    "genres": "Drama|Family",
    "actor_1_name": "Ji-an Kim",
}


def checked(folder: Path, *options: str, film: Mapping[str, object] = KITE) -> tuple[int, str]:
    films = folder / "items.jsonl"
    films.write_text(json.dumps(film) + "\n", encoding="utf-8")
    command = [sys.executable, str(SCRIPT), str(films), "--against", str(folder), *options]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert not run.stderr
    return run.returncode, run.stdout


def put(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.write_bytes(gzip.compress(text.encode()))


def put_csv(path: Path, row: Mapping[str, str]) -> None:
    table = io.StringIO()
    writer = csv.DictWriter(table, list(row))
    writer.writeheader()
    writer.writerow(row)
    put(path, table.getvalue())


def test_the_same_facts_written_differently_agree(tmp_path: Path) -> None:
    put_csv(tmp_path / "imdb5000/movie_metadata.csv.gz", IMDB)
    code, output = checked(tmp_path)
    assert code == 0
    assert "all: 1 films checked, 8 facts compared, 0 disagreements" in output
    assert "tmdb9k/movies.csv.gz: absent, skipped" in output


def test_every_disagreement_has_its_line(tmp_path: Path) -> None:
    wrong = {"duration": "104", "country": "USA", "language": "English", "content_rating": "R", "genres": "Horror"}
    put_csv(tmp_path / "imdb5000/movie_metadata.csv.gz", IMDB | wrong | {"title_year": "2002", "actor_1_name": "Bo Ek"})
    code, output = checked(tmp_path)
    assert code == 1
    assert "the-paper-kite-2001: runtime: ours=100 theirs=104 (imdb5000)" in output
    found = {line.split(": ")[1] for line in output.splitlines() if line.startswith("the-paper-kite-2001")}
    assert found == {"year", "runtime", "country", "language", "age_rating", "genres", "cast"}


def test_the_director_finds_a_film_of_another_year(tmp_path: Path) -> None:
    entry = {
        "name": "Papirdragen",
        "year": "1995",
        "director": ["Holm, Åse (Director)"],
        "language": ["Danish Language"],
    }
    put(tmp_path / "opendialkg/catalogue.jsonl.gz", json.dumps(entry))
    assert "the-paper-kite-2001: year: ours=2001 theirs=1995 (opendialkg)" in checked(tmp_path)[1]


def test_another_film_of_the_title_is_not_compared(tmp_path: Path) -> None:
    entry = {"title": "The Paper Kite", "year": 1978, "cast": ["Bo Ek"], "genres": ["Western"]}
    put(tmp_path / "wikipedia_movies/movies_1970_2023.jsonl.gz", json.dumps(entry))
    assert "all: 0 films checked" in checked(tmp_path)[1]


def test_other_rating_systems_and_series_are_left_out(tmp_path: Path) -> None:
    row = {"title": "The Paper Kite", "release_year": "2001", "rating": "TV-14", "duration": "99 min"}
    put_csv(tmp_path / "streaming_titles/titles.csv.gz", row)
    assert "all: 1 films checked, 2 facts compared, 0 disagreements" in checked(tmp_path)[1]
    (tmp_path / "series").mkdir()
    put_csv(tmp_path / "series/streaming_titles/titles.csv.gz", row | {"duration": "2 Seasons"})
    assert "all: 0 films checked" in checked(tmp_path / "series")[1]


def test_settled_disagreements_are_counted_apart(tmp_path: Path) -> None:
    put_csv(tmp_path / "imdb5000/movie_metadata.csv.gz", IMDB | {"duration": "131"})
    settled = tmp_path / "settled.tsv"
    settled.write_text("the-paper-kite-2001\truntime\ttheirs is the long cut\n", encoding="utf-8")
    code, output = checked(tmp_path, "--settled", str(settled))
    assert code == 0
    assert "imdb5000: 1 films checked, 8 facts compared, 1 disagreements, 1 of them settled" in output
    assert "theirs=131" not in output


def test_two_digit_years(tmp_path: Path) -> None:
    row = {"Title": "The Paper Kite", "Release_Date": "12/31/01", "Original_Language": "da", "Genre": "Drama, War"}
    put_csv(tmp_path / "tmdb9k/movies.csv.gz", row)
    assert "tmdb9k: 1 films checked, 3 facts compared, 0 disagreements" in checked(tmp_path)[1]


def test_a_settled_line_that_nothing_needs_is_reported(tmp_path: Path) -> None:
    for name in ("tmdb5000/movies_flat.csv.gz", "tmdb9k/movies.csv.gz", "streaming_titles/titles.csv.gz"):
        put_csv(tmp_path / name, {"title": ""})
    for name in ("wikipedia_movies/movies_1970_2023.jsonl.gz", "opendialkg/catalogue.jsonl.gz"):
        put(tmp_path / name, "")
    put_csv(tmp_path / "imdb5000/movie_metadata.csv.gz", IMDB)
    settled = tmp_path / "settled.tsv"
    settled.write_text("the-paper-kite-2001\truntime\ttheirs is the long cut\n", encoding="utf-8")
    code, output = checked(tmp_path, "--settled", str(settled))
    assert code == 0
    assert "the-paper-kite-2001: runtime: settled, but nothing disagrees" in output


def test_what_a_list_cannot_know_is_not_compared(tmp_path: Path) -> None:
    silent = KITE | {"year": 1921, "language": ["Silent"], "age_rating": "G"}
    put_csv(tmp_path / "imdb5000/movie_metadata.csv.gz", IMDB | {"title_year": "1921", "content_rating": "Approved"})
    row = {"service": "netflix", "title": "The Paper Kite", "release_year": "1921", "genre": "Horror Movies"}
    put_csv(tmp_path / "streaming_titles/titles.csv.gz", row)
    code, output = checked(tmp_path, film=silent)
    assert code == 0
    assert "imdb5000: 1 films checked, 6 facts compared" in output
    assert "streaming_titles: 1 films checked, 1 facts compared" in output
