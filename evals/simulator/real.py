"""How simulated people compare with real ones: how much seekers say in ReDial and INSPIRED, and to what end.

Intents are those of IARD (Cai and Chen, UMAP 2020), which were annotated on dialogues of ReDial.
"""

import gzip
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson
from rich.table import Table

from evals.benchmarks.figures import median, percentile
from evals.benchmarks.recommending_dialogues import dialogues
from evals.results import Played
from evals.simulator.leaks import WORD

INTENTS_FILE = "iard_intents.jsonl.gz"
INTENTS = {
    "asks for a recommendation": ("IQU", ("open",)),
    "says a preference": ("PRO", ("add",)),
    "answers": ("ANS", ("answer", "indifferent", "dunno")),
    "asks for more": ("CON", ("more",)),
    "asks anew or differently": ("REF STO", ("revise", "rephrase", "relax")),
    "has seen it": ("SEE", ("seen",)),
    "accepts": ("ACC", ("accept",)),
    "rejects": ("REJ", ("reject",)),
    "criticises": ("CRI-F CRI-A CRI-C", ("critique",)),
    "is neutral to it": ("NRE", ("neutral",)),
    "asks about it": ("INQ ASK", ("ask",)),
    "other": ("OTH", ("nudge", "stay", "leave", "greet", "thank", "courtesy")),
}
"""In words: IARD's codes, and our intents."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What seekers said, conversation by conversation, and for what in how much of it."""

    name: str
    conversations: Sequence[Sequence[str]]
    intents: Mapping[str, float]
    """Share of utterances; some have several."""

    def figures(self) -> dict[str, float]:
        said = [text for one in self.conversations for text in one]
        words = [float(len(WORD.findall(text))) for text in said]
        return {
            "conversations": float(len(self.conversations)),
            "utterances of a conversation, median": median([float(len(one)) for one in self.conversations]),
            "words of an utterance, median": median(words),
            "words of an utterance, 90 of 100 at most": percentile(words, 0.9),
            "share with a question mark": sum("?" in text for text in said) / max(1, len(said)),
            "share of utterances that are unlike all others": _alone(said),
            **{f"share that {name}": value for name, value in self.intents.items()},
        }


def simulated(played: Sequence[Played]) -> Spoken:
    told: Counter[str] = Counter()
    for one in played:
        told.update({name.removeprefix("intent."): n for name, n in one.figures.items() if name.startswith("intent.")})
    whole = sum(len(one.turns) for one in played) or 1
    shares = {words: sum(told[ours] for ours in names) / whole for words, (_, names) in INTENTS.items()}
    return Spoken("simulated", [[turn.utterance for turn in one.turns] for one in played], shares)


def real(folder: Path) -> Spoken:
    """Raises FileNotFoundError where the folder holds no dialogues, and ValueError for a file that is damaged."""
    try:
        talks = [
            [said.text for said in dialogue.said if said.role == "seeker"] for dialogue in dialogues(folder, "train")
        ]
        return Spoken(folder.name, [talk for talk in talks if talk], dict(_intents(folder / INTENTS_FILE)))
    except (EOFError, gzip.BadGzipFile, orjson.JSONDecodeError, KeyError) as error:
        raise ValueError(f'A file in "{folder}" is damaged or cut short ({error}); fetch it again.') from error


def _intents(file: Path) -> Iterator[tuple[str, float]]:
    """Nothing where there are none."""
    if not file.exists():
        return
    with gzip.open(file) as lines:
        rows = [
            turn["sub_intent"] for line in lines for turn in orjson.loads(line)["turns"] if turn["role"] == "seeker"
        ]
    for words, (codes, _) in INTENTS.items():
        yield words, sum(bool(set(codes.split()) & set(row)) for row in rows) / max(1, len(rows))


def side_by_side(spoken: Sequence[Spoken]) -> Table:
    drawn = Table(title="People who seek", title_justify="left")
    drawn.add_column("")
    for one in spoken:
        drawn.add_column(one.name, justify="right")
    told = [one.figures() for one in spoken]
    for name in dict.fromkeys(name for figures in told for name in figures):
        drawn.add_row(name, *(f"{figures[name]:,.3g}" if name in figures else "" for figures in told))
    return drawn


def _alone(said: Iterable[str]) -> float:
    counts = Counter(" ".join(WORD.findall(text.casefold())) for text in said)
    return sum(n == 1 for n in counts.values()) / max(1, sum(counts.values()))
