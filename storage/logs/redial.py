"""ReDial's own records (Li et al. 2018): messages with `@id` for films, and a form that both sides filled in after."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from retrieval.importing.report import Tally
from storage.logs.dialogues import Answers, judged
from storage.logs.lines import records, told
from storage.logs.log import Named, Talk
from storage.logs.said import Said, steps_of
from storage.logs.since import Since

_MENTION = re.compile(r"@(\d+)")


def _no_list(value: object) -> object:
    """Where a form is empty, the records have an empty list in place of an object."""
    return {} if value == [] else value


class _Message(BaseModel):
    text: str
    sender: int = Field(validation_alias="senderWorkerId")
    seconds: float = Field(0.0, validation_alias="timeOffset")


class _Record(BaseModel):
    model_config = ConfigDict(coerce_numbers_to_str=True)
    id: str = Field(validation_alias="conversationId")
    seeker: int = Field(validation_alias="initiatorWorkerId")
    messages: tuple[_Message, ...] = Field(min_length=1)
    titles: Annotated[Mapping[str, str | None], BeforeValidator(_no_list)] = Field(validation_alias="movieMentions")
    form: Annotated[Mapping[str, Answers], BeforeValidator(_no_list)] = Field(validation_alias="initiatorQuestions")


def talks(path: Path, tally: Tally, since: Since) -> Iterator[Talk]:
    """`since` is when the talks are taken to have begun: the records have only seconds from there.

    Raises BadFileError.
    """
    for line, record in records(path, tally):
        try:
            found = _Record.model_validate(record)
        except ValidationError as error:
            tally.reject(told(error, line))
            continue
        yield _talk(found, line, since)


def _talk(found: _Record, line: int, since: Since) -> Talk:
    titles = {item: " ".join((title or "").split()) for item, title in found.titles.items()}
    said = [
        Said(
            "seeker" if one.sender == found.seeker else "recommender",
            _MENTION.sub(lambda mention: titles.get(mention[1]) or mention[0], one.text),
            _named(_MENTION.findall(one.text), titles, line),
            since.at + timedelta(seconds=max(one.seconds, 0.0)),
        )
        for one in found.messages
    ]
    forms = found.form.items()
    answers = [one for item, form in forms for one in judged(Named(item, titles.get(item, ""), line), form)]
    return Talk(found.id, line, steps_of(said), tuple(answers), f"worker {found.seeker}")


def _named(ids: Sequence[str], titles: Mapping[str, str], line: int) -> tuple[Named, ...]:
    return tuple(Named(i, titles[i], line) for i in ids if i in titles)
