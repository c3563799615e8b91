"""What is made of a model's words: linked to the catalogue, held against the message, and never more than either."""

import json
from collections.abc import Sequence

import numpy as np
import pytest

from agents.dialogue import (
    Act,
    Ask,
    Conversation,
    Critique,
    Explanation,
    Move,
    Other,
    Preference,
    Recommendation,
    Reply,
    Retract,
    Reveal,
    Revise,
    Slate,
    Strength,
    Turn,
)
from agents.understanding.model import ModelReader
from agents.understanding.model_linking import Linker, numbers
from agents.understanding.settling import ModelReading
from agents.understanding.vocabulary import Vocabulary
from evals.benchmarks.staging import films
from retrieval.catalogue import Attribute, Kind, Operator
from retrieval.embedder import Vectors
from retrieval.scorer import Score
from tests.doubles.scripted_model import ScriptedModel

NEW = Conversation("c", "films")


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(films())


@pytest.fixture(scope="module")
def shown(vocabulary: Vocabulary) -> Conversation:
    why = Explanation((), "")
    items = enumerate(vocabulary.catalogue.items[:3], start=1)
    slate = tuple(Recommendation(f"i{n}", item.id, n, Score(0.5, {}, "utility", "1"), why) for n, item in items)
    return Conversation("c", "films", (Turn(1, "hi", reply=Reply(Move.RECOMMEND, "Here.", Slate("s", "v", slate))),))


async def reading(
    vocabulary: Vocabulary, said: str, *acts: object, talk: Conversation = NEW, language: str = "en"
) -> ModelReading:
    text = json.dumps({"language": language, "acts": acts})
    return await ModelReader(ScriptedModel(text), vocabulary, Alike()).read(said, talk)


async def one_wish(vocabulary: Vocabulary, said: str, act: object, language: str = "en") -> Preference:
    found = await reading(vocabulary, said, act, language=language)
    (wish,) = [a.preference for a in found.acts if isinstance(a, Reveal | Revise)]
    return wish


class Alike:
    """A double of an embedder, to which "frightful" and "tense" mean the same, and nothing else is like anything."""

    name = "alike"
    dimension = 400

    def __init__(self) -> None:
        self._directions: dict[str, int] = {}
        """Of every text its own: taken from a hash, two texts would share one now and then."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            meant = "tense" if text == "frightful" else text
            rows[row, self._directions.setdefault(meant, len(self._directions))] = 1
        return rows


def wants(on: str, value: object, words: str, do: str = "want", **more: object) -> dict[str, object]:
    return {"do": do, "on": on, "value": value, "words": words, **more}


@pytest.mark.parametrize(
    ("said", "act", "attribute", "value", "strength", "source"),
    [
        ("a comedy", wants("genre", ["Comedy"], "a comedy"), "genres", "comedy", "must", "said"),
        ("a comdey", wants("genres", ["comedy"], "a comdey"), "genres", "comedy", "must", "said"),
        ("something from France", wants("genres", ["France"], "from France"), "country", "France", "must", "said"),
        ("no horror please", wants("genres", "horror", "no horror", "refuse"), "genres", "horror", "never", "said"),
        ("rather no horror", wants("genres", "horror", "no horror", "avoid"), "genres", "horror", "avoid", "said"),
        ("a comedy maybe", wants("genres", "comedy", "a comedy maybe", "prefer"), "genres", "comedy", "prefer", "said"),
        ("for date night", wants("moods", "romantic", "date night"), "moods", "romantic", "prefer", "implied"),
        ("with Tom Hank", wants("cast", "Tom Hanks", "Tom Hank"), "cast", "Tom Hanks", "must", "said"),
        ("it may be frightful", wants("moods", "frightful", "frightful"), "moods", "tense", "prefer", "implied"),
    ],
)
async def test_a_value_is_linked_and_as_strong_as_its_words(
    vocabulary: Vocabulary, said: str, act: object, attribute: str, value: str, strength: str, source: str
) -> None:
    wish = await one_wish(vocabulary, said, act)
    assert (wish.attribute, wish.constraint.value) == (attribute, value)
    assert (wish.strength, wish.source) == (Strength(strength), source)
    assert bool(wish.note) is (source == "implied")


async def test_several_values_are_any_of_them_and_refused_ones_each_a_refusal(vocabulary: Vocabulary) -> None:
    either = await one_wish(vocabulary, "comedy or drama", wants("genres", ["comedy", "drama"], "comedy or drama"))
    assert (either.constraint.operator, either.constraint.value) == (Operator.IN, ("comedy", "drama"))
    found = await reading(vocabulary, "no war or crime", wants("genres", ["war", "crime"], "no war or crime", "refuse"))
    refused = [a.preference.constraint for a in found.acts if isinstance(a, Reveal)]
    assert [(c.operator, c.value) for c in refused] == [(Operator.EQ, "war"), (Operator.EQ, "crime")]


@pytest.mark.parametrize(
    ("said", "act", "operator", "value", "strength"),
    [
        ("before 1980", {"test": "under", "value": [1980]}, Operator.LT, 1980.0, "must"),
        ("before 1980", {"test": "<", "value": 1980}, Operator.LT, 1980.0, "must"),
        ("from 1980 to 85", {"test": "between", "value": [1985, 1980]}, Operator.BETWEEN, (1980.0, 1985.0), "must"),
        ("around 1980", {"test": "about", "value": [1980]}, Operator.BETWEEN, (1978.0, 1982.0), "prefer"),
        ("from my youth", {"test": "between", "value": [1980, 1995]}, Operator.BETWEEN, (1980.0, 1995.0), "prefer"),
    ],
)
async def test_a_number_that_was_not_said_is_only_preferred(
    vocabulary: Vocabulary, said: str, act: dict[str, object], operator: Operator, value: object, strength: str
) -> None:
    wish = await one_wish(vocabulary, said, {"do": "want", "on": "year", "words": said, **act})
    assert (wish.constraint.operator, wish.constraint.value, wish.strength) == (operator, value, Strength(strength))


async def test_in_another_language_the_words_stand_for_what_the_model_says_and_the_person_is_told(
    vocabulary: Vocabulary,
) -> None:
    wish = await one_wish(vocabulary, "une comédie", wants("genres", "comedy", "une comédie"), language="fr-CA")
    assert wish.strength is Strength.MUST
    assert wish.note == 'took "une comédie" for comedy'


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (wants("genres", "horror", "blood and gore"), "no words of the message"),
        (wants("price", 3, "a comedy"), "no attribute of this catalogue"),
        (wants("year", "recent", "a comedy"), "no number"),
        ({"do": "like", "items": [7], "words": "a comedy"}, "nothing was shown under it"),
        ({"do": "forget", "on": ""}, "names no attribute"),
        ({"do": "ask", "on": "soul", "items": [], "words": "a comedy"}, ""),
    ],
)
async def test_what_neither_the_catalogue_nor_the_message_bears_out_is_dropped_and_told(
    vocabulary: Vocabulary, act: object, why: str
) -> None:
    found = await reading(vocabulary, "a comedy", act)
    assert not any(isinstance(a, Reveal | Revise | Critique | Retract) for a in found.acts)
    assert why in " ".join(found.dropped)


async def test_a_value_that_there_is_none_of_is_said_with_the_nearest(vocabulary: Vocabulary) -> None:
    found = await reading(vocabulary, "films from Atlantis", wants("country", "Atlantis", "Atlantis"))
    (other,) = found.acts
    assert isinstance(other, Other)
    assert (other.reason, other.words, other.attribute) == ("not_in_catalogue", "Atlantis", "country")


async def test_shown_items_are_meant_by_number_or_title(vocabulary: Vocabulary, shown: Conversation) -> None:
    first, second = vocabulary.catalogue.items[:2]
    changes = [{"on": "runtime", "how": "less"}]
    acts: list[Act] = []
    for items in ([2], ["2"], [second.title], [second.title.upper()]):
        act = {"do": "like", "items": items, "changes": changes, "words": "like that but shorter"}
        acts += (await reading(vocabulary, "like that but shorter", act, talk=shown)).acts
    assert len(set(acts)) == 1
    assert isinstance(acts[0], Critique)
    assert acts[0].item_ids == (second.id,)
    assert [(c.attribute, c.direction) for c in acts[0].changes] == [("runtime", "less")]
    asked = await reading(vocabulary, "who made it?", {"do": "ask", "items": [1], "on": "director"}, talk=shown)
    assert asked.acts == (Ask("value", (first.id,), "director"),)


def test_numbers_are_in_the_attributes_unit() -> None:
    runtime = Attribute("runtime", Kind.DURATION, unit="min")
    assert numbers(runtime, ["2 h", "1h 35", "95 min", 100, True, "soon", float("nan")]) == (120, 95, 95, 100)
    assert numbers(Attribute("price", Kind.MONEY), ["1,200 EUR", "-5"]) == (1200, -5)


def test_attributes_go_by_all_their_names(vocabulary: Vocabulary) -> None:
    linker = Linker(vocabulary)
    for attribute in vocabulary.catalogue.domain.attributes:
        for name in (attribute.name, attribute.label, attribute.name.upper()):
            found = linker.attribute(name)
            assert found is not None
    assert linker.attribute("soul") is None
    assert linker.attribute("") is None
