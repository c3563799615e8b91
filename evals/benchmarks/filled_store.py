"""A store full of conversations that nobody had: as many impressions as wanted, no two talks alike, the same each time.

Written by plain SQL into the tables that the product made, for a million would take it an hour.
"""

import random
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agents.dialogue import (
    Evidence,
    Explanation,
    Move,
    Preference,
    Profile,
    Recommendation,
    Reply,
    Reveal,
    Slate,
    Strength,
    Turn,
)
from retrieval.catalogue import Catalogue, Constraint, Item, Kind, Operator
from retrieval.scorer import Score
from storage import coding
from storage.engine import open_engine

CARDS, TURNS, TALKS = 5, 4, 3
"""Cards on a slate, recommending turns of a talk, talks of a person."""
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
AT_ONCE = 500
"""Talks written in one transaction."""
SIGNALS: Mapping[str, float] = {"shown": 0.6, "click": 0.1, "like": 0.06, "dislike": 0.05, "accept": 0.03}
"""Chance of each on a card."""

Row = tuple[object, ...]


@dataclass(slots=True)
class Rows:
    """Of some talks, by table."""

    conversations: list[Row]
    turns: list[Row]
    slates: list[Row]
    impressions: list[Row]
    feedback: list[Row]


COLUMNS = {
    "conversations": "id, catalogue, catalogue_version, token_hash, opened_at, key_id, person, channel, consent",
    "turns": "conversation_id, number, status, utterance, edit, acts, move, profile, reply, timings, begun_at"
    ", ended_at",
    "slates": "id, conversation_id, turn, catalogue_version, profile, shown_at, policy",
    "impressions": "id, slate_id, rank, item_id, score, parts, scored_by, scorer_version, propensity, explanation",
    "feedback": "id, impression_id, kind, reason, value, at, source, received_at, number",
}


def fill(file: Path, catalogue: Catalogue, impressions: int, seed: int = 0) -> int:
    """Makes the database; how many conversations it holds."""
    open_engine(f"sqlite:///{file}").dispose()
    talks = max(1, impressions // (CARDS * TURNS))
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA synchronous=OFF")
    for rows in _batches(catalogue, talks, random.Random(seed)):
        connection.execute("BEGIN")
        for table, columns in COLUMNS.items():
            marks = ", ".join("?" * len(columns.split(",")))
            connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", getattr(rows, table))
        connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return talks


def _batches(catalogue: Catalogue, talks: int, chance: random.Random) -> Iterator[Rows]:
    count = 0
    for start in range(0, talks, AT_ONCE):
        rows = Rows([], [], [], [], [])
        for number in range(start, min(start + AT_ONCE, talks)):
            count = _talk(rows, catalogue, number, count, chance)
        yield rows


def _talk(rows: Rows, catalogue: Catalogue, number: int, count: int, chance: random.Random) -> int:
    """Writes one talk; `count` of feedback before it, and after."""
    name, at = f"{number:08x}", BEGIN + timedelta(minutes=number)
    person, version = f"person-{number // TALKS}", catalogue.version
    rows.conversations.append((name, catalogue.name, version, "", _text(at), "shop", person, "widget", "given"))
    profile = Profile()
    for turn in range(1, TURNS + 1):
        at += timedelta(seconds=20)
        items = chance.choices(catalogue.items, k=CARDS)
        profile = _wished(profile, items[0], catalogue, chance)
        slate = _slate(name, turn, items, version, profile, chance)
        said = f"{profile.preferences[-1].words} please, for evening {number} of my {turn}th week"
        _turn(rows, name, slate, Turn(turn, said, (Reveal(profile.preferences[-1]),), profile), at)
        for card in slate.recommendations:
            count = _reactions(rows, card.impression_id, at, count, chance)
        profile = Profile(profile.preferences, shown=(*profile.shown, *slate.item_ids))
    return count


def _wished(profile: Profile, item: Item, catalogue: Catalogue, chance: random.Random) -> Profile:
    """One wish more, that the item meets."""
    known = [a for a in catalogue.domain.informable if a.kind in (Kind.TAGS, Kind.CATEGORY) and item.tags(a.name)]
    attribute = chance.choice(known) if known else catalogue.domain.attributes[0]
    value = chance.choice(item.tags(attribute.name) or ("anything",))
    strength = chance.choice((Strength.MUST, Strength.PREFER))
    wish = Preference(Constraint(attribute.name, Operator.EQ, value), strength, words=value)
    return Profile((*profile.preferences, wish), shown=profile.shown, asked=frozenset({attribute.name}))


def _slate(talk: str, turn: int, items: Sequence[Item], version: str, profile: Profile, chance: random.Random) -> Slate:
    wish = profile.preferences[-1]
    cards = []
    for rank, item in enumerate(items, 1):
        parts = {"wishes": round(chance.random(), 6), "words": round(chance.random(), 6)}
        value = ", ".join(item.tags(wish.attribute))
        told = Evidence(wish.attribute, wish.words, value, wish.words in value, 1.0, wish.words)
        why = Explanation((told,), f"{item.title} is {value}.")
        score = Score(round(1 - rank / 10 - chance.random() / 20, 6), parts, "utility", "3")
        cards.append(Recommendation(f"{talk}-{turn}-{rank}", item.id, rank, score, why))
    return Slate(f"{talk}-{turn}", version, tuple(cards))


def _turn(rows: Rows, talk: str, slate: Slate, turn: Turn, at: datetime) -> None:
    reply = coding.encode(Reply, Reply(Move.RECOMMEND, "Here are some that fit.", slate))
    acts, profile = coding.encode(coding.Acts, turn.acts), coding.encode(Profile, turn.profile)
    moment = _text(at)
    row = (talk, turn.number, "done", turn.utterance, "", acts, "recommend", profile, reply, "{}", moment, moment)
    rows.turns.append(row)
    rows.slates.append((slate.id, talk, turn.number, slate.catalogue_version, profile, moment, "default"))
    for one in slate.recommendations:
        parts, why = coding.encode(Mapping[str, float], one.score.parts), coding.encode(Explanation, one.explanation)
        score = (one.score.value, parts, one.score.scored_by, one.score.version)
        rows.impressions.append((one.impression_id, slate.id, one.rank, one.item_id, *score, one.propensity, why))


def _reactions(rows: Rows, shown: str, at: datetime, count: int, chance: random.Random) -> int:
    for place, (kind, share) in enumerate(SIGNALS.items(), 1):
        if chance.random() < share:
            count += 1
            moment = _text(at + timedelta(seconds=place + chance.randrange(10)))
            rows.feedback.append((f"{shown}-{kind}", shown, kind, "", None, moment, "tap", moment, count))
    return count


def _text(at: datetime) -> str:
    """As the product writes it."""
    return at.replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
