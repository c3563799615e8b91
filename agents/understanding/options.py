"""Answers by place: "the first option", "the third one", "number 2", as the option of the open question they mean."""

import re

from agents.dialogue import Conversation
from agents.understanding.numerals import ORDINALS

_WHICH = re.compile(
    rf"(?:i'?ll (?:take|have|go (?:for|with)) |i (?:want|choose|pick) |let'?s say |go with )?(?:the )?"
    rf"(?:(?P<place>{'|'.join(ORDINALS)})(?P<noun> one| option| answer| choice)?"
    r"|(?P<option>option|answer|choice|number|no\.?|#) ?(?P<number>\d))(?: please| pls| thanks)?[.!]*",
    re.IGNORECASE,
)


def chosen_option(utterance: str, conversation: Conversation) -> str:
    """The utterance of the option that is meant; empty where none is, or where an item may be meant instead."""
    question = conversation.open_question
    found = _WHICH.fullmatch(utterance.strip())
    if question is None or not question.options or found is None:
        return ""
    if utterance.strip().casefold() in {said.casefold() for o in question.options for said in (o.label, o.utterance)}:
        return ""
    named = (found["noun"] or "").strip() not in ("", "one") or found["option"] in ("option", "answer", "choice")
    if not named and conversation.turns[-1].reply and conversation.turns[-1].reply.slate:
        return ""
    place = int(found["number"]) if found["number"] else ORDINALS[found["place"].casefold()]
    at = len(question.options) // 2 if place == 0 else place - 1 if place > 0 else len(question.options) + place
    return question.options[at].utterance if 0 <= at < len(question.options) else ""
