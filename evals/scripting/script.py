"""What a script may say; docs/evals.md explains it. These are the keys of the TOML files."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from evals.scripting.predicates import Predicate
from evals.scripting.wished import Wanted
from evals.scripting.written import Amount, amount, at_most, attributes, doing, predicates, ranks, several, wishes

MOVES = ("elicit", "recommend", "relax", "inform", "compare", "explain", "clarify", "close")
MoveName = Literal["elicit", "recommend", "relax", "inform", "compare", "explain", "clarify", "close"]

Words = Annotated[tuple[str, ...], BeforeValidator(several)]
Moves = Annotated[tuple[MoveName, ...], BeforeValidator(several)]
Tests = Annotated[tuple[Predicate, ...], BeforeValidator(predicates)]
Wishes = Annotated[tuple[Wanted, ...], BeforeValidator(wishes)]
Many = Annotated[Amount, BeforeValidator(amount)]
Cap = Annotated[Amount, BeforeValidator(at_most)]
Asked = Annotated[tuple[str, ...], BeforeValidator(attributes)]
Ranks = Annotated[Mapping[str, Amount], BeforeValidator(ranks)]


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Expect(Table):
    """Of one turn. What is left out is not looked at."""

    move: Moves | None = None
    asked: Asked | None = None
    """The attribute asked about, or one of several; false: nothing is asked."""
    profile: Wishes | None = None
    """Each stands after the turn."""
    absent: Wishes | None = None
    waived: Words | None = None
    every: Tests | None = None
    """Every card passes all of them; without cards it fails."""
    some: Tests | None = None
    """One card passes all of them."""
    none: Tests | None = None
    """No card passes any of them; without cards it fails."""
    first: Tests | None = None
    count: Many | None = None
    """Of cards."""
    contains: Words | None = None
    """Titles or ids on the slate."""
    lacks: Words | None = None
    rank: Ranks | None = None
    grounded: bool | None = None
    no_repeats: bool | None = None
    """No card was shown before."""
    relaxes: Words | None = None
    """Attributes whose wishes it offers to give up or widen."""
    fits: Many | None = None
    """Items that keep every hard wish, as the catalogue has them."""
    compares: Words | None = None
    options: Words | None = None
    """Labels to tap, among the others."""
    says: Words | None = None
    """Facts in the reply's text: a number, a title; small and capital letters are alike."""
    says_not: Words | None = None
    notices: Many | None = None
    ms: Cap | None = None
    calls: Cap | None = None
    tokens: Cap | None = None


class Whole(Table):
    """Of the whole conversation. The laws are on unless they are turned off."""

    kept: bool = True
    """Every card keeps every hard wish."""
    grounded: bool = True
    """Everything that the reasons and comparisons say is so, and what is shown is what is named."""
    left_out: bool = True
    """Nothing that was rejected or seen is shown again."""
    asked_once: bool = True
    recorded: bool = True
    """What was shown is what is stored, in the same places; so is what was said of it."""
    no_repeats: bool = False
    turns: Many | None = None
    questions: Many | None = None
    finds: Tests | None = None
    """Some card, of whatever turn, passes all of them."""
    never: Tests | None = None
    """No card of any turn passes any of them."""
    ms: Cap | None = None
    """Of each turn."""
    calls: Cap | None = None
    """In all."""
    tokens: Cap | None = None


LAWS = ("kept", "grounded", "left_out", "asked_once", "recorded")


class Line(Table):
    """Something said, or done by hand, and what should come of it."""

    say: str | None = None
    do: Annotated[str, AfterValidator(doing)] | None = None
    about: Words = ()
    """Titles or ids of items that the person is looking at elsewhere."""
    expect: Expect = Expect()


class When(Line):
    """Said if what came before was so: the attribute it asked, the move it made."""

    asked: Words | None = None
    move: Moves | None = None

    @model_validator(mode="after")
    def _conditional(self) -> "When":
        if self.asked is None and self.move is None:
            raise ValueError("`when` needs a condition: asked or move")
        if self.say is None and self.do is None:
            raise ValueError("`when` needs something to say")
        return self


class Turn(Line):
    """The first `when` that fits is played, else its own `say`; without either the turn is passed over."""

    when: tuple[When, ...] = ()
    repeat: Annotated[int, Field(ge=1, le=20)] = 1
    """How often it is played at most, as long as a `when` fits."""

    @model_validator(mode="after")
    def _said(self) -> "Turn":
        if self.say is None and self.do is None and not self.when:
            raise ValueError("a turn needs something to say: `say`, `do` or `[[turn.when]]`")
        if self.say is not None and self.do is not None:
            raise ValueError("a turn has either `say` or `do`")
        if self.repeat > 1 and not self.when:
            raise ValueError("`repeat` is for turns with `[[turn.when]]`")
        return self


class Script(Table):
    goal: Annotated[str, Field(min_length=1)]
    domain: str = ""
    """The catalogue; left out: what the folder is called."""
    name: str = ""
    """Left out: what the file is called."""
    covers: Words = ()
    """What it is there for, such as "3a-3"."""
    persona: str = ""
    known: str = ""
    """Why it is known to fail: an honest miss, which stops nobody."""
    expect: Whole = Whole()
    turn: Annotated[tuple[Turn, ...], Field(min_length=1)]
