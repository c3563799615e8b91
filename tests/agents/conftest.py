"""Twelve films and a domain, small enough to check answers by eye."""

import pytest

from agents.dialogue import Preference, Profile, Strength
from retrieval.catalogue import Attribute, Catalogue, Constraint, Domain, Item, Kind, Operator
from retrieval.columns import Columns

ROWS = (
    # id, title, year, runtime, genres, director, moods
    ("dry", "Dry Season", 1994, 88, ("comedy",), ("Ana Ruiz",), ("funny", "witty")),
    ("wet", "Wet Season", 1999, 131, ("comedy", "romance"), ("Ana Ruiz",), ("funny", "romantic")),
    ("fog", "Fog Bank", 1987, 104, ("thriller",), ("Bo Lind",), ("tense",)),
    ("ice", "Thin Ice", 2004, 96, ("thriller", "crime"), ("Bo Lind",), ("tense", "dark")),
    ("owl", "The Owl Report", 2011, 92, ("documentary",), ("Cleo Park",), ("relaxing",)),
    ("map", "A Map of Nowhere", 2016, 142, ("drama",), ("Cleo Park",), ("melancholic",)),
    ("tin", "Tin Soldiers", 1978, 99, ("war", "drama"), ("Dov Amir",), ("gritty",)),
    ("jam", "Jam Tomorrow", 2008, 85, ("comedy", "family"), ("Ela Novak",), ("funny", "playful")),
    ("sea", "Under the Sea Wall", 1962, 110, ("drama", "romance"), ("Dov Amir",), ("romantic",)),
    ("pen", "The Pen Friend", 2013, 101, ("romance", "comedy"), ("Ela Novak",), ("heartwarming", "funny")),
    ("rat", "Rat Run", 2001, 90, ("crime", "comedy"), ("Bo Lind",), ("dark", "funny")),
    ("sun", "Second Sun", 2019, 128, ("science fiction",), ("Cleo Park",), ("epic",)),
)

DOMAIN = Domain(
    name="films",
    title="Films",
    noun="film",
    plural="films",
    card=("year", "genres", "director", "runtime"),
    starters=("something funny", "a short thriller"),
    attributes=(
        Attribute("genres", Kind.TAGS, label="genre", askability=0.9, question="What kind of film?", phrase="{}"),
        Attribute("director", Kind.TAGS, label="director", askability=0.2, phrase="directed by {}"),
        Attribute("moods", Kind.TAGS, label="mood", askability=0.8, question="Which mood?", phrase="{}"),
        Attribute(
            "year", Kind.YEAR, label="year", askability=0.6, lower=("older",), higher=("newer",), low=1985, high=2010
        ),
        Attribute(
            "runtime",
            Kind.DURATION,
            label="length",
            unit="min",
            askability=0.6,
            lower=("shorter",),
            higher=("longer",),
            low_words=("short",),
            high_words=("long",),
            low=92,
            high=125,
            phrase="{} long",
        ),
    ),
)


@pytest.fixture(scope="session")
def films() -> Catalogue:
    items = tuple(
        Item(
            id=id_,
            title=title,
            values={
                "year": float(year),
                "runtime": float(runtime),
                "genres": genres,
                "director": director,
                "moods": moods,
            },
        )
        for id_, title, year, runtime, genres, director, moods in ROWS
    )
    return Catalogue(DOMAIN, "v1", items)


@pytest.fixture(scope="session")
def columns(films: Catalogue) -> Columns:
    return Columns(films)


@pytest.fixture
def comedy() -> Preference:
    return Preference(Constraint("genres", Operator.EQ, "comedy"), words="a comedy")


@pytest.fixture
def short() -> Preference:
    return Preference(
        Constraint("runtime", Operator.LE, 92.0),
        Strength.PREFER,
        words="short",
        note="“short” read as at most 1 h 32 min",
    )


@pytest.fixture
def impossible() -> Profile:
    """Comedies by a director of thrillers, over two hours: each wish alone can be met, all together cannot."""
    return Profile(
        preferences=(
            Preference(Constraint("genres", Operator.EQ, "comedy")),
            Preference(Constraint("director", Operator.EQ, "Bo Lind")),
            Preference(Constraint("runtime", Operator.GE, 125.0)),
        )
    )
