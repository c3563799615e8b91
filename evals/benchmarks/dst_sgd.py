"""Schema-Guided Dialogue: services without a database; their items are those that the human assistants offered."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import orjson

from evals.benchmarks.dst_cases import DONTCARE, Case, Exchange, Own, Slots
from evals.benchmarks.yardstick_files import find, json_file, json_lines, objects

KINDS = ("Movies", "Media", "Music", "Restaurants", "Hotels")
RESERVED = frozenset(
    (
        "date",
        "time",
        "number_of_seats",
        "number_of_rooms",
        "check_in_date",
        "number_of_days",
        "stay_length",
        "check_out_date",
        "playback_device",
        "subtitle_language",
        "subtitles",
        "show_date",
        "show_time",
        "show_type",
        "number_of_tickets",
        "number_of_adults",
    )
)
"""Slots of a reservation or a playback, which wish nothing about the item."""
SHORT = 4
"""Letters up to which a value may be an abbreviation of another."""
FLAGS = {"True": "yes", "False": "no"}
GIVEN = frozenset(("OFFER", "INFORM", "CONFIRM"))
"""Acts of the assistant that state values of an item."""

Frame = Mapping[str, object]
Turn = Mapping[str, object]


def services(data: Path, split: str) -> list[Mapping[str, object]]:
    """Raises FilesError with a sentence."""
    file = find(data, f"{split}.schema.json", "schema of its services", "dst")
    found = objects(json_file(file), ("service_name", "slots", "intents"), f"“{file}”")
    for one in found:
        where = f"“{file}”, service “{one['service_name']}”"
        objects(one["slots"], ("name",), f"{where}, “slots”")
        objects(one["intents"], ("required_slots", "optional_slots"), f"{where}, “intents”")
    return [service for service in found if str(service["service_name"]).startswith(KINDS)]


def dialogues(data: Path, split: str) -> list[Mapping[str, object]]:
    """Raises FilesError with a sentence."""
    file = find(data, f"{split}.jsonl", f"dialogues of the split “{split}”", "dst")
    found: list[Mapping[str, object]] = []
    for line, row in json_lines(file, ("dialogue_id", "services", "turns")):
        where = f"“{file}”, line {line}, “turns”"
        for place, turn in enumerate(objects(row["turns"], ("role", "text", "frames"), where), start=1):
            objects(turn["frames"], ("service",), f"{where}, entry {place}, “frames”")
        found.append(row)
    return found


def slots(schema: Mapping[str, object]) -> tuple[str, ...]:
    """Those that people wish about: the ones an intent takes, without those of a reservation."""
    taken: set[str] = set()
    intents = schema["intents"]
    for intent in intents if isinstance(intents, list) else ():
        taken |= {*intent["required_slots"], *intent["optional_slots"]}
    return tuple(slot for slot in _names(schema) if slot in taken - RESERVED)


def title(schema: Mapping[str, object]) -> str:
    """The slot that names the item: called a name or title, or the first of all."""
    names = _names(schema)
    return next((n for n in names if n == "title" or n.endswith("_name")), names[0])


def _names(schema: Mapping[str, object]) -> list[str]:
    listed = schema["slots"]
    return [str(slot["name"]) for slot in listed] if isinstance(listed, list) else []


# --- items ------------------------------------------------------------------------------------------------------------


def write_items(found: Sequence[Mapping[str, object]], schema: Mapping[str, object], file: Path) -> int:
    """One line an item that was offered, with every value that the assistants gave of it; how many there are.

    An item offered is what was searched for, so it also has what was wished of it then, where the assistant left it
    unsaid: there is no other trace of the service's own table.
    """
    service, name = str(schema["service_name"]), title(schema)
    columns = [slot for slot in _names(schema) if slot not in RESERVED]
    items: dict[str, dict[str, str]] = {}
    for one in found:
        current, wished = "", dict[str, str]()
        for turn in _turns(one):
            for frame in _frames(turn, service) if turn["role"] == "user" else ():
                wished = {slot: _plainest(values) for slot, values in _wanted(frame, schema).items()}
            acts = [act for frame in _frames(turn, service) if turn["role"] == "system" for act in _acts(frame)]
            said = {
                slot: FLAGS.get(values[0], values[0])
                for act, slot, values in acts
                if act in GIVEN and slot in columns and values != ["dontcare"] and values
            }
            current = said.get(name, current)
            if current and name in said:
                known = {slot: value for slot, value in wished.items() if slot != name and value != DONTCARE}
                items[current] = known | items.get(current, {}) | {name: current}
            if current:
                items[current].update(said)
    lines = (orjson.dumps({column: item.get(column, "") for column in columns}) for item in items.values())
    file.write_bytes(b"\n".join(lines) + b"\n")
    return len(items)


def _plainest(values: frozenset[str]) -> str:
    """Of "SF", "San Francisco" and "San Francisco, CA" the one that a table would hold."""
    return min(sorted(values), key=lambda value: (len(value) < SHORT, len(value)))


# --- dialogues --------------------------------------------------------------------------------------------------------


def cases(found: Sequence[Mapping[str, object]], schema: Mapping[str, object]) -> Iterator[Case]:
    service = str(schema["service_name"])
    for one in found:
        listed = one["services"]
        if isinstance(listed, list) and service in listed:
            yield Case(str(one["dialogue_id"]), tuple(_exchanges(_turns(one), schema, service)))


def _exchanges(turns: Sequence[Turn], schema: Mapping[str, object], service: str) -> Iterator[Exchange]:
    wanted: Slots = {}
    ours = True
    for user, system in zip(turns[::2], [*turns[1::2], {}][: len(turns[::2])], strict=True):
        for frame in _frames(user, service):
            wanted = _wanted(frame, schema)
        answered = _frames(system, service)
        ours = bool(answered) or (ours and not system.get("frames"))
        reply = _own(str(system.get("text", "")), [a for f in answered for a in _acts(f)], schema, ours)
        yield Exchange(str(user["text"]), wanted, bool(_frames(user, service)), reply)


def _own(text: str, acts: Sequence[tuple[str, str, Sequence[str]]], schema: Mapping[str, object], ours: bool) -> Own:
    name, known = title(schema), slots(schema)
    asked = tuple(slot for act, slot, _ in acts if act == "REQUEST" and slot in known and slot != name)
    items = tuple(v for act, slot, values in acts if act in GIVEN and slot == name for v in values[:1])
    return Own(text, ours, asked, items)


def _wanted(frame: Frame, schema: Mapping[str, object]) -> Slots:
    state = frame.get("state")
    given = state.get("slots", {}) if isinstance(state, dict) else {}
    return {slot: frozenset(FLAGS.get(v, v) for v in given[slot]) for slot in slots(schema) if given.get(slot)}


def _turns(one: Mapping[str, object]) -> Sequence[Turn]:
    turns = one["turns"]
    return turns if isinstance(turns, list) else []


def _frames(turn: Turn, service: str) -> list[Frame]:
    frames = turn.get("frames")
    return [f for f in frames if f["service"] == service] if isinstance(frames, list) else []


def _acts(frame: Frame) -> list[tuple[str, str, Sequence[str]]]:
    acts = frame.get("acts")
    return [(str(a), str(s), v) for a, s, v in acts] if isinstance(acts, list) else []
