"""`tastemaker eval simulate --leaks N`: many utterances against an assistant that shows and asks at random: no leak?

Fast, since nobody thinks: the law that nothing slips out is about people, whoever they talk to.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from time import perf_counter

from agents.dialogue import Explanation, Move, Option, Question, Recommendation, Reply, Slate
from app.commands.preparing import BUNDLED, prepare
from app.commands.troubles import as_sentences
from app.settings import load_settings
from app.wiring import open_shelf
from evals.benchmarks.figures import publish
from evals.simulator.drawing import Needs, NothingToWish
from evals.simulator.person import Person
from evals.simulator.personas import Persona, chosen
from evals.simulator.playing import people
from retrieval.catalogue import Attribute, Item
from retrieval.columns import Columns
from retrieval.scorer import Score

SHOWS, ASKS = 0.5, 0.4
"""How often the random assistant shows items, and asks; else it has understood nothing."""
CARDS = 3


@dataclass(slots=True)
class Heard:
    utterances: int = 0
    conversations: int = 0
    refused: int = 0
    """Drafts that would have leaked, and were not said."""
    leaks: list[str] = field(default_factory=list)
    """A sentence each."""


def listen(needs: Needs, utterances: int, seed: int, personas: tuple[Persona, ...]) -> Heard:
    """At least so many utterances, to the end of a conversation. Raises NothingToWish."""
    heard = Heard()
    while heard.utterances < utterances:
        number = heard.conversations
        (person,) = people(needs, [number], seed, personas)
        said = list(_talked(person, Random(f"{seed} {number} assistant")))
        heard.utterances += len(said)
        heard.conversations += 1
        heard.refused += person.voice.refused
        heard.leaks += (leak.words for leak in person.course.leaked)
    return heard


def _talked(person: Person, chance: Random) -> Iterator[str]:
    yield person.begins()
    while not person.done:
        yield person.hears(_reply(person.needs, chance))


def _reply(needs: Needs, chance: Random) -> Reply:
    drawn = chance.random()
    if drawn < SHOWS:
        items = chance.sample(needs.catalogue.items, min(CARDS, len(needs.catalogue.items)))
        return Reply(Move.RECOMMEND, "", Slate("s", needs.catalogue.version, tuple(map(_card, items))))
    if drawn < SHOWS + ASKS:
        attribute = chance.choice(needs.catalogue.domain.informable)
        return Reply(Move.ELICIT, "", question=Question(attribute.name, "", tuple(_options(needs, attribute))))
    return Reply(Move.CLARIFY, "")


def _card(item: Item) -> Recommendation:
    return Recommendation(item.id, item.id, 1, Score(0.0, {}, "random", "1"), Explanation((), ""))


def _options(needs: Needs, attribute: Attribute) -> Iterator[Option]:
    for value in needs.columns.values(attribute.name)[:4]:
        yield Option(value, value)


def run(catalogue: str, utterances: int, seed: int, personas: str, as_json: bool) -> None:
    """Raises SystemExit: with 1 if anything leaked, with a sentence if nobody can be asked."""
    begun = perf_counter()
    try:
        with as_sentences():
            heard = listen(_needs(catalogue), utterances, seed, chosen(personas))
    except (NothingToWish, ValueError) as error:
        raise SystemExit(str(error)) from error
    told = {
        "utterances": heard.utterances,
        "conversations": heard.conversations,
        "refused": heard.refused,
        "leaks": len(heard.leaks),
    }
    publish([], told, as_json)
    if not as_json:
        sentence = (
            f"{heard.utterances:,} utterances in {heard.conversations:,} conversations about “{catalogue}”: "
            f"{len(heard.leaks):,} leaks; {heard.refused:,} drafts that would have been one were not said. "
            f"{perf_counter() - begun:,.0f} s."
        )
        sys.stdout.write("\n".join((sentence, *heard.leaks[:10])) + "\n")
    if heard.leaks:
        raise SystemExit(1)


def _needs(name: str) -> Needs:
    settings = load_settings()
    if name in BUNDLED:
        prepare((name,), settings)
    catalogue = open_shelf(settings).load(name)
    return Needs(catalogue, Columns(catalogue))
