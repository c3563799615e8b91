"""MultiWOZ 2.1: dialogues of restaurants, hotels and attractions, with the venue databases as the files to import."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from evals.benchmarks.dst_cases import Case, Exchange, Own, Slots
from evals.benchmarks.yardstick_files import FilesError, find, json_lines, objects, with_keys

SLOTS: Mapping[str, tuple[str, ...]] = {
    "restaurant": ("area", "food", "pricerange", "name"),
    "hotel": ("area", "pricerange", "type", "stars", "internet", "parking", "name"),
    "attraction": ("area", "type", "name"),
}
"""What people wish about venues; booking slots (people, day, time, stay) are about a reservation."""
NAME = "name"
CODES = {
    "Area": "area",
    "Food": "food",
    "Price": "pricerange",
    "Type": "type",
    "Stars": "stars",
    "Internet": "internet",
    "Parking": "parking",
    "Name": "name",
}
"""The dialogue acts' names of the slots."""
ABSENT = frozenset(("", "none", "not mentioned"))
BOOKING = "booking"
"""Acts about a reservation do not say of which domain; they go with the one that the dialogue was about before."""

Acts = Mapping[str, Sequence[Sequence[str]]]

_CLITIC = re.compile(r"\s+(?=(?:n['’]t|['’](?:s|m|d|re|ve|ll)|[.,!?;:])(?:\s|$))", re.I)
_GLUED = re.compile(
    r"(?<=\b\d)\s+(-)\s+(?=\w)|(?:(?<=\bmid)|(?<=\bnon)|(?<=\bhigh)|(?<=\blow))\s+(-)\s+(?=\w)|(?<=\b[a-z])\s+(&)\s+(?=[a-z]\b)",
    re.I,
)


def dialogues(data: Path, split: str) -> list[Mapping[str, object]]:
    """Raises FilesError with a sentence."""
    file = find(data, f"{split}.jsonl", f"dialogues of the split “{split}”", "dst")
    found: list[Mapping[str, object]] = []
    annotated = False
    for line, row in json_lines(file, ("dialogue_id", "turns")):
        turns = objects(row["turns"], ("text",), f"“{file}”, line {line}, “turns”")
        for place, turn in enumerate(turns, start=1):
            with_keys(turn, ("acts",), f"“{file}”, line {line}, “turns”, entry {place}")
        annotated = annotated or any("state" in turn for turn in turns)
        found.append(row)
    if not annotated:
        raise FilesError(f"“{file}”: no turn of the assistant has a “state”, which is what is compared with.")
    return found


def database(data: Path, domain: str) -> Path:
    return data / f"{domain}_db.json"


def cases(found: Sequence[Mapping[str, object]], domain: str) -> Iterator[Case]:
    """The dialogues whose annotated state holds the domain at any turn, all their turns included."""
    for one in found:
        turns = one["turns"]
        if not isinstance(turns, list):
            raise ValueError(f"The dialogue {one.get('dialogue_id')!r} has no list of turns.")
        case = Case(str(one["dialogue_id"]), tuple(_exchanges(turns, domain)))
        if any(exchange.wanted for exchange in case.exchanges):
            yield case


def _exchanges(turns: Sequence[Mapping[str, object]], domain: str) -> Iterator[Exchange]:
    """A user turn and the system turn after it; the state is annotated on the latter."""
    ours = True
    for user, system in zip(turns[::2], turns[1::2], strict=False):
        answered, asked = _acts(system), _acts(user)
        spoken = _domains(answered) or _domains(asked)
        ours = domain in spoken if spoken else ours
        text = untokenised(str(system["text"]))
        reply = _own(text, answered, domain) if ours else Own(text, ours=False)
        active = domain in _domains(answered) | _domains(asked) or (not spoken and ours)
        yield Exchange(untokenised(str(user["text"])), _wanted(system, domain), active, reply)


def untokenised(text: str) -> str:
    """ "do n't", "mid - range" and "town ." as people write them: the files part words for programs."""
    return _GLUED.sub(
        lambda found: found[found.lastindex or 0], _CLITIC.sub("", re.sub(r"\bca n['’]t\b", "can't", text))
    )


def _acts(turn: Mapping[str, object]) -> Acts:
    acts = turn.get("acts")
    return acts if isinstance(acts, dict) else {}


def _domains(acts: Acts) -> set[str]:
    return {name.partition("-")[0].lower() for name in acts} - {"general", BOOKING}


def _wanted(system: Mapping[str, object], domain: str) -> Slots:
    state = system.get("state")
    slots = state.get(domain, {}) if isinstance(state, dict) else {}
    said = {slot: str(slots.get(slot, "")) for slot in SLOTS[domain]}
    return {
        slot: frozenset(part for value in [values] for part in value.split("|"))
        for slot, values in said.items()
        if values not in ABSENT
    }


def _own(text: str, acts: Acts, domain: str) -> Own:
    of_it = {name.lower(): pairs for name, pairs in acts.items() if name.partition("-")[0].lower() in (domain, BOOKING)}
    asking = [*of_it.get(f"{domain}-select", ()), *of_it.get(f"{domain}-request", ())]
    asked = [CODES[s] for s, _ in asking if CODES.get(s) in SLOTS[domain]]
    items = [v for pairs in of_it.values() for s, v in pairs if s == "Name" and v not in ("none", "?")]
    proposing = (f"{domain}-select", f"{domain}-recommend", f"{domain}-inform")
    proposed = [(CODES[s], v) for name in proposing for s, v in of_it.get(name, ()) if CODES.get(s) in SLOTS[domain]]
    offered = tuple((slot, value) for slot, value in proposed if slot != "name")
    return Own(text, True, tuple(a for a in asked if a != "name"), tuple(dict.fromkeys(items)), offered)
