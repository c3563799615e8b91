"""Which other policy stored turns are ranked by, as it is written on the command line."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

from agents.ranking import Dials
from agents.scorers import PREFIX, first_scorer
from agents.scorers import kinds as model_kinds
from app.settings import Settings
from evals.replaying.scorers import PLAIN_SCORERS
from retrieval.scorers import kinds
from retrieval.weights import FUSION, UTILITY, Weights

Ranker = Literal["varied", "plain"]
"""With variety, as the product has it; or the best scores and nothing else."""
ENDS = {"tail": (-1.0, 1.0), "explore": (0.0, 0.5)}
TABLES: Mapping[str, Mapping[str, float]] = {"fusion": FUSION, "utility": UTILITY}


class BadPolicy(ValueError):
    """What was written cannot be meant; its text says why."""


@dataclass(frozen=True, slots=True)
class Policy:
    name: str
    """By what differs from the one in force: "tail=0.5, scorer=embedding"."""
    dials: Dials
    scorer: str
    ranker: Ranker = "varied"
    weights: Weights | None = None
    """None: those in force."""

    @property
    def asks_a_model(self) -> bool:
        return self.scorer.startswith(PREFIX)


def in_force(settings: Settings) -> Policy:
    """As it serves now, but for a language model: grades cannot be asked for again as they were."""
    dials = Dials(settings.slate, settings.tail, settings.explore)
    return Policy("the policy in force", dials, first_scorer(settings.scorer))


def other(settings: Settings, scorer: str, dials: str, weights: Path | None, ranker: str) -> Policy:
    """What is not named is as it is in force. Raises BadPolicy."""
    now, turned = in_force(settings), _dials(dials)
    named = [f"{name}={value:g}" for name, value in turned.items()]
    named += [f"scorer={scorer}"] if scorer else []
    named += [f"weights={weights.name}"] if weights else []
    named += [f"ranker={ranker}"] if ranker else []
    if ranker and ranker not in get_args(Ranker):
        raise BadPolicy(f'There is no ranker "{ranker}"; there are: {", ".join(get_args(Ranker))}.')
    return Policy(
        ", ".join(named) or now.name,
        replace(now.dials, tail=turned.get("tail", now.dials.tail), explore=turned.get("explore", now.dials.explore)),
        _scorer(scorer) if scorer else now.scorer,
        "plain" if ranker == "plain" else "varied",
        read_weights_file(weights) if weights else None,
    )


def _scorer(spec: str) -> str:
    there = (*kinds(), *model_kinds(), *PLAIN_SCORERS)
    if spec.partition(":")[0] not in there:
        raise BadPolicy(f'There is no scorer "{spec}"; there are: {", ".join(sorted(there))}.')
    return spec


def _dials(written: str) -> dict[str, float]:
    found = {}
    for entry in filter(None, (one.strip() for one in written.split(","))):
        name, sign, value = (part.strip() for part in entry.partition("="))
        if not sign or name not in ENDS:
            raise BadPolicy(f'"{entry}" is no dial; write {", ".join(f"{one}=…" for one in ENDS)}, by comma.')
        found[name] = _dial(name, value)
    return found


def _dial(name: str, written: str) -> float:
    low, high = ENDS[name]
    try:
        value = float(written)
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        raise BadPolicy(f'The dial "{name}={written}" should be a number from {low:g} to {high:g}.')
    return value


def read_weights_file(path: Path) -> Weights:
    """`[utility]` and `[fusion]` as in weights.toml; what is not in it keeps its default. Raises BadPolicy."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadPolicy(f'The weights "{path}" cannot be read: {error}.') from error
    tables = {name: _weights(path, name, table.get(name, {})) for name in TABLES}
    if not any(name in table for name in TABLES):
        raise BadPolicy(f'The weights "{path}" have no table [utility] and no table [fusion].')
    return Weights(tables["fusion"], tables["utility"])


def _weights(path: Path, name: str, table: object) -> Mapping[str, float]:
    known = TABLES[name]
    for key, value in table.items() if isinstance(table, dict) else [(name, table)]:
        if key not in known:
            raise BadPolicy(f'"{key}" in [{name}] of "{path}" is no weight; there are: {", ".join(known)}.')
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
            raise BadPolicy(f'The weight "{key} = {value}" in [{name}] of "{path}" should be a number of 0 or more.')
    found = {**known, **(table if isinstance(table, dict) else {})}
    if not any(found.values()):
        raise BadPolicy(f'All weights in [{name}] of "{path}" are 0; one at least must count.')
    return found
