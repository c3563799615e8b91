"""A deliberate fault: functions of the product swapped for faulty ones, for as long as a context lasts."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from importlib import import_module
from operator import attrgetter
from types import ModuleType

Make = Callable[..., Callable[..., object]]
"""From the real function to the faulty one."""
PEOPLE_IN = "outdoor"
"""The domain that simulated people talk about."""


class BrokenFault(LookupError):
    """A fault whose place is gone; its text is a sentence."""


@dataclass(frozen=True, slots=True)
class Fault:
    name: str
    does: str
    """What goes wrong, in a few words."""
    swaps: Mapping[str, Make]
    """By place, such as "agents.profile:undo", or "retrieval.retriever:Retriever.retrieve" in a class."""
    domains: tuple[str, ...] = (PEOPLE_IN,)
    """Whose scripts are played."""


@contextmanager
def applied(fault: Fault) -> Iterator[None]:
    """Raises BrokenFault, with nothing swapped, where a place is not there any more."""
    places = [(*_owner(fault, place), make) for place, make in fault.swaps.items()]
    real = [(owner, name, getattr(owner, name)) for owner, name, _ in places]
    try:
        for (owner, name, make), (_, _, function) in zip(places, real, strict=True):
            setattr(owner, name, make(function))
        yield
    finally:
        for owner, name, function in real:
            setattr(owner, name, function)


def _owner(fault: Fault, place: str) -> tuple[ModuleType | type, str]:
    """The module or class that holds the function, and its name there."""
    module, _, path = place.partition(":")
    *classes, name = path.split(".")
    try:
        owner: ModuleType | type = reduce(getattr, classes, import_module(module))
        attrgetter(name)(owner)
    except (ImportError, AttributeError) as error:
        raise BrokenFault(
            f'The fault "{fault.name}" swaps "{place}", which is not there any more ({error}); '
            "point it to what does that now, in evals/mutations/faults."
        ) from error
    return owner, name
