"""Whether what a script expects can be judged by its catalogue: unknown names are errors, empty promises warnings."""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process

from evals.scripting.cited import MEANT, NAMES, WORDS, too_far, wrong
from evals.scripting.predicates import OWN, Predicate, accepts, named_values
from evals.scripting.reading import Read
from evals.scripting.script import MOVES, Expect, Line
from evals.scripting.wished import Wanted
from evals.scripting.written import Amount
from retrieval.catalogue import Catalogue

NEAR = 60
"""Per cent of likeness from which a name is taken for another one misspelled."""
TESTS = ("every", "some", "none", "first", "finds", "never")
Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Sound:
    """Sentences: `errors` stop a script, `warnings` do not."""

    errors: tuple[str, ...]
    warnings: tuple[str, ...]


def sound(read: Read, catalogue: Catalogue) -> Sound:
    judge = _Judge(read, catalogue)
    judge.tests(("expect",), {"finds": read.script.expect.finds, "never": read.script.expect.never})
    judge.amounts(("expect",), ((n, getattr(read.script.expect, n)) for n in ("turns", "questions", "ms", "calls")))
    for number, turn in enumerate(read.script.turn):
        judge.most += turn.repeat
        judge.line(("turn", number), turn)
        for other, when in enumerate(turn.when):
            judge.line(("turn", number, "when", other), when)
            judge.attributes(("turn", number, "when", other, "asked"), when.asked or ())
    return Sound(tuple(judge.errors), tuple(judge.warnings))


class _Judge:
    def __init__(self, read: Read, catalogue: Catalogue) -> None:
        self._read = read
        self._catalogue = catalogue
        self._plural = catalogue.domain.plural
        self.most = 0
        """Turns there can be, up to the one looked at."""
        self.errors: list[str] = []
        self.warnings: list[str] = []

    def line(self, at: Place, line: Line) -> None:
        expect = line.expect
        place = (*at, "expect")
        self.attributes((*place, "asked"), expect.asked or ())
        self.attributes((*place, "relaxes"), expect.relaxes or ())
        self.attributes((*place, "waived"), expect.waived or ())
        for key in ("profile", "absent"):
            self.wishes((*place, key), getattr(expect, key) or ())
        self.tests(place, {key: getattr(expect, key) for key in TESTS if hasattr(expect, key)})
        for key in ("contains", "lacks", "compares"):
            self.titles((*place, key), getattr(expect, key) or ())
        self.titles((*place, "rank"), expect.rank or ())
        self.titles((*at, "about"), line.about)
        self.cited((*at, "say"), (line.say or "",), self.most - 1)
        for key in (*WORDS, *NAMES):
            self.cited((*place, key), getattr(expect, key) or (), self.most)
        self.amounts(place, ((name, getattr(expect, name)) for name in Expect.model_fields))
        if expect.move and set(expect.move) >= set(MOVES):
            self._warn((*place, "move"), "move names all moves, so it can never fail")
        for key in ("says", "says_not", "options", "contains", "every", "profile", "absent"):
            if getattr(expect, key) == ():
                self._warn((*place, key), f"{key} is empty, so it can never fail")
        for key in ("grounded", "no_repeats"):
            if getattr(expect, key) is False:
                self._warn((*place, key), f"{key} = false looks at nothing, so it can never fail")

    def attributes(self, at: Place, names: Iterable[str]) -> None:
        for name in names:
            self._known(at, name)

    def wishes(self, at: Place, wanted: Iterable[Wanted]) -> None:
        for one in wanted:
            if one.test is None:
                self._known(at, one.attribute)
            elif self._known(at, one.attribute):
                self.test(at, one.test)

    def tests(self, at: Place, tests: dict[str, tuple[Predicate, ...] | None]) -> None:
        for key, several in tests.items():
            for test in several or ():
                if self._known((*at, key), test.attribute):
                    self.test((*at, key), test)
                    self._telling((*at, key), key, test)

    def test(self, at: Place, test: Predicate) -> None:
        if test.reference is None:
            self._understood(at, test)
        elif at[-1] in ("finds", "never"):
            self._wrong(at, f'"{test}": of the whole conversation no card can be referred to; write a value')
        elif test.reference.turn >= self.most:
            self._wrong(at, too_far(f"@{test.said.removeprefix('@')}", self.most - 1))

    def titles(self, at: Place, names: Iterable[str]) -> None:
        known = {item.title for item in self._catalogue.items}
        for name in names:
            if not MEANT.fullmatch(name) and name not in known and self._catalogue.find(name) is None:
                self._wrong(at, f'there is no {self._catalogue.domain.noun} "{name}"{self._near(name, known)}')

    def cited(self, at: Place, texts: Iterable[str], most: int) -> None:
        names = [a.name for a in self._catalogue.domain.attributes]
        for sentence in (one for text in texts for one in wrong(text, names, most)):
            self._wrong(at, sentence)

    def amounts(self, at: Place, amounts: Iterable[tuple[str, object]]) -> None:
        for key, one in amounts:
            if isinstance(one, Amount) and one.low <= 0 and one.high == float("inf"):
                self._warn((*at, key), f"{key} holds for every number, so it can never fail")

    def _known(self, at: Place, name: str) -> bool:
        domain = self._catalogue.domain
        if domain.attribute(name) or name in OWN:
            return True
        names = [a.name for a in domain.attributes]
        near = self._near(name, names) or f"; there are {', '.join(names)}"
        self._wrong(at, f'"{name}" is no attribute of {self._plural}{near}')
        return False

    def _understood(self, at: Place, test: Predicate) -> None:
        """The test can be understood, and the names in it are some that items have."""
        domain = self._catalogue.domain
        try:
            constraint = test.constraint(domain)
        except ValueError as error:
            self._wrong(at, str(error))
            return
        attribute = domain.attribute(test.attribute)
        named = named_values(attribute, constraint) if attribute else ()
        known = {tag for item in self._catalogue.items for tag in item.tags(test.attribute)} if named else set()
        for name in named:
            if name not in known:
                self._wrong(at, f'no {domain.noun} has {test.attribute} "{name}"{self._near(name, known)}')

    def _telling(self, at: Place, key: str, test: Predicate) -> None:
        """Warned where all items, or none, make the test come out the same."""
        try:
            constraint = test.constraint(self._catalogue.domain)
        except ValueError:
            return
        if test.reference:
            return
        passing = sum(accepts(constraint, item) for item in self._catalogue.items)
        always = 0 if key in ("none", "never") else len(self._catalogue.items)
        never = len(self._catalogue.items) - always
        if passing == always:
            which = f"none of the {self._plural} passes" if not passing else f"all {self._plural} pass"
            self._warn(at, f'{which} "{test}", so {key} can never fail for it')
        elif passing == never:
            which = f"none of the {self._plural} passes" if not passing else f"all {self._plural} pass"
            self._warn(at, f'{which} "{test}", so {key} can never hold')

    def _near(self, name: str, known: Iterable[str]) -> str:
        found = process.extractOne(name, sorted(known), score_cutoff=NEAR)
        return f'; did you mean "{found[0]}"?' if found else ""

    def _wrong(self, at: Place, sentence: str) -> None:
        self.errors.append(f"{self._read.at(*at)}: {sentence.rstrip('.')}{'' if sentence.endswith('?') else '.'}")

    def _warn(self, at: Place, sentence: str) -> None:
        self.warnings.append(f"{self._read.at(*at)}: {sentence}.")
