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
    told = ANSWERS.get(prompt_of(request))
    return told(last_said(request)) if told else "{}"


def likelihoods(request: Request) -> Likelihoods:
    """Yes and no, by turns of the prompt's length: likely enough to be told apart."""
    yes = LIKELY - (len(last_said(request)) % 13) / 20
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
    return {name: text.split("$")[0].strip() for name, text in files.items()}


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


ANSWERS: Mapping[str, Callable[[str], str]] = {"read": read, "translate": translate}
