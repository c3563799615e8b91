"""How the tables of utterances write acts down, and their cases as they are read from TOML.

A wish is `STRENGTH ATTRIBUTE OPERATOR VALUE`, with `~` before a guess, `!` before a tapped answer,
`*` before a revision.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from agents.dialogue import (
    Accept,
    Act,
    Ask,
    Compare,
    Critique,
    Other,
    Preference,
    Reject,
    Retract,
    Reveal,
    Revise,
    Seen,
    Waive,
)

MARKS = {"implied": "~", "tapped": "!"}


@dataclass(frozen=True, slots=True)
class Case:
    """One utterance of a table, the scene that it is said in, and the readings that are right."""

    table: str
    domain: str
    say: str
    right: tuple[tuple[str, ...], ...]
    before: tuple[str, ...] = ()
    """What was said in earlier turns."""
    scene: Mapping[str, object] | None = None

    @property
    def name(self) -> str:
        """Unique in its table: the same words are said in several scenes."""
        scene = " ".join(f"{k}={v}" for k, v in (self.scene or {}).items())
        return f"{self.table} · {self.say} · {' / '.join(self.before)} · {scene}"


def cases(table: Path) -> Iterator[Case]:
    content = tomllib.loads(table.read_text(encoding="utf-8"))
    for case in content["case"]:
        scene = {k: case[k] for k in ("shown", "question", "options") if k in case}
        right = tuple(tuple(acts) for acts in (case["acts"], *case.get("or", ())))
        domain = case.get("domain") or content["domain"]
        yield Case(table.stem, domain, case["say"], right, tuple(case.get("before", ())), scene)


def writings(acts: Sequence[Act]) -> tuple[str, ...]:
    return tuple(written(act) for act in acts)


def written(act: Act) -> str:
    """The act in the notation of the tables."""
    match act:
        case Reveal(preference=preference):
            return wish(preference)
        case Revise(preference=preference):
            return f"*{wish(preference)}"
        case Retract(attribute=attribute, value=value):
            return f"retract {attribute}" + (f"={value}" if value else "")
        case Waive(attribute=attribute):
            return f"waive {attribute}".strip()
        case Critique(item_ids=items, changes=changes, similar=similar):
            named = [f"{c.attribute}:{c.direction}" for c in changes]
            return " ".join(["like" if similar else "than", *(items or ("shown",)), *named])
        case Ask(topic=topic, item_ids=items, attribute=attribute):
            return " ".join(["ask", topic, *items, attribute]).strip()
        case Compare(item_ids=items, attribute=attribute):
            return " ".join(["compare", *items, attribute]).strip()
        case Accept(item_id=item_id):
            return f"accept {item_id}"
        case Reject(item_ids=items) | Seen(item_ids=items):
            return " ".join([act.kind, *items])
        case Other(reason=reason, attribute=attribute):
            return f"other {reason} {attribute}".strip()
        case _:
            return act.kind


def wish(preference: Preference) -> str:
    value = preference.constraint.value
    operator = preference.constraint.operator.value
    match value:
        case bool():
            text = "=yes" if value else "=no"
        case str():
            text = f"{operator}{value}"
        case tuple() if operator == "between":
            text = f" between {'..'.join(f'{float(v):g}' for v in value)}"
        case tuple():
            text = f" {operator} {'|'.join(map(str, value))}"
        case _:
            text = f"{operator}{value:g}"
    return f"{MARKS.get(preference.source, '')}{preference.strength} {preference.attribute}{text}"
