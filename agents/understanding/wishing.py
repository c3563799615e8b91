"""Everything in an utterance that wishes for a value, a number or a vague end, before its polarity is judged."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from agents.dialogue import Other
from agents.understanding.ages import GROWN, ages
from agents.understanding.changing import complains, vague
from agents.understanding.choosing import choose
from agents.understanding.cues import CUES
from agents.understanding.draft import Draft
from agents.understanding.generic import is_generic
from agents.understanding.implied import Implied
from agents.understanding.lexicon import GRAMMAR, NOUNS, words
from agents.understanding.linking import Mention
from agents.understanding.meaning import Meaning
from agents.understanding.numbers import read_as
from agents.understanding.polarity import cue_tokens
from agents.understanding.wanted import Wanted
from retrieval.catalogue import Constraint, Kind, Operator
from retrieval.wording import wish_in_words

EDGES = NOUNS | words(
    """a an the some any something anything that which who i id im ill want wanted like would looking for need with
    about of to and or so is are be its it this show me us give find recommend suggest please do you have can could in
    on my really very quite think maybe just one get what whats how where when why if s"""
)
FOR_CHILDREN = (("for", "kids"), ("for", "children"), ("for", "my", "kids"), ("for", "a", "child"))
LONGEST_IMPLIED = 12


class Wishing:
    """Collects the wishes of one draft; `ambiguous` are the names that several values share."""

    def __init__(self, draft: Draft, implied: Implied | None) -> None:
        self._draft = draft
        self._scene = draft.scene
        self._implied = implied
        self.ambiguous: list[tuple[int, Other]] = []

    def wanted(self) -> tuple[Wanted, ...]:
        found = [*self._named(), *self._numbers(), *self._for_children()]
        return tuple(sorted([*found, *self._guessed(found)], key=lambda w: w.start))

    def still_open(self, wanted: Sequence[Wanted]) -> tuple[Wanted, ...]:
        """Without those that an act about an item has used."""
        return tuple(w for w in wanted if self._draft.open(w.start, w.end))

    def _numbers(self) -> Iterator[Wanted]:
        yield from (p for p in self._draft.shape.parts if isinstance(p, Wanted) and self._draft.open(p.start, p.end))

    def _for_children(self) -> Iterator[Wanted]:
        """ "With my 6-year-old", as "for kids"; nothing where the domain has no hint for that."""
        phrases = self._scene.vocabulary.phrases
        hints = (m for said in FOR_CHILDREN for m in phrases.get(said, ()) if m.role == "hint")
        hint = next(hints, None)
        for start, end, age in ages(self._scene.words):
            if hint and age < GROWN and not any(m.start <= start < m.end for m in self._draft.shape.mentions):
                wanted = self._taken(start, end, hint)
                if wanted:
                    yield wanted

    # --- values and vague words ---

    def _named(self) -> Iterator[Wanted]:
        previous, end = "", -1
        single: set[str] = set()
        for mention in self._draft.shape.mentions:
            if not self._draft.open(mention.start, mention.end) or mention.titles or is_generic(self._scene, mention):
                continue
            joined = previous if self._listed(end, mention.start) else ""
            found = self._of_mention(mention if joined else self._apart(mention, single), joined)
            if found:
                if self._scene.attribute(found.attribute).kind is Kind.CATEGORY:
                    single.add(found.attribute)
                previous, end = found.attribute, mention.end
                yield found

    def _apart(self, mention: Mention, single: Collection[str]) -> Mention:
        """ "A white for dessert": with a type wished already, dessert is what it goes with, if it may be."""
        others = tuple(m for m in mention.meanings if m.role == "value" and m.attribute not in single)
        purpose = self._scene.words[max(0, mention.start - 1) : mention.start] == ("for",)
        return replace(mention, meanings=others) if purpose and others else mention

    def _listed(self, end: int, start: int) -> bool:
        between = self._scene.words[end:start] if end >= 0 else ("",)
        return bool(between) and set(between) <= {"or", "and", ",", "/", "nor", "a", "the", "no", "not"}

    def _of_mention(self, mention: Mention, joined: str) -> Wanted | None:
        if mention.has("value", "flag"):
            return self._value(mention, joined)
        spoken, mention = mention, vague(mention)
        hint = next((m for m in mention.meanings if m.role == "hint"), None)
        if hint:
            return self._taken(mention.start, mention.end, hint)
        end = next((m for m in mention.meanings if m.role in ("low", "high")), None)
        return self._vague(mention, end) if end and not complains(self._draft.scene, spoken) else None

    def _value(self, mention: Mention, joined: str) -> Wanted | None:
        chosen = choose(self._scene, mention, joined, wished=self._withdraws(mention))
        if len(chosen) > 1:
            words = self._scene.said(mention.start, mention.end)
            nearest = tuple(dict.fromkeys(m.value for m in chosen))[:5]
            self.ambiguous.append((mention.start, Other("ambiguous", words, chosen[0].attribute, nearest)))
            return None
        value: str | bool = chosen[0].value != "no" if chosen[0].role == "flag" else chosen[0].value
        constraint = Constraint(chosen[0].attribute, Operator.EQ, value)
        also = tuple(Constraint(name, Operator.EQ, own) for name, own in chosen[0].also)
        return Wanted(mention.start, mention.end, constraint, compared=mention.compared, also=also)

    def _withdraws(self, mention: Mention) -> bool:
        """Whether the words before take something back, so that it must be something wished."""
        before = self._scene.words[: mention.start]
        return any(CUES.get(before[-n:]) in ("retract", "instead_of") for n in range(1, 6))

    def _vague(self, mention: Mention, meaning: Meaning) -> Wanted | None:
        attribute = self._scene.attribute(meaning.attribute)
        bound = self._scene.vocabulary.ranges.bound(attribute, "low" if meaning.role == "low" else "high")
        if bound is None:
            return None
        operator = Operator.LE if meaning.role == "low" else Operator.GE
        constraint = Constraint(attribute.name, operator, bound)
        note = read_as(self._scene.said(mention.start, mention.end), attribute, constraint)
        return Wanted(mention.start, mention.end, constraint, soft=True, note=note)

    # --- guesses ---

    def _taken(self, start: int, end: int, meaning: Meaning) -> Wanted | None:
        """A phrase taken for a value."""
        attribute = self._scene.attribute(meaning.attribute)
        value: str | bool | float = meaning.value
        if attribute.kind is Kind.FLAG:
            value = meaning.value.casefold() not in ("no", "false")
        elif attribute.numeric:
            return None
        constraint = Constraint(attribute.name, Operator.EQ, value)
        note = f'took "{self._scene.said(start, end)}" for {wish_in_words(attribute, constraint)}'
        return Wanted(start, end, constraint, soft=True, source="implied", note=note)

    def _guessed(self, found: Sequence[Wanted]) -> Iterator[Wanted]:
        if self._implied is None:
            return
        spans = list(self._remaining(found))
        nearest = self._implied.nearest([self._scene.said(a, b) for a, b in spans]) if spans else ()
        named = {w.attribute for w in found}
        for (start, end), found_one in zip(spans, nearest, strict=True):
            guess = self._taken(start, end, found_one[0]) if found_one else None
            if guess and found_one and guess.attribute not in named:
                yield replace(guess, certainty=min(found_one[1], 0.99))

    def _remaining(self, found: Sequence[Wanted]) -> Iterator[tuple[int, int]]:
        """Runs of words that nothing has used, cut at punctuation and trimmed of small words."""
        used = {i for w in found for i in range(w.start, w.end)} | self._draft.closed
        shape = self._draft.shape
        marked = (span for span, symbol in zip(shape.spans, shape.symbols, strict=True) if symbol.isupper())
        used |= {i for a, b in marked for i in range(a, b)} | set(cue_tokens(self._scene))
        start = 0
        for at in range(len(self._scene.tokens) + 1):
            over = at == len(self._scene.tokens)
            if over or at in used or not self._scene.tokens[at].word or self._scene.words[at] in ("but", "not", "no"):
                yield from self._trimmed(start, at)
                start = at + 1

    def _trimmed(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        words = self._scene.words
        while start < end and words[start] in EDGES:
            start += 1
        while start < end and words[end - 1] in EDGES:
            end -= 1
        telling = [w for w in words[start:end] if w not in GRAMMAR and w not in NOUNS and len(w) > 2]
        if telling and end - start <= LONGEST_IMPLIED:
            yield start, end
