"""Compare the bundled films with public film lists and print every disagreement.

    python scripts/check_film_facts.py retrieval/domains/films/items.jsonl --against FOLDER

The lists hold errors too (extended cuts, one country's release year), so a disagreement that was looked
at goes into a ``--settled`` file as ``id<TAB>attribute<TAB>reason``. Exit code 1: some are not settled.
"""

import argparse
import csv
import gzip
import json
import re
import sys
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

Folded = frozenset[str]
MINUTES_APART = 3
OURS = "title=title+original_title year director runtime country language age_rating genres cast"
SOURCES = {
    "imdb5000/movie_metadata.csv.gz": "title=movie_title year=title_year director=director_name runtime=duration "
    "country language age_rating=content_rating genres cast=actor_1_name+actor_2_name+actor_3_name",
    "tmdb5000/movies_flat.csv.gz": "title year runtime language genres",
    "tmdb9k/movies.csv.gz": "title=Title year=Release_Date language=Original_Language genres=Genre",
    "streaming_titles/titles.csv.gz": "title year=release_year director runtime=duration country age_rating=rating "
    "genres=genre cast",
    "wikipedia_movies/movies_1970_2023.jsonl.gz": "title year genres cast",
    "opendialkg/catalogue.jsonl.gz": "title=name year director language genres=genre cast=actor",
}
NAMES: dict[str, str] = dict(re.findall(r"([\w ]+)=([\w ]+)",
    "usa=united states,uk=united kingdom,west germany=germany,en=english,fr=french,es=spanish,de=german,it=italian,"
    "ja=japanese,ko=korean,zh=mandarin,cn=cantonese,ru=russian,hi=hindi,pt=portuguese,da=danish,sv=swedish,"
    "no=norwegian,nb=norwegian,fi=finnish,is=icelandic,nl=dutch,pl=polish,tr=turkish,th=thai,id=indonesian,"
    "fa=persian,ar=arabic,he=hebrew,hu=hungarian,ro=romanian,cs=czech,el=greek,te=telugu,ta=tamil,ml=malayalam,"
    "bn=bengali,chinese=mandarin,standard chinese=mandarin,mandarin chinese=mandarin,yue chinese=cantonese"
))  # fmt: skip
NAMES |= {"silent": ""}  # the lists state the language of a silent film's titles
RATINGS = {label: label for label in ("g", "pg", "pg-13", "r", "nc-17", "not rated")}
RATINGS |= dict.fromkeys(("not_rate", "unrated", "nr"), "not rated")  # the labels before 1968 are no ratings
GENRE = re.compile(r"action|adventure|anim|biogra|comed|crime|documentar|drama|famil|fantas|histor|horror|music|myster|"
    r"roman|sci(?=.*fi)|sport|thriller|\bwar\b|western")  # fmt: skip
SEPARATOR = re.compile(r"\||, | & |-(?=Adventure)")
UNACCENTED = str.maketrans("łøđıð", "lodid")


class Film(NamedTuple):
    id: str
    facts: Mapping[str, tuple[str, ...]]
    folded: Mapping[str, Folded]


class Compared(NamedTuple):
    film: str
    source: str
    attribute: str
    sides: str
    agree: bool


def plain(text: str) -> str:
    """Lower case without accents: `Amélie` → `amelie`."""
    letters = unicodedata.normalize("NFKD", text.lower().translate(UNACCENTED))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def title(text: str) -> str:
    words = re.findall(r"\w+", re.sub("['’]", "", plain(text).replace("&", " and ")))
    return "".join(words[1:] if len(words) > 1 and words[0] in {"the", "a", "an"} else words)


def person(name: str) -> str:
    """The name's parts in one order, `Bong Joon-ho` or `Joon-ho Bong`, without a trade, `Terry Jones (Historian)`."""
    return " ".join(sorted(re.findall(r"\w+", plain(name.partition(" (")[0]))))


def year(text: str) -> str:
    """The last number, since one list writes `12/31/21`, whose two digits mean 1925 to 2024."""
    digits = "".join(re.findall(r"\d+", text)[-1:])
    return digits if len(digits) != 2 else f"{'20' if digits < '25' else '19'}{digits}"


def land_or_tongue(name: str) -> str:
    return NAMES.get(name := re.sub(r" languages?$", "", plain(name)), name)


def nested(ours: Folded, theirs: Folded) -> bool:
    return ours <= theirs or theirs <= ours


RULES: dict[str, tuple[Callable[[str], str], Callable[[Folded, Folded], object]]] = {
    "title": (title, Folded.intersection), "year": (year, nested), "director": (person, nested),
    "runtime": (
        lambda text: "".join(re.findall(r"[1-9]\d*", text)[:1]),
        lambda ours, theirs: abs(int(min(ours)) - int(min(theirs))) <= MINUTES_APART,
    ),
    "country": (land_or_tongue, nested), "language": (land_or_tongue, nested),
    "age_rating": (lambda label: RATINGS.get(label.lower(), ""), nested),
    "genres": (lambda name: "".join(GENRE.findall(name.lower())[:1]), Folded.intersection),
    "cast": (person, Folded.intersection),
}  # fmt: skip


def listed(name: str, cell: object) -> list[str]:
    """A JSON list as it is, and the other cells, but for titles, split at bars, commas and ampersands."""
    parts = cell if isinstance(cell, list) or name == "title" else SEPARATOR.split(str(cell or ""))
    return [str(part).strip() for part in (parts if isinstance(parts, list) else [parts]) if part]


def film(row: Mapping[str, object], fields: str) -> Film:
    facts = {}
    for name, _, columns in (field.partition("=") for field in fields.split()):
        facts[name] = tuple(v for column in (columns or name).split("+") for v in listed(name, row.get(column)))
    folded = {name: frozenset(map(RULES[name][0], values)) - {""} for name, values in facts.items()}
    return Film(str(row.get("id")), facts, folded)


def read(path: Path, fields: str) -> Iterator[Film]:
    """The list's films that have a year; series, whose length is in seasons, are left out.

    One list's rows of one service carry the genres of other titles, so those are not compared.
    """
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8", newline="") as lines:
        rows = map(json.loads, lines) if ".jsonl" in path.name else csv.DictReader(lines)
        films = (film(row | {"genre": ""} if row.get("service") == "netflix" else row, fields) for row in rows)
        yield from (f for f in films if f.folded["year"] and "Season" not in str(f.facts.get("runtime")))


def same_film(ours: Film, alike: Collection[Film]) -> list[Film]:
    """Of the films with our title: those of the year within one, or else our director's of any year."""
    by_us = [other for other in alike if ours.folded["director"] & other.folded.get("director", Folded())]
    near = [o for o in alike if abs(int(min(o.folded["year"])) - int(min(ours.folded["year"]))) <= 1]
    return [other for other in near if other in by_us] or near or by_us


def compare(ours: Film, theirs: Film, source: str) -> Iterator[Compared]:
    """Every attribute that both state."""
    for name, (_, agree) in RULES.items():
        if name != "title" and (mine := ours.folded.get(name)) and (its := theirs.folded.get(name)):
            sides = f"ours={', '.join(ours.facts[name])} theirs={', '.join(theirs.facts[name])}"
            yield Compared(ours.id, source, name, sides, bool(agree(mine, its)))


def check(films: Iterable[Film], source: str, theirs: Iterable[Film]) -> Iterator[Compared]:
    by_title: dict[str, list[Film]] = {}
    for other in theirs:
        for key in other.folded["title"]:
            by_title.setdefault(key, []).append(other)
    for ours in films:
        for other in same_film(ours, [film for key in ours.folded["title"] for film in by_title.get(key, ())]):
            yield from compare(ours, other, source)


def summary(facts: Sequence[Compared], left: Sequence[Compared]) -> Iterator[str]:
    for source in [*dict.fromkeys(fact.source for fact in facts), ""]:
        seen, open_ = ([fact for fact in some if fact.source.endswith(source)] for some in (facts, left))
        differ = sum(not fact.agree for fact in seen)
        counts = f"{len({fact.film for fact in seen})} films checked, {len(seen)} facts compared"
        yield f"{source or 'all'}: {counts}, {differ} disagreements, {differ - len(open_)} of them settled"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Compare the bundled films with public film lists.")
    parser.add_argument("films", type=Path)
    parser.add_argument("--against", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--settled", type=Path, metavar="FILE", help="lines of id<TAB>attribute<TAB>reason")
    options = parser.parse_args(arguments)
    notes = options.settled.read_text(encoding="utf-8") if options.settled else ""
    settled = {(line.split("\t")[0], line.split("\t")[1]) for line in notes.splitlines() if line}
    films, facts = list(read(options.films, OURS)), list[Compared]()
    present = {name: fields for name, fields in SOURCES.items() if (options.against / name).exists()}
    for name, fields in present.items():
        facts += check(films, Path(name).parent.name, read(options.against / name, fields))
    left = [fact for fact in facts if not fact.agree and (fact.film, fact.attribute) not in settled]
    lines = [f"{fact.film}: {fact.attribute}: {fact.sides} ({fact.source})" for fact in left]
    absent = [f"{name}: absent, skipped" for name in SOURCES.keys() - present.keys()]
    agreed = settled - {(fact.film, fact.attribute) for fact in facts if not fact.agree}
    stale = [f"{film}: {attribute}: settled, but nothing disagrees" for film, attribute in sorted(agreed) if not absent]
    sys.stdout.write("\n".join([*lines, *stale, *absent, *summary(facts, left)]) + "\n")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
