"""Dialogues as JSON Lines, in a plain form that any log can be put into:

    {"id": "d1", "person": "p7", "at": "2024-05-01T10:00:00Z",
     "turns": [{"role": "seeker", "text": "Something like Heat?", "items": [{"title": "Heat (1995)"}]},
               {"role": "recommender", "text": "Try Ronin.", "items": ["ronin-1998"]}],
     "feedback": [{"item": "ronin-1998", "kind": "like", "reason": "the chase"}]}

Only `id` and `turns` are needed. An item is an id of the catalogue or an object with `id`, `title` or both; `at` of a
message or a signal is a time, too. ReDial's forms (`item_feedback`) are read as well.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from retrieval.importing.report import Tally
from storage.logs.lines import records, told
from storage.logs.log import Judged, Named, Talk
from storage.logs.said import Role, Said, steps_of
from storage.records import FeedbackKind

ROLES: Mapping[str, Role] = {"user": "seeker", "customer": "seeker", "assistant": "recommender", "agent": "recommender"}
Told = Literal[0, 1, 2]
"""ReDial's answers: no, yes, did not say."""


class _Strict(BaseModel):
    model_config = ConfigDict(coerce_numbers_to_str=True, extra="ignore")


class _Item(_Strict):
    id: str = ""
    title: str = ""


def _as_item(value: object) -> object:
    return value if isinstance(value, dict) else {"id": value}


def _as_role(value: object) -> object:
    lower = value.lower() if isinstance(value, str) else value
    return ROLES.get(lower, lower) if isinstance(lower, str) else lower


def _with_zone(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


Item = Annotated[_Item, BeforeValidator(_as_item)]


class _Message(_Strict):
    role: Annotated[Role, BeforeValidator(_as_role)]
    text: str
    items: tuple[Item, ...] = ()
    at: datetime | None = None


class _Signal(_Strict):
    item: Item
    kind: FeedbackKind
    value: float | None = None
    reason: str = ""
    at: datetime | None = None


class Answers(_Strict):
    """What one side's form says of one item."""

    suggested: Told = 2
    seen: Told = 2
    liked: Told = 2


class _Form(_Strict):
    seeker: Answers | None = None


class _Dialogue(_Strict):
    id: str = Field(validation_alias=AliasChoices("id", "dialogue_id", "conversation_id"))
    turns: tuple[_Message, ...] = Field(min_length=1)
    person: str = ""
    at: datetime | None = None
    feedback: tuple[_Signal, ...] = ()
    item_feedback: Mapping[str, _Form] = Field(default_factory=dict)


def talks(path: Path, tally: Tally) -> Iterator[Talk]:
    """Raises BadFileError."""
    for line, record in records(path, tally):
        try:
            found = _Dialogue.model_validate(record)
        except ValidationError as error:
            tally.reject(told(error, line))
            continue
        yield _talk(found, line)


def _talk(found: _Dialogue, line: int) -> Talk:
    said = [
        Said(one.role, one.text, tuple(Named(i.id, i.title, line) for i in one.items), _at(one.at))
        for one in found.turns
    ]
    signals = [
        Judged(Named(s.item.id, s.item.title, line), s.kind, s.value, s.reason, _at(s.at)) for s in found.feedback
    ]
    forms = ((item, form.seeker) for item, form in found.item_feedback.items())
    answers = [one for item, form in forms if form for one in judged(Named(item, "", line), form)]
    return Talk(found.id, line, steps_of(said), (*signals, *answers), found.person, _at(found.at))


def judged(item: Named, answers: Answers) -> Iterator[Judged]:
    """What a person said of an item when asked after the talk; "did not say" says nothing."""
    if answers.seen == 1:
        yield Judged(item, "seen")
    if answers.liked != 2:
        yield Judged(item, "like" if answers.liked else "dislike")


def _at(at: datetime | None) -> datetime | None:
    return _with_zone(at) if at else None
