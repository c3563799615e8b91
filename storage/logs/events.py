"""A table of events: one row, one thing that one person did with one item (MovieLens' ratings, an owner's own CSV)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from retrieval.importing.reading import read_rows
from retrieval.importing.report import Problem, Tally
from storage.coding import decode, encode
from storage.logs.cells import Event, Mistake, event_of
from storage.logs.columns import Role, roles
from storage.logs.gathering import gathered
from storage.logs.log import Card, Judged, Named, Step, Talk
from storage.logs.stars import STARS, Scale


@dataclass(frozen=True, slots=True)
class Reading:
    """How a table is to be read."""

    mapping: Sequence[str] = ()
    """`column=role` entries."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Item id to title, for a log whose ids are not those of the catalogue."""
    scale: Scale = STARS


def talks(path: Path, tally: Tally, reading: Reading) -> Iterator[Talk]:
    """One for each conversation, or for each person where rows have none. Raises BadFileError."""
    for owner, rows in gathered(_events(path, tally, reading)):
        yield talk_of(owner, [_event(row) for row in rows], reading.titles)


def _event(row: str) -> Event:
    event = decode(Event, row)
    assert isinstance(event, Event)
    return event


def _events(path: Path, tally: Tally, reading: Reading) -> Iterator[tuple[str, str]]:
    """Whose each is, and the event as JSON."""
    found: Mapping[Role, str] = {}
    for row in read_rows(path, tally):
        found = found or roles(tuple(row.cells), reading.mapping)
        try:
            event = event_of(row, found, reading.scale)
        except Mistake as error:
            tally.reject(Problem(row.line, error.column, error.reason, error.value))
            continue
        if event.half:
            tally.warn("half a star is kept as one star, the lowest there is")
        yield event.conversation or event.person, encode(Event, event)


def talk_of(owner: str, events: Sequence[Event], titles: Mapping[str, str]) -> Talk:
    """Its exchanges are what was said and answered; without words and ranks it is a history, an item an exchange."""
    ordered = _in_order(events)
    history = not any(one.said or one.reply or _was_shown(one) for one in events)
    exchanges = _by_item(ordered) if history else list(_exchanges(ordered))
    steps, judged = [], []
    for place, exchange in enumerate(exchanges):
        steps.append(_step(exchange, titles))
        judged += [
            Judged(_named(one, titles), one.kind, one.value, one.reason, one.at, place) for one in exchange if one.kind
        ]
    person = next((one.person for one in events if one.person), "")
    return Talk(owner, events[0].line, tuple(steps), tuple(judged), person, steps[0].at, history)


def _was_shown(event: Event) -> bool:
    """Rows with a rank, or of the kind `shown`, are of items that were put before the person; others of their own."""
    return event.rank is not None or event.kind == "shown"


def _by_item(events: Sequence[Event]) -> list[list[Event]]:
    found: dict[tuple[str, str], list[Event]] = {}
    for one in events:
        found.setdefault((one.item, one.title), []).append(one)
    return list(found.values())


def _in_order(events: Sequence[Event]) -> Sequence[Event]:
    """Of time, where every event has one; else of the file."""
    timed = [(one.at, place) for place, one in enumerate(events) if one.at]
    return [events[place] for _, place in sorted(timed)] if len(timed) == len(events) else events


def _exchanges(events: Sequence[Event]) -> Iterator[list[Event]]:
    """A new one begins with other words."""
    exchange: list[Event] = []
    for one in events:
        if exchange and (one.said, one.reply) != (exchange[-1].said, exchange[-1].reply):
            yield exchange
            exchange = []
        exchange.append(one)
    yield exchange


def _step(events: Sequence[Event], titles: Mapping[str, str]) -> Step:
    first = events[0]
    cards: dict[Named, Card] = {}
    for one in sorted(filter(_was_shown, events), key=lambda one: one.rank or 0):
        cards.setdefault(_bare(one, titles), Card(_named(one, titles), one.propensity))
    named = {_bare(one, titles): _named(one, titles) for one in reversed(events)}
    own = tuple(item for bare, item in reversed(named.items()) if bare not in cards)
    return Step(first.said, first.reply, own, tuple(cards.values()), first.at)


def _named(event: Event, titles: Mapping[str, str]) -> Named:
    return Named(event.item, event.title or titles.get(event.item, ""), event.line)


def _bare(event: Event, titles: Mapping[str, str]) -> Named:
    named = _named(event, titles)
    return Named(named.id, named.title)
