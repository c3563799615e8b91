"""What is checked of a conversation with a simulated person, each thing at the turn where it happened."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from agents.dialogue import Preference
from agents.phrasing import wish_phrase
from evals.results import Check
from evals.simulator.course import Course, Noted
from evals.simulator.need import Need, Want

MOST = 3
"""Sentences of one check; the rest is counted."""


def checks(course: Course, need: Need, figures: dict[str, float]) -> Iterator[Check]:
    """A failed one for each turn that something is wrong at; `figures` are the course's own."""
    yield _found(course, need, figures)
    if course.taken:
        last = f"the reply to what was taken was {'' if course.heard else 'not '}a close"
        yield Check("hears what is taken", bool(course.heard), last, course.closes_at)
    yield from _none("keeps what was said", course.broken, "no card broke a hard wish that was told")
    yield from _none("nothing comes back", course.repeated, "nothing came back after a no")
    yield from _none("asks once", course.asked_again, "no question was asked twice")
    yield from _none("no leak", course.leaked, "nothing was told before it was due")


def _found(course: Course, need: Need, figures: dict[str, float]) -> Check:
    if course.taken:
        words = f"took {course.taken.title} after {course.taken_at} replies; regret {figures['regret']:.2f}"
        return Check("found", True, words)
    wanted = "; ".join(_wanted(want, need, want in course.told) for want in need.wants)
    return Check("found", False, f"left after {figures['turns']:.0f} turns with nothing. Wanted: {wanted}.")


def _wanted(want: Want, need: Need, told: bool) -> str:
    words = wish_phrase(Preference(want.constraint, want.strength), need.catalogue.domain)
    return f"{words} ({want.strength.value}{'' if told else ', never told'})"


def _none(name: str, found: Sequence[Noted], well: str) -> Iterator[Check]:
    for turn, noted in groupby(found, lambda one: one.turn):
        words = [one.words for one in noted]
        left = f"; and {len(words) - MOST} more" if len(words) > MOST else ""
        yield Check(name, False, "; ".join(words[:MOST]) + left, turn)
    if not found:
        yield Check(name, True, well)
