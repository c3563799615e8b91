"""What a second reading means for the rest of the turn: whether it changes anything, and how the reply tells of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from agents.dialogue import Act, ModelCall, Other, Profile, Reading, Retract, Reveal, Revise, Slate, Waive
from agents.state import TurnState
from agents.translating import values_of
from agents.understanding.settling import bare_act
from agents.world import World

NO_HELP = "The language model was no help this time ({trouble}), so I went by my own reading."
NOT_TRANSLATED = "I could not put this into your language ({trouble})."
TEMPLATES = "templates"
MOST_QUESTIONS = 3
"""To language models in a turn."""


@dataclass(frozen=True, slots=True)
class Worded:
    """The reply's text, in whose words, and the call that it took."""

    text: str
    phrased_by: str = TEMPLATES
    call: ModelCall | None = None
    notices: tuple[str, ...] = ()


# --- what differs -----------------------------------------------------------------------------------------------------


def bare(profile: Profile) -> Profile:
    """Without the words it came from: equal ones wish the same."""
    wishes = tuple(replace(p, words="", note="", source="said", turn=0) for p in profile.preferences)
    return replace(profile, preferences=wishes)


def beside_wishes(acts: Sequence[Act]) -> frozenset[Act]:
    """What was done beside wishing, whatever its words."""
    return frozenset(bare_act(act) for act in acts if not isinstance(act, Reveal | Revise | Retract | Waive))


# --- what is told -----------------------------------------------------------------------------------------------------


def understood_by(state: TurnState, world: World) -> str:
    settled = state.get("settled")
    return settled.understood_by if settled else world.reader.name


def reworded(slate: Slate, sentences: Mapping[str, str]) -> Slate:
    """`sentences` by impression id; of all others the computed one stands."""
    told = tuple(
        replace(one, explanation=replace(one.explanation, sentence=sentences[one.impression_id]))
        if one.impression_id in sentences
        else one
        for one in slate.recommendations
    )
    return replace(slate, recommendations=told)


def worth_narrating(state: TurnState, world: World) -> bool:
    """Whether reasons are reworded: in the catalogue's language, and if the turn asked models less than three times."""
    if world.narrator is None or not state.get("slate") or state["meanwhile"].begun >= MOST_QUESTIONS:
        return False
    if state["reply"].duel:  # no side is to win by its words
        return False
    return state["reply"].phrased_by == TEMPLATES and _language(state) in ("", world.catalogue.domain.language)


def notices(state: TurnState) -> tuple[str, ...]:
    """A model that failed is worth telling where the built-in reading is in doubt; the turn keeps it in any case."""
    settled = state.get("settled")
    if settled is None or settled.reading.verdict != "failed" or not _doubtful(settled.acts):
        return ()
    return (NO_HELP.format(trouble=settled.reading.calls[0].trouble),)


def _doubtful(acts: Sequence[Act]) -> bool:
    wishes = (act.preference for act in acts if isinstance(act, Reveal | Revise))
    return any(isinstance(act, Other) for act in acts) or any(wish.source == "implied" for wish in wishes)


async def in_their_language(text: str, state: TurnState, world: World) -> Worded:
    """Translated where a model read another language than the catalogue's; cards have left by then."""
    language = _language(state)
    if not text or world.translator is None or language in ("", world.catalogue.domain.language):
        return Worded(text)
    done = await world.translator.translate(text, language, _facts(state, world))
    if done.lost:
        by = f"{TEMPLATES} (translation: {done.lost})"
        return Worded(text, by, done.call, (NOT_TRANSLATED.format(trouble=done.lost),))
    return Worded(done.text, world.translator.name, done.call)


def _language(state: TurnState) -> str:
    settled = state.get("settled")
    if settled is None or settled.reading.verdict == "failed":
        return ""
    return settled.reading.language


def _facts(state: TurnState, world: World) -> Iterator[str]:
    """Titles and values that the reply may name."""
    slate, comparison, before = state.get("slate"), state.get("comparison"), state["conversation"].last_slate
    ids = (*(slate.item_ids if slate else ()), *(comparison.item_ids if comparison else ()))
    shown = (*ids, *(before.item_ids if before else ()))
    yield from (item.title for i in shown if (item := world.catalogue.find(i)))
    yield from values_of(state["conversation"].profile.preferences)
    yield from values_of(state["known"].preferences)
    yield from (one for act in state["acts"] if isinstance(act, Other) for one in act.nearest)
    yield from (r.example for r in state["plan"].relaxations)


def reading_of(state: TurnState, worded: Worded) -> Reading | None:
    """For the record: None where there is no model."""
    settled = state.get("settled")
    if settled is None or worded.call is None:
        return settled.reading if settled else None
    return replace(settled.reading, calls=(*settled.reading.calls, worded.call))
