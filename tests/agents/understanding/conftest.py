"""Two tiny catalogues and how talk about them is written down for the table."""

import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from agents.dialogue import (
    Conversation,
    Explanation,
    Move,
    Option,
    Profile,
    Question,
    Recommendation,
    Reply,
    Slate,
    Turn,
)
from retrieval.catalogue import Attribute, Catalogue, Domain, Item, Kind, Value
from retrieval.scorer import Score

HERE = Path(__file__).parent

FILMS = Domain(
    name="films",
    title="Films",
    noun="film",
    plural="films",
    popularity="popularity",
    hints={"date night": "moods=romantic", "for kids": "age_rating=U", "cry": "moods=sad"},
    attributes=(
        Attribute(
            "genres",
            Kind.TAGS,
            label="genre",
            askability=0.9,
            aliases=("kind of film", "type of film"),
            synonyms={
                "sci-fi": "science fiction",
                "scifi": "science fiction",
                "animated": "animation",
                "cartoon": "animation",
                "rom-com": "romance",
                "romantic comedy": "romance",
                "romcom": "romance + comedy",
                "weepie": "drama + moods=sad",
            },
        ),
        Attribute("director", Kind.TAGS, label="director", aliases=("directed by", "made by", "filmmaker")),
        Attribute("cast", Kind.TAGS, label="cast", aliases=("starring", "actor", "actress", "acting")),
        Attribute(
            "country",
            Kind.TAGS,
            label="country",
            aliases=("made in", "set in"),
            synonyms={"american": "United States", "british": "United Kingdom"},
        ),
        Attribute("language", Kind.TAGS, label="language", aliases=("spoken",)),
        Attribute(
            "year",
            Kind.YEAR,
            label="year",
            aliases=("released", "release year"),
            lower=("older", "earlier"),
            higher=("newer", "more recent", "later"),
            low_words=("old", "classic"),
            high_words=("recent", "new", "modern"),
            low=1990,
            high=2012,
        ),
        Attribute(
            "runtime",
            Kind.DURATION,
            label="runtime",
            unit="min",
            aliases=("length", "running time"),
            lower=("shorter",),
            higher=("longer",),
            low_words=("short",),
            high_words=("long",),
            low=95,
            high=135,
        ),
        Attribute(
            "age_rating",
            Kind.CATEGORY,
            label="age rating",
            aliases=("rated", "certificate", "suitable for kids", "suitable for children"),
            order=("U", "PG", "12", "15", "18"),
        ),
        Attribute("themes", Kind.TAGS, label="theme", aliases=("about",), synonyms={"ghost": "ghosts"}),
        Attribute("moods", Kind.TAGS, label="mood", synonyms={"heart-warming": "warm", "frightening": "scary"}),
        Attribute(
            "popularity",
            Kind.NUMBER,
            label="popularity",
            lower=("less popular", "less known"),
            higher=("more popular",),
            low_words=("obscure", "hidden gem"),
            high_words=("popular", "famous"),
            low=62,
            high=85,
            better="higher",
        ),
    ),
)

OUTDOOR = Domain(
    name="outdoor",
    title="Outdoor gear",
    noun="product",
    plural="products",
    price="price",
    rating="rating",
    attributes=(
        Attribute(
            "type",
            Kind.CATEGORY,
            label="type",
            aliases=("kind of product",),
            askability=0.9,
            synonyms={"rucksack": "backpack", "head torch": "lamp", "cooker": "stove"},
        ),
        Attribute(
            "price",
            Kind.MONEY,
            label="price",
            unit="GBP",
            aliases=("budget", "cost", "costs"),
            better="lower",
            lower=("cheaper", "less expensive"),
            higher=("more expensive", "pricier"),
            low_words=("cheap", "inexpensive", "affordable"),
            high_words=("expensive", "premium"),
            low=79,
            high=200,
        ),
        Attribute(
            "weight",
            Kind.NUMBER,
            label="weight",
            unit="g",
            lower=("lighter",),
            higher=("heavier",),
            low_words=("light", "lightweight"),
            high_words=("heavy",),
            low=450,
            high=2000,
            better="lower",
        ),
        Attribute(
            "capacity",
            Kind.NUMBER,
            label="capacity",
            unit="person",
            aliases=("people", "persons", "sleeps"),
            lower=("smaller",),
            higher=("bigger", "larger", "roomier"),
            low_words=("small",),
            high_words=("big", "roomy"),
            low=1,
            high=4,
        ),
        Attribute("season", Kind.TAGS, label="season"),
        Attribute("activity", Kind.TAGS, label="activity", aliases=("use",)),
        Attribute("material", Kind.TAGS, label="material", aliases=("made of",)),
        Attribute("waterproof", Kind.FLAG, label="waterproof", aliases=("rainproof",)),
        Attribute("packable", Kind.FLAG, label="packable", better="higher"),
        Attribute(
            "rating",
            Kind.NUMBER,
            label="rating",
            unit="stars",
            aliases=("rated", "star"),
            better="higher",
            low_words=("badly rated",),
            high_words=("well rated", "highly rated", "top rated"),
            low=4,
            high=4.5,
        ),
    ),
)


def read_items(domain: Domain) -> tuple[Item, ...]:
    head, *rows = (HERE / f"{domain.name}.psv").read_text(encoding="utf-8").splitlines()
    names = [name.strip() for name in head.split("|")]
    return tuple(_item(domain, dict(zip(names, (c.strip() for c in row.split("|")), strict=True))) for row in rows)


def _item(domain: Domain, cells: Mapping[str, str]) -> Item:
    values = {a.name: _value(a, cells[a.name]) for a in domain.attributes}
    return Item(cells["id"], cells["title"], values)


def _value(attribute: Attribute, cell: str) -> Value:
    if attribute.numeric:
        return float(cell)
    match attribute.kind:
        case Kind.FLAG:
            return cell == "yes"
        case Kind.TAGS:
            return tuple(part.strip() for part in cell.split(","))
        case _:
            return cell


CATALOGUES = {d.name: Catalogue(d, f"{d.name}-1", read_items(d)) for d in (FILMS, OUTDOOR)}


class FakeEmbedder:
    """Knows a few paraphrases; every other text is nearly at right angles to all others."""

    name = "fake"
    dimension = 256
    near: Mapping[str, str] = {
        "makes me laugh": "comedy",
        "giggle": "comedy",
        "edge of my seat": "tense",
        "brainy": "clever",
        "riding my bike": "cycling",
    }

    def __init__(self) -> None:
        self.calls = 0

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.calls += 1
        return np.vstack([self._one(text) for text in texts]).astype(np.float32)

    def _one(self, text: str) -> npt.NDArray[np.float64]:
        known = next((value for phrase, value in self.near.items() if phrase in text), text)
        row = np.random.default_rng(zlib.crc32(known.encode())).normal(size=self.dimension)
        return row / np.linalg.norm(row)


def conversation(
    domain: Domain,
    shown: Sequence[str] = (),
    question: str = "",
    options: Sequence[str] = (),
    profile: Profile | None = None,
) -> Conversation:
    """A conversation whose last reply showed these items and asked this question."""
    name = domain.name
    if not shown and not question and profile is None:
        return Conversation("c", name)
    slate = Slate("s", f"{name}-1", tuple(_recommendation(i, n + 1) for n, i in enumerate(shown))) if shown else None
    choices = tuple(Option(o, o) for o in options)
    asked = Question(question, f"Which {question}?", choices) if question else None
    reply = Reply(Move.RECOMMEND if slate else Move.ELICIT, "", slate, asked)
    return Conversation("c", name, (Turn(1, "hello", (), profile or Profile(), reply),))


def _recommendation(item_id: str, rank: int) -> Recommendation:
    return Recommendation(f"i{rank}", item_id, rank, Score(0.5, {}, "test", "1"), Explanation((), ""))


@pytest.fixture(scope="session")
def catalogues() -> Mapping[str, Catalogue]:
    return CATALOGUES


@pytest.fixture
def fake_embedder() -> FakeEmbedder:
    return FakeEmbedder()


@pytest.fixture
def talk() -> Callable[..., Conversation]:
    return conversation
