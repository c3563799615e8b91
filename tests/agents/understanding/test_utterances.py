"""Every utterance of the tables is read exactly as written there."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from agents.dialogue import (
    Accept,
    Act,
    Ask,
    Compare,
    Conversation,
    Critique,
    Other,
    Preference,
    Profile,
    Reject,
    Retract,
    Reveal,
    Revise,
    Seen,
    Waive,
)
from agents.profile import apply
from agents.understanding.builtin import BuiltinReader
from retrieval.catalogue import Catalogue
from retrieval.embedder import Embedder

TABLES = sorted(Path(__file__).parent.glob("utterances_*.toml"))
Case = tuple[str, str, Mapping[str, object], tuple[str, ...]]


def cases() -> Iterator[Case]:
    for table in TABLES:
        content = tomllib.loads(table.read_text(encoding="utf-8"))
        for case in content["case"]:
            yield content["domain"], case["say"], case, tuple(case["acts"])


def wish(preference: Preference) -> str:
    mark = {"implied": "~", "tapped": "!"}.get(preference.source, "")
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
    return f"{mark}{preference.strength} {preference.attribute}{text}"


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


@pytest.fixture(scope="session")
def readers(catalogues: Mapping[str, Catalogue]) -> dict[str, BuiltinReader]:
    return {}


@pytest.mark.parametrize(
    ("domain", "say", "case", "expected"), list(cases()), ids=lambda v: v if isinstance(v, str) else ""
)
def test_an_utterance_is_read_as_the_table_says(
    domain: str,
    say: str,
    case: Mapping[str, list[str]],
    expected: tuple[str, ...],
    catalogues: Mapping[str, Catalogue],
    readers: dict[str, BuiltinReader],
    fake_embedder: Embedder,
    talk: Callable[..., Conversation],
) -> None:
    catalogue = catalogues[domain]
    reader = readers.setdefault(domain, BuiltinReader(catalogue, fake_embedder))
    profile = Profile()
    for before in case.get("before", []):
        profile = apply(profile, reader.read(before, talk(catalogue.domain)), catalogue, talk(catalogue.domain))
    scene = {k: case[k] for k in ("shown", "question", "options") if k in case}
    conversation = talk(catalogue.domain, **scene, profile=profile if case.get("before") else None)
    assert [written(act) for act in reader.read(say, conversation)] == list(expected)
