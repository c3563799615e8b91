"""Dialogues replayed: people's turns are read by the product, the human assistant's become its own replies."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from time import perf_counter

from rapidfuzz import fuzz, process

from agents.dialogue import (
    Act,
    Ask,
    Conversation,
    Critique,
    Explanation,
    Move,
    Option,
    Profile,
    Question,
    Recommendation,
    Reply,
    Slate,
    Turn,
)
from agents.profile import apply
from agents.understanding.builtin import BuiltinReader
from agents.understanding.elsewhere import speaks_of_ours
from agents.understanding.scene import Scene
from agents.understanding.tokens import tokenise
from evals.benchmarks.dst_cases import Case, Own, Slots
from evals.benchmarks.dst_slots import ALIKE, Tracked, plain, slots_of
from retrieval.catalogue import NAMED, Catalogue
from retrieval.scorer import Score


@dataclass(frozen=True, slots=True)
class Heard:
    """One user turn with the slots found after it."""

    case: str
    place: int
    said: str
    acts: tuple[Act, ...]
    found: Slots
    wanted: Slots
    active: bool
    ms: float


class Replay:
    def __init__(self, catalogue: Catalogue, reader: BuiltinReader, slots: tuple[str, ...], name: str = "name") -> None:
        """`name` is the slot of the item itself."""
        self._catalogue, self._reader, self._slots, self._name = catalogue, reader, slots, name
        self._vocabulary = reader.vocabulary
        self._titles = {item.id: " ".join(plain(item.title)) for item in catalogue.items}

    def play(self, case: Case, everything: bool = True) -> Iterator[Heard]:
        """Every user turn; those of other domains are not read unless `everything` is."""
        talk, profile, tracked = Conversation(case.id, self._catalogue.name), Profile(), Tracked()
        before = Own()
        for place, exchange in enumerate(case.exchanges):
            begin = perf_counter()
            heard = self._heard(talk, exchange.said, before) if everything else exchange.active
            acts = self._reader.read(exchange.said, talk) if heard else ()
            profile = apply(profile, acts, self._catalogue, talk)
            spent = (perf_counter() - begin) * 1000
            tracked = tracked.after(acts)
            found = slots_of(profile, tracked, self._catalogue, self._slots, self._name)
            yield Heard(case.id, place, exchange.said, acts, found, exchange.wanted, exchange.active, spent)
            before = exchange.reply
            if heard:
                reply = self._reply(exchange.reply)
                profile = _known(profile, reply)
                turn = Turn(len(talk.turns) + 1, exchange.said, acts, profile, reply)
                talk = replace(talk, turns=(*talk.turns, turn))

    def _heard(self, talk: Conversation, said: str, before: Own) -> bool:
        """After another assistant's turn, only what wishes for our kind of thing, or names an item, is said to us."""
        if before.ours:
            return True
        return speaks_of_ours(Scene(talk, self._vocabulary, said, tokenise(said))) or self._names(talk, said)

    def _names(self, talk: Conversation, said: str) -> bool:
        words = " ".join(plain(said))
        named = {i for act in self._reader.read(said, talk) if isinstance(act, Ask | Critique) for i in act.item_ids}
        return any(fuzz.partial_ratio(self._titles[i], words) >= ALIKE for i in named if i in self._titles)

    def _reply(self, own: Own) -> Reply:
        items = tuple(dict.fromkeys(i for name in own.items if (i := self._item(name))))
        slate = _slate(items, self._catalogue.version) if items else None
        question = self._question(own.asked[-1]) if own.asked else None
        move = Move.RECOMMEND if slate else Move.ELICIT if question else Move.INFORM
        return Reply(move, own.text, slate, question)

    def _item(self, name: str) -> str:
        best = process.extractOne(" ".join(plain(name)), self._titles, scorer=fuzz.token_set_ratio, score_cutoff=ALIKE)
        return str(best[2]) if best else ""

    def _question(self, slot: str) -> Question:
        attribute = self._catalogue.domain.attribute(slot)
        values = dict.fromkeys(v for item in self._catalogue.items for v in item.tags(slot))
        named = attribute is not None and attribute.kind in NAMED
        return Question(slot, "", tuple(Option(v, v) for v in values) if named else ())


def _slate(items: tuple[str, ...], version: str) -> Slate:
    nothing = Score(1.0, {}, "benchmark", "1")
    shown = (Recommendation(i, i, rank, nothing, Explanation((), "")) for rank, i in enumerate(items, 1))
    return Slate("slate", version, tuple(shown))


def _known(profile: Profile, reply: Reply) -> Profile:
    """As after a turn of the product: what was asked and shown is known."""
    asked = profile.asked | ({reply.question.attribute} if reply.question else set())
    ids = reply.slate.item_ids if reply.slate else ()
    return replace(profile, asked=asked, shown=(*(i for i in profile.shown if i not in ids), *ids))
