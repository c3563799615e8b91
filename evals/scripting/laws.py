"""What holds for every conversation, whatever is said in it, and what a script expects of the whole."""

from collections.abc import Iterator, Sequence

from agents.grounding import Grounds, sentences
from evals.results import Check
from evals.scripting.heard import Heard, Scene
from evals.scripting.predicates import Predicate, accepts, value_of
from evals.scripting.recorded import Stored, otherwise
from evals.scripting.script import Whole
from evals.scripting.truth import untrue
from evals.scripting.wished import told
from evals.scripting.written import Amount


def whole_checks(whole: Whole, scenes: Sequence[Scene], stored: Stored) -> Iterator[Check]:
    for law, broken in _laws(whole, scenes, stored):
        fine = {
            "kept": "every card keeps every hard wish",
            "grounded": "every claim of the reasons is a value, and so is what is compared",
            "left_out": "nothing rejected or seen came back",
            "asked_once": "nothing was asked twice, or was settled",
            "recorded": "what was shown, said and tapped is what is stored",
            "no_repeats": "no card was shown twice",
        }[law]
        found = list(broken)
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        turn = found[0][0] if found else 0
        yield Check(law, not found, f"{found[0][1]}{more}" if found else fine, turn)
    yield from _numbers(whole, scenes)
    yield from _of_all(whole, scenes)


Broken = Iterator[tuple[int, str]]
"""The turn, and a sentence."""


def _laws(whole: Whole, scenes: Sequence[Scene], stored: Stored) -> Iterator[tuple[str, Broken]]:
    if whole.kept:
        yield "kept", ((s.now.number, one) for s in scenes for one in _unkept(s))
    if whole.grounded:
        yield "grounded", ((s.now.number, one) for s in scenes for one in (*ungrounded(s), *untrue(s)))
    if whole.left_out:
        yield "left_out", ((s.now.number, one) for s in scenes for one in _back(s))
    if whole.asked_once:
        yield "asked_once", _asked_again([s.now for s in scenes])
    if whole.recorded:
        yield "recorded", otherwise(scenes, stored)
    if whole.no_repeats:
        yield "no_repeats", ((s.now.number, one) for s in scenes for one in again(s))


def _unkept(scene: Scene) -> Iterator[str]:
    """Worked out anew from the items' values, not from what the answer says of itself."""
    for card in scene.now.cards:
        item = scene.catalogue.find(card.item_id)
        if item is None:
            yield f"{card.title} ({card.item_id}) is not in the catalogue"
            continue
        for wish in scene.now.profile.hard:
            if not wish.met_by(item):
                yield f"{item.title} has {wish.attribute} {value_of(item, wish.attribute)}; the wish is {told(wish)}"


def ungrounded(scene: Scene) -> Iterator[str]:
    """A sentence for each claim of the reasons that nothing bears out, and for each title that is another item's."""
    for place, card in enumerate(scene.now.cards):
        item = scene.catalogue.find(card.item_id)
        if item is None or item.title != card.title:
            yield f'"{card.title}" is not what the catalogue calls {card.item_id}'
            continue
        beside = tuple(other for at, other in enumerate(scene.items) if at != place)
        like = tuple(i for liked in scene.now.profile.liked[-1:] if (i := scene.catalogue.find(liked)))
        grounds = Grounds(item, scene.now.profile.preferences, beside, like, place + 1)
        for sentence in sentences(card.why, grounds):
            found = scene.verifier.verify(sentence, grounds).findings
            if found:
                yield f'of {card.title}: "{sentence}" ({"; ".join(map(str, found))})'


def _back(scene: Scene) -> Iterator[str]:
    before = scene.before[-1].profile if scene.before else None
    gone = {*before.rejected, *before.seen} if before else set()
    for card in scene.now.cards:
        if card.item_id in gone or card.mark in ("rejected", "seen"):
            yield f"{card.title} is shown again, though it was {card.mark or 'put away'}"


def _asked_again(turns: Sequence[Heard]) -> Broken:
    asked: dict[str, int] = {}
    for one in turns:
        if one.question and one.question in asked:
            yield one.number, f"{one.question} was asked in turn {asked[one.question]} already"
        if one.question and (one.profile.on(one.question) or one.question in one.profile.waived):
            yield one.number, f"{one.question} was asked, though that is settled"
        if one.question:
            asked[one.question] = one.number


def again(scene: Scene) -> Iterator[str]:
    earlier = {card.item_id: one.number for one in scene.before for card in one.cards}
    for card in scene.now.cards:
        if card.item_id in earlier:
            yield f"{card.title} was shown in turn {earlier[card.item_id]} already"


# --- the whole --------------------------------------------------------------------------------------------------------


def _numbers(whole: Whole, scenes: Sequence[Scene]) -> Iterator[Check]:
    turns = [scene.now for scene in scenes]
    counted: list[tuple[str, Amount | None, float]] = [
        ("turns", whole.turns, len(turns)),
        ("questions", whole.questions, sum(bool(one.question) for one in turns)),
        ("ms", whole.ms, round(max((one.ms for one in turns), default=0.0), 1)),
    ]
    if all(one.calls is not None for one in turns):
        counted += [
            ("calls", whole.calls, sum(one.calls or 0 for one in turns)),
            ("tokens", whole.tokens, sum(one.tokens or 0 for one in turns)),
        ]
    for name, wanted, number in counted:
        if wanted is not None:
            yield Check(name, wanted.holds(number), f"{number:g} {name}; expected {wanted}")


def _of_all(whole: Whole, scenes: Sequence[Scene]) -> Iterator[Check]:
    for name, tests in (("finds", whole.finds), ("never", whole.never)):
        if tests is None:
            continue
        hits = [
            (scene.now.number, item.title)
            for scene in scenes
            for item in scene.items
            if _passes(tests, scene, item.id, all_of_them=name == "finds")
        ]
        told_tests = "; ".join(map(str, tests))
        found = f"{hits[0][1]} in turn {hits[0][0]}" if hits else "no card"
        yield Check(name, bool(hits) == (name == "finds"), f"{found}: {told_tests}")


def _passes(tests: Sequence[Predicate], scene: Scene, item_id: str, all_of_them: bool) -> bool:
    item = scene.catalogue.find(item_id)
    if item is None:
        return False
    found = [accepts(test.constraint(scene.catalogue.domain), item) for test in tests]
    return all(found) if all_of_them else any(found)
