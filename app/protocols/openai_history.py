"""What a client's messages come to: what is said now, and which conversation it goes on from. Pure."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.protocols.openai import ChatMessage, shortened

MOST_REPLAYED = 30
"""Of what a person said before in a talk that we do not know, the last this many are read again."""
SPEAKERS = ("user", "assistant")
"""The client's instructions (system, developer) and its tools' results are not part of the talk."""


_FILES = re.compile(r"\A\s*### Task:.*</context>", re.DOTALL)
"""What Open WebUI puts before a person's words where files are attached: instructions, and what stands in the files."""


@dataclass(frozen=True, slots=True)
class Before:
    """A point in the talk, from which it may be gone on: its name, and what the person said after it until now."""

    name: str
    since: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Talk:
    utterance: str
    history: tuple[tuple[str, str], ...]
    """(role, text) of all that was said before, oldest first; what has no text is left out."""
    unread: tuple[str, ...]
    """Kinds of content of the newest message that are not read, such as image_url."""


class NothingSaid(ValueError):
    """Its text is a sentence for people."""


def read(messages: Sequence[ChatMessage]) -> Talk:
    """Raises NothingSaid unless the person spoke last."""
    spoken = [message for message in messages if message.role in SPEAKERS]
    if not spoken:
        raise NothingSaid("There is nothing to answer: `messages` has to hold a message of role “user”.")
    if spoken[-1].role != "user":
        raise NothingSaid("There is nothing to answer: the last message of the talk has to be of role “user”.")
    start = next((n for n in range(len(spoken), 0, -1) if spoken[n - 1].role == "assistant"), 0)
    newest = spoken[start:]
    said = [(m.role, text) for m in spoken if (text := text_of(m))]
    unread = dict.fromkeys(kind for message in newest for kind in unread_kinds(message))
    utterance = text_of(spoken[-1])
    return Talk(utterance, tuple(said[:-1] if utterance else said), tuple(unread))


def text_of(message: ChatMessage) -> str:
    return _FILES.sub("", _whole_text(message), count=1).strip()


def _whole_text(message: ChatMessage) -> str:
    if message.content is None or isinstance(message.content, str):
        return message.content or ""
    return "\n".join(part.text for part in message.content if part.text and part.type == "text")


def unread_kinds(message: ChatMessage) -> Iterator[str]:
    if _FILES.match(_whole_text(message)):
        yield "file"
    if isinstance(message.content, list):
        yield from (shortened(part.type) for part in message.content if part.type != "text")


def points(history: Sequence[tuple[str, str]], scope: Sequence[str]) -> list[Before]:
    """Every point where we had answered, the latest first, and last the beginning, whose name is empty.

    `scope` keeps apart what may be worded alike: the model, and whose talk it is.
    """
    names = list(chain(history, scope))
    known = [n for n, (role, _) in enumerate(history, 1) if role == "assistant"]
    found = [Before(names[n], said(history[n:])) for n in reversed(known)]
    return [*found, Before("", said(history))]


def chain(history: Sequence[tuple[str, str]], scope: Sequence[str]) -> Iterator[str]:
    """The name of each point: before the first message, after it, and so on. Spaces and line ends do not count."""
    name = _hash(*scope)
    yield name
    for role, text in history:
        name = _hash(name, role, " ".join(text.split()))
        yield name


def after(history: Sequence[tuple[str, str]], utterance: str, answer: str, scope: Sequence[str]) -> str:
    """The name of the point that an answer leads to."""
    *_, name = chain((*history, *((("user", utterance),) if utterance else ()), ("assistant", answer)), scope)
    return name


def said(history: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(text for role, text in history if role == "user")[-MOST_REPLAYED:]


def _hash(*several: str) -> str:
    return hashlib.sha256(json.dumps(several).encode()).hexdigest()
