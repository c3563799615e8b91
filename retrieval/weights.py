"""How much each kind of evidence counts: the defaults, and what `tastemaker tune` learned for one catalogue.

Learned ones stand in `weights.toml` in the catalogue's folder on the shelf, and are in force while the catalogue is at
the version that they were learned on.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from types import MappingProxyType

FILE = "weights.toml"
FORMAT = 1
GUIDE = """How much each kind of evidence counts for this catalogue, as `tastemaker tune` learned it.
Remove the file, or run `tastemaker tune CATALOGUE --undo`, to go back to the defaults.
"""
FUSION: Mapping[str, float] = MappingProxyType(
    {
        "dense": 1.0,
        "lexical": 0.5,
        "likeness": 1.0,
        "shared": 1.0,
        "wishes": 1.0,
        "collaborative": 1.0,
        "prior": 0.3,
    }
)
"""How much each order counts when they are fused."""
UTILITY: Mapping[str, float] = MappingProxyType(
    {
        "wishes": 0.28,
        "relevance": 0.032,
        "words": 0.048,
        "likeness": 0.08,
        "shared": 0.2,
        "collaborative": 0.21,
        "quality": 0.15,
    }
)
"""`collaborative` was chosen on ReDial's train side and the valid parts of MovieLens and X-Wines (docs/benchmarks)."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """What learned weights come from."""

    catalogue: str
    version: str
    """Of the catalogue."""
    on: str
    """What was learned from, for people: "3,210 slates of 410 conversations"."""
    gain: float
    """Of the mean log likelihood of what was chosen, on conversations that were held out."""
    error: float
    """One standard error of the gain."""
    at: str
    """When, as ISO 8601."""


@dataclass(frozen=True, slots=True)
class Weights:
    """None is negative. What a part of the evidence is, `retriever.py` and `scorers/utility.py` say."""

    fusion: Mapping[str, float] = field(default_factory=lambda: FUSION)
    utility: Mapping[str, float] = field(default_factory=lambda: UTILITY)
    fitted: Fitted | None = None
    """None for the defaults."""

    @property
    def version(self) -> str:
        """Of the scores that they give: "default", or when they were learned."""
        return self.fitted.at if self.fitted else "default"


DEFAULT = Weights()


class WeightsError(ValueError):
    """A file of weights that cannot be used; its text says why and what happens now."""


def read_weights(folder: Path, catalogue: str, version: str) -> Weights:
    """The catalogue's own, from its folder on the shelf, else the defaults. Raises WeightsError if left aside."""
    path = folder / FILE
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return DEFAULT
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WeightsError(_aside(path, f"it cannot be read ({error})")) from error
    return _checked(path, table, catalogue, version)


def weights_in_force(folder: Path, catalogue: str, version: str) -> tuple[Weights, str]:
    """As `read_weights`, with the trouble as a sentence in place of the error; empty if there is none."""
    try:
        return read_weights(folder, catalogue, version), ""
    except WeightsError as error:
        return DEFAULT, str(error)


def write_weights(folder: Path, weights: Weights) -> Path:
    """At once and whole. Raises ValueError for weights that come from nowhere."""
    if weights.fitted is None:
        raise ValueError("the defaults are not written; remove the file instead")
    path = folder / FILE
    draft = path.with_suffix(".new")
    draft.write_text(_text(weights, weights.fitted), encoding="utf-8")
    draft.replace(path)
    return path


def remove_weights(folder: Path) -> bool:
    """Puts the defaults back; whether there was anything to remove."""
    there = (folder / FILE).exists()
    (folder / FILE).unlink(missing_ok=True)
    return there


def _checked(path: Path, table: Mapping[str, object], catalogue: str, version: str) -> Weights:
    if table.get("format") != FORMAT:
        raise WeightsError(_aside(path, f"its format is {table.get('format')!r}, and not {FORMAT}"))
    try:
        fitted = _fitted(table["fitted"])
        weights = Weights(_numbers(table["fusion"], FUSION), _numbers(table["utility"], UTILITY), fitted)
    except (KeyError, TypeError, ValueError) as error:
        raise WeightsError(_aside(path, f"something is missing or of the wrong kind ({error})")) from error
    if (fitted.catalogue, fitted.version) != (catalogue, version):
        learned = f"“{fitted.catalogue}” at version {fitted.version}"
        raise WeightsError(_aside(path, f"they were learned on {learned}, and this is “{catalogue}” at {version}"))
    return weights


def _fitted(table: object) -> Fitted:
    if not isinstance(table, dict):
        raise TypeError("“fitted” is no table")
    words = {name: str(table[name]) for name in ("catalogue", "version", "on", "at")}
    return Fitted(**words, gain=_number(table["gain"]), error=_number(table["error"]))


def _numbers(table: object, names: Mapping[str, float]) -> Mapping[str, float]:
    """Raises KeyError, TypeError or ValueError unless it has a weight of 0 or more for every name, and no other."""
    if not isinstance(table, dict) or set(table) != set(names):
        raise ValueError(f"there must be a weight for each of {', '.join(names)}, and no other")
    found = {name: _number(table[name]) for name in names}
    if min(found.values()) < 0 or not any(found.values()):
        raise ValueError("a weight is below 0, or all are 0")
    return MappingProxyType(found)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise TypeError(f"{value!r} is no number")
    return float(value)


def _aside(path: Path, why: str) -> str:
    now = "The defaults are in force; `tastemaker tune` learns anew."
    return f"The learned weights in “{path}” are left aside: {why}. {now}"


def _text(weights: Weights, fitted: Fitted) -> str:
    from dataclasses import asdict

    from retrieval.importing.toml_text import fresh_text

    numbers = {name: {n: round(w, 6) for n, w in table.items()} for name, table in _tables(weights).items()}
    return fresh_text({"format": FORMAT, "fitted": asdict(fitted), **numbers}, GUIDE)


def _tables(weights: Weights) -> Mapping[str, Mapping[str, float]]:
    return {"fusion": weights.fusion, "utility": weights.utility}
