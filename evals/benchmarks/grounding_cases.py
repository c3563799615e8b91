"""Sentences about items of the bundled catalogues, labelled by hand: true, or with one thing invented."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from agents.dialogue import Preference, Strength
from agents.grounding import Grounds
from retrieval.catalogue import Catalogue, Constraint, Kind, Operator

SENTENCES = Path(__file__).with_name("grounding_sentences.jsonl")
WISH = re.compile(r"(?P<mark>[!~]?)(?P<attribute>\w+)(?P<operator><=|>=|<|>|=)(?P<value>.+)")
OPERATORS = {"=": Operator.EQ, "<": Operator.LT, ">": Operator.GT, "<=": Operator.LE, ">=": Operator.GE}


@dataclass(frozen=True, slots=True)
class Case:
    """`kind` is what was invented, or "true". The half "tune" was looked at while the verifier was written."""

    catalogue: str
    item: str
    sentence: str
    ok: bool
    kind: str
    half: str
    wishes: tuple[str, ...] = ()
    """`genres=comedy`; `!` before it: refused; `~`: it need not be."""
    beside: tuple[str, ...] = ()
    like: str = ""

    def grounds(self, catalogue: Catalogue) -> Grounds:
        found = {i: item for i in (self.item, *self.beside, self.like) if (item := catalogue.find(i))}
        wishes = tuple(preference(wish, catalogue) for wish in self.wishes)
        like = (found[self.like],) if self.like else ()
        return Grounds(found[self.item], wishes, tuple(found[i] for i in self.beside), like, rank=1)


def cases(path: Path = SENTENCES) -> Iterator[Case]:
    for line in path.read_text(encoding="utf-8").splitlines():
        found: Mapping[str, object] = json.loads(line)
        lists = {name: tuple(map(str, value)) for name, value in found.items() if isinstance(value, list)}
        text = {name: str(value) for name, value in found.items() if isinstance(value, str)}
        yield Case(**text, **lists, ok=found["ok"] is True)  # type: ignore[arg-type]


def preference(wish: str, catalogue: Catalogue) -> Preference:
    """Raises ValueError where the wish is none of this catalogue's."""
    match = WISH.fullmatch(wish)
    attribute = catalogue.domain.attribute(match["attribute"]) if match else None
    if match is None or attribute is None:
        raise ValueError(f"no wish of {catalogue.name!r}: {wish!r}")
    said = match["value"]
    value = float(said) if attribute.numeric else said == "yes" if attribute.kind is Kind.FLAG else said
    strength = {"!": Strength.NEVER, "~": Strength.PREFER}.get(match["mark"], Strength.MUST)
    return Preference(Constraint(attribute.name, OPERATORS[match["operator"]], value), strength, words=said)
