"""What chat front ends ask a model beside the talk, as if a person had: a title, tags, what might be said next.

Such requests are told by the wording that the front ends come with (Open WebUI 0.6-0.12, LibreChat's agents); they are
answered from their own words, and no conversation is opened for them.
"""

import json
import re
from collections.abc import Sequence

from app.protocols import markdown
from app.protocols.openai import ChatMessage
from app.protocols.openai_history import SPEAKERS, text_of

FIRST_WORDS, LONGEST_TITLE, MOST_OFFERED = 6, 60, 5
_HISTORY = "<chat_history>"
_KEY = re.compile(r'\{\s*"(title|tags|follow_ups|queries|text|prompt)"\s*:')
_TITLE = re.compile(
    r"(?:please )?(?:generate|provide|create|write|suggest|give)\b[^.\n]{0,80}\btitle\b[^.\n]{0,120}"
    r"\b(?:conversation|chat|query|message|discussion)|analy[sz]e this conversation and provide:",
    re.IGNORECASE,
)
_SPOKEN = re.compile(r"^(?:user|human)\s*:\s*(.+)$", re.IGNORECASE | re.MULTILINE)
_OFFER = re.compile(rf"^{markdown.SAY}(.*)$", re.MULTILINE)
_QUOTED = re.compile(r"“([^”]+)”")
_EMOJI = "Your task is to reflect the speaker's likely facial expression"
_MIXTURE = "You have been provided with a set of responses from various models"


def answer(messages: Sequence[ChatMessage], about: str) -> str | None:
    """The answer to a front end's task; None for what a person says. `about` names what is talked of here."""
    spoken = [message for message in messages if message.role in SPEAKERS]
    if len(spoken) != 1 or spoken[0].role != "user":
        return None
    asked = text_of(spoken[0])
    if asked.startswith(_EMOJI):
        return "🙂"
    if asked.startswith(_MIXTURE):
        return "Answers of several models are not put together here; choose one of them."
    if asked.startswith("### Task:") and _HISTORY in asked:
        key = _KEY.search(asked)
        return _in_json(key[1] if key else "title", asked.partition(_HISTORY)[2], about)
    if found := _TITLE.match(asked):
        title = _title(asked[found.end() :], about)
        return title if found[0][:6].lower() != "analyz" else json.dumps({"title": title, "language": "English"})
    return None


def _in_json(key: str, history: str, about: str) -> str:
    values = {"title": _title(history, about), "tags": [about], "follow_ups": _offered(history), "queries": []}
    return json.dumps({key: values.get(key, "")}, ensure_ascii=False)


def _title(history: str, about: str) -> str:
    """The person's first words."""
    spoken = _SPOKEN.search(history)
    words = re.sub(r"[\"“”{}<>\[\]`*_#|]", "", spoken[1]).split() if spoken else []
    return " ".join(words[:FIRST_WORDS])[:LONGEST_TITLE].rstrip(" ,;:") or about


def _offered(history: str) -> list[str]:
    """What our last answer offered to say."""
    offers = _OFFER.findall(history)
    return [markdown.unescaped(words) for words in _QUOTED.findall(offers[-1])][:MOST_OFFERED] if offers else []
