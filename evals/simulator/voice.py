"""How a simulated person puts things: templates, filled by chance, dressed by habit, and refused where they leak."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from agents.phrasing import join
from evals.simulator import templates
from evals.simulator.leaks import leaks
from evals.simulator.need import Want
from evals.simulator.personas import Persona
from evals.simulator.wording import fragment, smaller
from retrieval.catalogue import Domain

DRAFTS = 12
SILENT = "hm"
"""Said where every draft would have leaked."""
PAUSES = 0.2
"""How often somebody thinks aloud first."""
MISTYPED_FROM = 5
"""Letters of a word that may be mistyped."""


@dataclass(frozen=True, slots=True)
class Said:
    """An utterance as it was meant."""

    clean: str
    """Before it was typed."""
    kept: tuple[str, ...]
    """Its parts that tell something: wishes with their marks, titles and places of cards."""


@dataclass
class Voice:
    persona: Persona
    domain: Domain
    chance: Random
    refused: int = field(default=0, init=False)
    """Drafts that leaked."""
    spoken: bool = field(default=False, init=False)
    """Nobody thinks aloud before the first word."""
    last: Said | None = field(default=None, init=False)
    """What was said last; None where nothing could be."""
    _kept: list[str] = field(default_factory=list, init=False)

    def speak(self, draft: Callable[[], str], hidden: Sequence[Want], titles: Sequence[str]) -> str:
        """The first draft, dressed, that tells none of `hidden` and names none of `titles`, mistyped or not."""
        for _ in range(DRAFTS):
            self._kept.clear()
            clean = self._with_aside(draft())
            text = self.typed(clean, self.chance)
            if not any(leak for one in (clean, text) for leak in leaks(one, hidden, titles)):
                self.spoken, self.last = True, Said(clean, tuple(self._kept))
                return text
            self.refused += 1
        self.last = None
        return SILENT

    def one_of(self, phrases: Sequence[str], filling: str = "", label: str = "") -> str:
        self._kept += [part for part in (filling, label) if part]
        return self.chance.choice(phrases).replace("{label}", label).replace("{}", filling)

    def whole(self, text: str) -> str:
        """A draft that tells something in all its words."""
        self._kept.append(text)
        return text

    def opening(self, wants: Sequence[Want], vague: Sequence[Want]) -> str:
        told = [self.wish(want, want in vague) for want in wants]
        self._kept += told
        if self.persona.terse and told:
            return join(told)
        noun = self.chance.choice(templates.OPENERS).replace("{noun}", self.domain.noun)
        ends = templates.ASKED if noun.startswith(templates.ASKING) else templates.ENDS
        hellos = templates.AGREED if self.spoken else templates.HELLOS
        opener = self.chance.choice(hellos) + _article(noun.replace("{plural}", self.domain.plural))
        if not told:
            return opener + self.chance.choice(ends)
        said = self.chance.choice((", ".join(told), join(told)))
        return opener + self.chance.choice(templates.JOINTS) + said + self.chance.choice(ends)

    def around(self, intent: str, text: str) -> str:
        """A few words more, before or after what is said."""
        if intent not in templates.AROUND or self.chance.random() >= self.persona.wordy:
            return text
        leads, tails = templates.AROUND[intent]
        if leads and self.chance.random() < 0.5:
            return self.chance.choice(leads) + text
        tail = self.chance.choice(tails)
        if tail.startswith(" "):
            return _ended(text) + tail
        return text.rstrip(".!?") + tail

    def wish(self, want: Want, vague: bool = False) -> str:
        return fragment(want, self.chance, vague)

    def less(self, want: Want) -> str:
        """ "Something shorter"; empty where the domain has no word for it."""
        word = smaller(want, self.chance)
        return self.one_of(templates.COMPARED, word) if word else ""

    def _with_aside(self, text: str) -> str:
        if not self.persona.terse and self.spoken and self.chance.random() < PAUSES:
            text = self.chance.choice(templates.PAUSES) + text
        if self.chance.random() >= self.persona.filler:
            return text
        aside = self.chance.choice(templates.ASIDES)
        if self.chance.random() < 0.6:
            parts = (self.chance.choice(part) for part in (templates.WHO, templates.DID, templates.WHEN))
            who, did, when = parts
            aside = f"{who} {did}{when}"
        if self.chance.random() < 0.5:
            return f"{_ended(text)} {_capital(aside)}."
        return f"{_capital(aside)}. {text}"

    def typed(self, text: str, chance: Random) -> str:
        """As it comes from the keyboard: now and then without capitals, or with a slip."""
        if chance.random() < 0.3:
            text = text.lower()
        if not self.persona.typos:
            return text
        return " ".join(_slipped(word, chance, self.persona.typos) for word in text.split(" "))


def _slipped(word: str, chance: Random, often: float) -> str:
    if len(word) < MISTYPED_FROM or not word.isalpha() or chance.random() >= often:
        return word
    at = chance.randrange(1, len(word) - 1)
    match chance.choice(("swap", "drop", "double")):
        case "swap":
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case "drop":
            return word[:at] + word[at + 1 :]
        case _:
            return word[:at] + word[at] + word[at:]


def _article(text: str) -> str:
    """ "a item" as "an item"."""
    for vowel in "aeiou":
        text = text.replace(f" a {vowel}", f" an {vowel}")
    return text


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
