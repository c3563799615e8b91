"""Slates of the bundled films, chosen from pools that a hostile scorer has judged."""

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from random import Random

import numpy as np
import pytest

import retrieval
from agents.dialogue import Preference, Profile, Strength
from agents.gatekeeper import Rules
from agents.ranking import Choice, Dials, Pool, choose_slate
from retrieval.blocklist import read_blocked
from retrieval.catalogue import Catalogue, Constraint, Item, Operator
from retrieval.columns import Columns
from retrieval.diversity import traits_of
from retrieval.domain_file import read_domain
from retrieval.embedder import Vectors
from retrieval.importing.build import build_catalogue
from retrieval.importing.reading import read_rows
from retrieval.importing.report import Tally
from retrieval.quality import Standing, standing
from retrieval.scorer import Candidate, Score

FOLDER = Path(retrieval.__file__).parent / "domains" / "films"
POOL = 40


@pytest.fixture(scope="module")
def films() -> Catalogue:
    domain, roles = read_domain(FOLDER / "domain.toml")
    return build_catalogue(read_rows(FOLDER / "items.jsonl", Tally()), domain, roles)[0]


@pytest.fixture(scope="module")
def columns(films: Catalogue) -> Columns:
    return Columns(films)


@pytest.fixture(scope="module")
def known(columns: Columns) -> Standing:
    return standing(columns)


def pool(films: Catalogue, rows: Sequence[int], values: Sequence[float]) -> Pool:
    """With vectors of what the films have in common: a stand-in for those of their descriptions."""
    candidates = [Candidate(row, films.items[row].id, 0.5) for row in rows]
    return Pool(candidates, [Score(v, {}, "test", "1") for v in values], vectors([films.items[r] for r in rows], films))


def vectors(items: Sequence[Item], films: Catalogue) -> Vectors:
    held = [{f"{n}:{v}" for n, vs in traits_of(i, films.domain.informable).items() for v in vs} for i in items]
    names = sorted(set[str]().union(*held))
    table = np.array([[name in one for name in names] for one in held], dtype=np.float32)
    return np.asarray(table / np.linalg.norm(table, axis=1, keepdims=True), dtype=np.float32)


def titles(choice: Choice, films: Catalogue) -> list[str]:
    return [films.items[p.candidate.row].title for p in choice.picks]


def test_a_scorer_that_loves_what_is_forbidden_gets_none_of_it_shown(films: Catalogue, known: Standing) -> None:
    profile = Profile(
        (
            Preference(Constraint("runtime", Operator.LE, 100.0)),
            Preference(Constraint("genres", Operator.EQ, "horror"), Strength.NEVER),
        )
    )
    draw = Random(5)
    for _ in range(50):
        rows = draw.sample(range(len(films.items)), POOL)
        values = [0.2 if profile.permits(films.items[row]) else 1.0 for row in rows]
        found = choose_slate(pool(films, rows, values), Rules(films, profile), known, Dials(explore=0.5), str(rows))
        assert found.picks
        assert all(profile.permits(films.items[p.candidate.row]) for p in found.picks)
        assert all(d.reason for d in found.dropped)


def test_both_films_of_one_title_may_stand_together(films: Catalogue, known: Standing) -> None:
    rows = [row for row, item in enumerate(films.items) if item.title == "Dracula"]
    assert len(rows) == 2
    assert titles(choose_slate(pool(films, rows, [1, 1]), Rules(films, Profile()), known, Dials()), films) == [
        "Dracula",
        "Dracula",
    ]


def test_slates_vary_more_than_the_best_scores_do(films: Catalogue, known: Standing) -> None:
    """Scores that follow one film's values draw its like to the top; the slate is more varied than that."""
    draw, plain, varied = Random(6), [], []
    for _ in range(40):
        rows = draw.sample(range(len(films.items)), POOL)
        every = pool(films, rows, [0.0] * POOL)
        nearness = (every.vectors @ every.vectors[0]).tolist()
        scored = pool(films, rows, [0.5 + n / 2 for n in nearness])
        found = choose_slate(scored, Rules(films, Profile()), known, Dials())
        plain.append(spread(scored, np.argsort(nearness)[::-1][:3].tolist()))
        varied.append(spread(scored, [rows.index(p.candidate.row) for p in found.picks]))
    assert np.mean(varied) > np.mean(plain) + 0.02


def spread(scored: Pool, places: Sequence[int]) -> float:
    return float(np.mean([1 - scored.vectors[a] @ scored.vectors[b] for a, b in combinations(places, 2)]))


def test_the_dial_reaches_the_long_tail(films: Catalogue, known: Standing) -> None:
    shares = []
    for tail in (-1.0, 0.0, 1.0):
        draw, shown = Random(7), []
        for _ in range(40):
            rows = draw.sample(range(len(films.items)), POOL)
            scored = pool(films, rows, [draw.uniform(0.6, 0.7) for _ in rows])
            found = choose_slate(scored, Rules(films, Profile()), known, Dials(tail=tail))
            shown += [known.tail[p.candidate.row] for p in found.picks]
        shares.append(float(np.mean(shown)))
    popular, plain, obscure = shares
    assert popular < 0.5
    assert 0.65 < plain < 0.9
    assert obscure > 0.95


def test_what_the_owner_keeps_out_is_replaced(films: Catalogue, columns: Columns, known: Standing) -> None:
    blocked = read_blocked("director=Akira Kurosawa\nalien-1979", columns)
    assert blocked.troubles == ()
    rows = [films.rows[item_id] for item_id in (*sorted(blocked.ids)[:5], "alien-1979", "up-2009")]
    found = choose_slate(
        pool(films, rows, [1.0] * 6 + [0.1]), Rules(films, Profile(), blocked=blocked.ids), known, Dials()
    )
    assert titles(found, films) == ["Up"]
