"""What a language model writes: one JSON object, forgiven where its meaning is plain, refused where it is not."""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, TypeAdapter, ValidationError

from agents.models.model import ModelError

RIGHT: Final = "right"
DEPTH = 4
MOST = 12
"""Acts of one utterance that are looked at, and things that one act may list."""
LONGEST = 300
"""Characters of one piece of text in an act."""

Wish = Literal["want", "prefer", "refuse", "avoid", "replace"]
Test = Literal["is", "at most", "at least", "under", "over", "about", "between"]
Deed = Literal["like", "change", "different", "reject", "seen", "take", "compare", "ask", "why"]
Word = Literal[
    "more", "undo", "restart", "greet", "thank", "bye", "help", "count", "why_question", "off_topic", "unclear"
]
How = Literal["less", "more", "same", "different"]
SIGNS: Final[Mapping[object, str]] = {"=": "is", "<=": "at most", ">=": "at least", "<": "under", ">": "over"}


def _listed(value: object) -> object:
    return [] if value is None else value if isinstance(value, list) else [value]


def _test(value: object) -> object:
    plain = value.strip().lower() if isinstance(value, str) else value
    return SIGNS.get(plain, plain)


def _text(value: object) -> object:
    return "" if value is None else value


Text = Annotated[str, BeforeValidator(_text)]
Values = Annotated[list[bool | float | str], BeforeValidator(_listed)]


class _Written(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Wished(_Written):
    do: Wish
    on: str
    test: Annotated[Test, BeforeValidator(_test)] = "is"
    value: Values = []
    words: Text = ""


class Withdrawn(_Written):
    do: Literal["forget", "any"]
    on: Text = ""
    value: Values = []
    words: Text = ""


class Changed(_Written):
    on: str
    how: How


class Pointed(_Written):
    do: Deed
    items: Annotated[list[int | str], BeforeValidator(_listed)] = []
    on: Text = ""
    changes: Annotated[list[Changed], BeforeValidator(_listed)] = []
    words: Text = ""


class Said(_Written):
    do: Word


Written: TypeAlias = Wished | Withdrawn | Pointed | Said
_ACT: TypeAdapter[Written] = TypeAdapter(Written)


class Draft(_Written):
    """`acts` are looked at one by one: a bad one spoils no other."""

    language: Text = ""
    acts: Annotated[list[object], BeforeValidator(_listed)]


class _Named(_Written):
    """A wish as it is asked for: short where a value needs no test. Every token is waited for."""

    do: Wish
    on: str
    value: list[bool | str]
    words: str


class _Numbered(_Written):
    do: Wish
    on: str
    test: Test
    value: list[float]
    words: str


class _Afresh(_Written):
    language: str
    acts: list[_Named | _Numbered | Withdrawn | Pointed | Said]


class _Checked(_Written):
    acts: Literal["right"] | list[_Named | _Numbered | Withdrawn | Pointed | Said]


# --- reading it -------------------------------------------------------------------------------------------------------


def parse(text: str) -> Draft | None:
    """None if the model says that what it was shown is right. Raises ModelError for what is no reading at all."""
    found = _object(text)
    acts = found["acts"]
    if isinstance(acts, str) and acts.strip().lower() == RIGHT:
        return None
    if not isinstance(acts, list | dict):
        raise ModelError("an answer that is no reading")
    try:
        return Draft.model_validate(found)
    except ValidationError:
        raise ModelError("an answer that is no reading") from None


def acts_of(draft: Draft) -> tuple[list[Written], list[str]]:
    """The acts that can be made out, and a sentence for every one that cannot."""
    acts, troubles = [], []
    for raw in map(_plain, draft.acts[:MOST]):
        try:
            acts.append(_ACT.validate_python(raw))
        except ValidationError:
            troubles.append(f"dropped {_short(raw)}: no act")
    if len(draft.acts) > MOST:
        troubles.append(f"dropped {len(draft.acts) - MOST} acts beyond {MOST}")
    return acts, troubles


def _plain(raw: object, depth: int = 0) -> object:
    """Short enough, no deeper than an act is, and without halves of surrogate pairs, which nothing can store."""
    match raw:
        case str():
            return raw[:LONGEST].encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", " ")
        case list() if depth < DEPTH:
            return [_plain(one, depth + 1) for one in raw[:MOST]]
        case dict() if depth < DEPTH:
            return {str(_plain(name)): _plain(value, depth + 1) for name, value in raw.items()}
        case list() | dict():
            return None
        case _:
            return raw


def _short(raw: object) -> str:
    written = json.dumps(raw, ensure_ascii=False, default=str)
    return written if len(written) <= 80 else written[:79] + "…"


def _object(text: str) -> Mapping[str, object]:
    """The JSON object in the text, mended if need be; small models wrap it in prose, or leave its end off."""
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        found = _mended(text)
    candidates: Sequence[object] = found if isinstance(found, list) else [found]
    for one in candidates:
        if isinstance(one, dict) and "acts" in one:
            return one
    raise ModelError("an answer that is no reading")


def _mended(text: str) -> object:
    import json_repair

    try:
        return json_repair.loads(text)
    except (ValueError, RecursionError):
        return None


# --- asking for it ----------------------------------------------------------------------------------------------------


def schema(checking: bool) -> Mapping[str, object]:
    """The JSON schema of an answer, in the strict form that servers ask for: all fields required, no others."""
    return _strict((_Checked if checking else _Afresh).model_json_schema())


def _strict(node: Mapping[str, object]) -> dict[str, object]:
    plain = {key: _strict_value(value) for key, value in node.items() if key not in ("title", "default", "description")}
    if isinstance(fields := node.get("properties"), dict):
        plain["properties"] = {name: _strict_value(value) for name, value in fields.items()}
        plain |= {"required": list(fields), "additionalProperties": False}
    return plain


def _strict_value(value: object) -> object:
    if isinstance(value, dict):
        return _strict(value)
    return [_strict_value(one) for one in value] if isinstance(value, list) else value
