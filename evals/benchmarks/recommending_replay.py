"""Dialogues between people as the product overhears them: every message is read, and what is wished in it is taste.

Nothing here knows what will be recommended: a case is heard up to the turn before it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from agents.dialogue import Conversation, Explanation, Move, Recommendation, Reply, Slate, Turn
from agents.understanding.builtin import BuiltinReader
from agents.wishes import query, query_text
from evals.benchmarks.recommending_dialogues import Dialogue, Said
from retrieval.catalogue import Catalogue
from retrieval.scorer import Query, Score
from storage.logs.listening import Listener


@dataclass(frozen=True, slots=True)
class Asked:
    """What the product would look for at a turn that counts."""

    dialogue: str
    truths: tuple[str, ...]
    fresh: frozenset[str]
    query: Query


class Replay:
    def __init__(self, catalogue: Catalogue, reader: BuiltinReader, limit: int) -> None:
        """`limit`: candidates that each query asks for."""
        self._catalogue, self._limit = catalogue, limit
        self._listener = Listener(catalogue, reader)

    def play(self, dialogue: Dialogue) -> Iterator[Asked]:
        """One a turn that counts, in order; items already named are excluded, as the product never repeats itself."""
        talk, named = Conversation(dialogue.id, self._catalogue.name), dict[str, None]()
        for place, one in enumerate(dialogue.said):
            if place and one.items and one.role == "recommender":
                fresh = frozenset(one.items) - named.keys()
                yield Asked(dialogue.id, one.items, fresh, self._query(talk, frozenset(named)))
            talk = self._heard(talk, one)
            named.update(dict.fromkeys(one.items))

    def _query(self, talk: Conversation, named: frozenset[str]) -> Query:
        return query(talk.profile, query_text(talk, "", talk.profile), named, self._limit)

    def _heard(self, talk: Conversation, said: Said) -> Conversation:
        acts, profile = self._listener.hear(talk, said.text, said.items)
        turn = Turn(len(talk.turns) + 1, said.text, acts, profile, _reply(said, self._catalogue))
        return replace(talk, turns=(*talk.turns, turn))


def _reply(said: Said, catalogue: Catalogue) -> Reply:
    """The items named, as those that "it" and "that one" mean next."""
    if not said.items:
        return Reply(Move.INFORM, "")
    nothing = Score(1.0, {}, "benchmark", "1")
    named = (Recommendation(i, i, rank, nothing, Explanation((), "")) for rank, i in enumerate(said.items, 1))
    return Reply(Move.RECOMMEND, "", Slate("slate", catalogue.version, tuple(named)))
