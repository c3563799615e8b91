"""What the double answers to each prompt: the form and the length of a sensible answer, and no judgement in it."""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import agents.prompts
from agents.prompts import CLOSE, OPEN
from evals.benchmarks.model_ways import read_as
from evals.benchmarks.openai_double import Likelihoods, Request

FENCED = re.compile(rf"{OPEN}\n(.*?)\n{CLOSE}", re.DOTALL)
LIKELY = 0.8


def answer(request: Request) -> str:
    if told := RIVALS.get(prompt_of(request)):
        return told(request)
    ours = ANSWERS.get(prompt_of(request))
    return ours(last_said(request)) if ours else "{}"


def likelihoods(request: Request) -> Likelihoods:
    """Of yes and no, by turns of the prompt's length; of letters, where candidates are listed, from first to last."""
    told = last_said(request)
    if prompt_of(request) == "pick":
        worth = {letter: 1 / place for place, letter in enumerate(_letters(told), start=1)}
        return {letter: one / sum(worth.values()) for letter, one in worth.items()}
    yes = LIKELY - (len(told) % 13) / 20
    return {"Yes": yes, "No": 1 - yes}


# --- which prompt -----------------------------------------------------------------------------------------------------


def prompt_of(request: Request) -> str:
    """Its name without the version: the file that the system's message begins like, or the schema's name."""
    system = _messages(request)[0]
    for name, begins in _beginnings().items():
        if system.startswith(begins):
            return name
    form = request.get("response_format")
    schema = form.get("json_schema") if isinstance(form, Mapping) else None
    return str(schema.get("name")).split("_")[0] if isinstance(schema, Mapping) else ""


def last_said(request: Request) -> str:
    return _messages(request)[-1]


def _messages(request: Request) -> list[str]:
    messages = request.get("messages")
    told = (
        [str(one.get("content")) for one in messages if isinstance(one, Mapping)] if isinstance(messages, list) else []
    )
    return told or [""]


@cache
def _beginnings() -> Mapping[str, str]:
    folder = Path(agents.prompts.__file__).parent
    files = {file.name.split(".")[0]: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.md"))}
    ours = {name: text.split("$")[0].strip() for name, text in files.items()}
    return {**ours, "rival answer": "You are a friendly film expert.", "rival query": "Given a conversation and"}


# --- what it answers --------------------------------------------------------------------------------------------------


def read(told: str) -> str:
    """The acts of the way that was said; "right" where there are none."""
    way = next((way for text in FENCED.findall(told) if (way := read_as(text))), None)
    if way is None or not way.acts:
        return '{"acts":"right"}'
    language = {} if way.language == "en" else {"language": way.language}
    return json.dumps({**language, "acts": way.acts}, separators=(",", ":"), ensure_ascii=False)


def translate(told: str) -> str:
    """As it was marked."""
    return "Voici : " + "".join(FENCED.findall(told)[:1])


def grade(told: str) -> str:
    """Two fit, two nearly, the last is beside what was said: seven tokens of twelve letters."""
    letters = _letters(told)
    fits, near, misfit = letters[2:3] + letters[:1], letters[5:6] + letters[3:4], letters[4:][-1:]
    return "".join(f"{n}{named}" for n, named in ((3, fits), (2, near), (0, misfit)) if named)


def ranked(told: str) -> str:
    """The order that they came in, its first two changed."""
    letters = _letters(told)
    return letters[1::-1] + letters[2:]


def narrate(told: str) -> str:
    """Each reason as it was computed, one line a card."""
    cards = re.findall(r"^(\d+) .*: (.+)$", FENCED.findall(told)[-1], re.MULTILINE)
    return "\n".join(f"{number}|{reason}" for number, reason in cards)


def rewrite(told: str) -> str:
    return "same: a small comedy of manners\nwider: light and warm\ninstead: a gentle love story"


def _letters(told: str) -> str:
    """Of the candidates, which stand in the last fence, one a line."""
    return "".join(re.findall(r"^([A-Z]): ", FENCED.findall(told)[-1], re.MULTILINE))


ANSWERS: Mapping[str, Callable[[str], str]] = {
    "read": read,
    "translate": translate,
    "grade": grade,
    "list": ranked,
    "narrate": narrate,
    "rewrite": rewrite,
}


# --- what the rival's prompts get -------------------------------------------------------------------------------------


def rival_answer(request: Request) -> str:
    """The first three films it was given, in prose (about 150 tokens) or as picks (about 85)."""
    titles = re.findall(r"^- (.*?);", _messages(request)[0], re.MULTILINE)[:3]
    if request.get("response_format"):
        return json.dumps({"picks": [{"title": title, "reason": WHY[:PICKED]} for title in titles]}, ensure_ascii=False)
    return "Here are three films for you.\n" + "\n".join(f"**{title}** {WHY}" for title in titles)


def rival_query(request: Request) -> str:
    return "a short comedy made after 1950, shorter than the last, no horror"


WHY = (
    "fits what you are after: it has the tone you asked for, keeps to the years you named, does not run long, "
    "and people who like such films tend to come back to it often."
)
PICKED = 62
"""Letters of a reason among structured picks."""
RIVALS: Mapping[str, Callable[[Request], str]] = {"rival answer": rival_answer, "rival query": rival_query}
