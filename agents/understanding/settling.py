"""Two readings of one utterance become one, by the rule that docs/models.md writes down. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from agents.dialogue import (
    Act,
    Ask,
    Critique,
    Greet,
    ModelCall,
    Other,
    Preference,
    Reading,
    Reject,
    Restart,
    Retract,
    Reveal,
    Revise,
    Strength,
    Thank,
    Undo,
    Verdict,
    Waive,
)
from agents.understanding.lexicon import ARTICLES, GRAMMAR, NOUNS
from agents.understanding.tokens import key

HARMLESS = (Greet, Thank)
SOFTER = {Strength.MUST: Strength.PREFER, Strength.NEVER: Strength.AVOID}
FINAL = ("empty", "farewell", "nothing_shown", "abuse")
NAMING = ("not_in_catalogue", "ambiguous")
"""Reasons why one part of a message was not read; of the others it is the whole."""

Change = Reveal | Revise | Retract | Waive
"""Acts on one attribute."""


@dataclass(frozen=True, slots=True)
class ModelReading:
    """What a model made of an utterance. With trouble in its call it made nothing of it: there are no acts."""

    call: ModelCall
    acts: tuple[Act, ...] = ()
    agrees: bool = False
    """It was shown the built-in reading, and says that it is right; `acts` are those."""
    language: str = ""
    """ISO 639-1, lower case."""
    dropped: tuple[str, ...] = ()
    """A sentence for everything it said that the catalogue or the message does not bear out."""


@dataclass(frozen=True, slots=True)
class Settled:
    acts: tuple[Act, ...]
    reading: Reading
    understood_by: str


def unasked(acts: tuple[Act, ...], language: str) -> Settled:
    """A certain reading. `language` is what the person spoke so far: a tap says nothing of it."""
    return Settled(acts, Reading(acts, language=language), "builtin")


def settle(builtin: tuple[Act, ...], model: ModelReading) -> Settled:
    """The acts that count, what was decided, and the sentence's worth of who understood."""
    name, trouble = model.call.model, model.call.trouble
    if trouble:
        return _settled(builtin, builtin, model, "failed", (), f"builtin (model: {trouble})")
    if model.agrees:
        return _settled(builtin, builtin, model, "agreed", (), f"builtin ({name} agrees)")
    if not model.acts:
        nothing = ("the model made nothing of it",)
        return _settled(builtin, builtin, model, "overruled", nothing, f"builtin ({name} overruled)")
    if all(isinstance(act, Other) and act.reason not in NAMING for act in builtin):
        return _settled(model.acts, builtin, model, "model", (), name)
    acts, rulings = _merged(builtin, model.acts)
    if _same(acts, builtin):
        agreed = _same(model.acts, builtin)
        verdict: Verdict = "agreed" if agreed else "overruled"
        return _settled(
            builtin, builtin, model, verdict, rulings, f"builtin ({name} {'agrees' if agreed else verdict})"
        )
    return _settled(acts, builtin, model, "corrected", rulings, f"builtin, corrected by {name}")


def to_no_effect(settled: Settled, builtin: tuple[Act, ...]) -> Settled:
    """The same, where its acts turn out to lead exactly where the built-in ones do: these are kept."""
    if settled.reading.verdict not in ("corrected", "model"):
        return settled
    name = settled.reading.calls[0].model
    return Settled(builtin, replace(settled.reading, verdict="agreed"), f"builtin ({name} agrees)")


def _settled(
    acts: tuple[Act, ...],
    builtin: tuple[Act, ...],
    model: ModelReading,
    verdict: Verdict,
    rulings: tuple[str, ...],
    understood_by: str,
) -> Settled:
    rulings = (*rulings, *model.dropped)
    reading = Reading(builtin, model.acts, verdict, rulings, model.language, (model.call,))
    return Settled(acts, reading, understood_by)


# --- the rule ---------------------------------------------------------------------------------------------------------


def _merged(builtin: Sequence[Act], model: Sequence[Act]) -> tuple[tuple[Act, ...], tuple[str, ...]]:
    rulings: list[str] = []
    kept = list(_kept(builtin, model, rulings))
    added = list(_added(kept, builtin, model, rulings))
    return tuple(dict.fromkeys([*kept, *added])), tuple(rulings)


def _kept(builtin: Sequence[Act], model: Sequence[Act], rulings: list[str]) -> Iterator[Act]:
    """What of the built-in reading stands."""
    rivals = [act.preference for act in model if isinstance(act, Reveal | Revise)]
    for act in builtin:
        if ruling := _given_up(act, rivals):
            rulings.append(ruling)
        elif isinstance(act, Reveal | Revise):
            yield replace(act, preference=_softened(act.preference, rivals))
        else:
            yield act


def _given_up(act: Act, rivals: Sequence[Preference]) -> str:
    """Why an act of the built-in reader's gives way; empty if it stands."""
    match act:
        case Other(reason=reason, words=words) if reason not in FINAL:
            known = any(_about(words, rival.words) for rival in rivals)
            return f"“{words[:60]}”: the model knows what it means" if known else ""
        case Reveal(preference=wish) | Revise(preference=wish):
            return _overruled(wish, rivals)
        case _:
            return ""


def _overruled(wish: Preference, rivals: Sequence[Preference]) -> str:
    if any(_means_the_same(wish, rival) for rival in rivals):
        return ""
    if wish.source == "implied":
        return f"“{wish.words[:60]}”: the built-in reader's guess is not the model's"
    wider = [rival for rival in rivals if _covers(rival.words, wish.words)]
    return f"“{wish.words[:60]}”: the model reads it in “{wider[0].words[:60]}”" if wider else ""


def _softened(wish: Preference, rivals: Sequence[Preference]) -> Preference:
    """As strong as said: "a comedy, if at all possible" is softened by a reader that saw more of the words."""
    softer = any(
        _means_the_same(wish, rival) and not rival.hard and _covers(rival.words, wish.words) for rival in rivals
    )
    return replace(wish, strength=SOFTER.get(wish.strength, wish.strength)) if softer else wish


def _added(kept: Sequence[Act], builtin: Sequence[Act], model: Sequence[Act], rulings: list[str]) -> Iterator[Act]:
    """What of the model's reading comes beside it."""
    for act in model:
        objection = _objection(act, kept, builtin)
        if objection is None:
            yield act
        elif objection:
            rulings.append(objection)


def _objection(act: Act, kept: Sequence[Act], builtin: Sequence[Act]) -> str | None:
    """Why an act of the model's is not taken; None if it is, empty if it says nothing new."""
    wishes = [one.preference for one in kept if isinstance(one, Reveal | Revise)]
    match act:
        case Reveal(preference=wish) | Revise(preference=wish):
            return _refused(wish, wishes)
        case Retract(attribute=attribute) | Waive(attribute=attribute):
            return "" if act in kept or any(w.attribute == attribute for w in wishes) else None
        case Undo() | Restart():
            return "" if act in builtin else f"{act.kind}: only the built-in reader's word is taken for that"
        case Other(reason=reason, words=words):
            known = [*(w.words for w in wishes), *(one.words for one in kept if isinstance(one, Other))]
            return None if reason in NAMING and not any(_about(words, one) for one in known) else ""
        case _:
            done = sorted({one.kind for one in kept if not isinstance(one, Change | Other)})
            news = done and act not in kept and not isinstance(act, HARMLESS)
            return f"{act.kind}: the built-in reader found {', '.join(done)}" if news else "" if done else None


def _refused(wish: Preference, wishes: Sequence[Preference]) -> str | None:
    """As `_objection`: the wish is there, or its words already ask for something else."""
    if any(_means_the_same(wish, one) for one in wishes):
        return ""
    plain = next((one for one in wishes if _covers(one.words, wish.words, strictly=False)), None)
    return f"“{wish.words[:60]}”: said plainly, and read as {plain.attribute}" if plain else None


# --- likeness ---------------------------------------------------------------------------------------------------------


def _means_the_same(one: Preference, other: Preference) -> bool:
    return one.constraint == other.constraint and one.negative == other.negative


def _covers(words: str, others: str, *, strictly: bool = True) -> bool:
    """Whether all of the others' words are among the words (and more than they)."""
    mine, theirs = (set(key(some)) - ARTICLES - NOUNS for some in (words, others))
    return bool(theirs) and (theirs < mine if strictly else theirs <= mine)


def _about(words: str, others: str) -> bool:
    return bool((set(key(words)) & set(key(others))) - GRAMMAR)


def _same(some: Sequence[Act], others: Sequence[Act]) -> bool:
    """Whether two readings do the same, however they word it."""
    return {bare_act(act) for act in some} == {bare_act(act) for act in others}


def bare_act(act: Act) -> Act:
    match act:
        case Reveal(preference=wish) | Revise(preference=wish):
            return replace(act, preference=replace(wish, words="", note="", source="said", turn=0))
        case Critique() | Ask() | Other():
            return replace(act, words="")
        case Reject():
            return replace(act, reason="")
        case _:
            return act
