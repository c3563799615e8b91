"""Whether one turn was as expected, and the reason, which is told either way."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from evals.results import Check
from evals.scripting import slates
from evals.scripting.cited import expected
from evals.scripting.heard import Scene
from evals.scripting.reasons import listed, told_of
from evals.scripting.script import Expect
from evals.scripting.slates import Verdict
from evals.scripting.wished import Wanted, told
from evals.scripting.written import Amount


def checks(expect: Expect, scene: Scene) -> Iterator[Check]:
    for name, judge in JUDGES.items():
        wanted = getattr(expect, name)
        if wanted is None or wanted is False or (name in ("calls", "tokens") and getattr(scene.now, name) is None):
            continue
        try:
            passed, reason = judge(expected(name, wanted, scene), scene)
        except ValueError as error:
            passed, reason = False, str(error)
        yield Check(name, passed, reason, scene.now.number)


# --- the move, the question, the words --------------------------------------------------------------------------------


def _move(wanted: Sequence[str], scene: Scene) -> Verdict:
    move = scene.now.move or "none"
    return move in wanted, f"it was {move}{'' if move in wanted else f', not {listed(wanted)}'}"


def _asked(wanted: Sequence[str], scene: Scene) -> Verdict:
    asked = scene.now.question
    was = f"it asked about {asked}" if asked else "it asked nothing"
    return (asked in wanted if wanted else not asked), was


def _says(wanted: Sequence[str], scene: Scene) -> Verdict:
    missing = [one for one in wanted if one.casefold() not in scene.now.text.casefold()]
    return not missing, told_of(missing, f'"{scene.now.text}" does not say', "the reply says", wanted)


def _says_not(wanted: Sequence[str], scene: Scene) -> Verdict:
    said = [one for one in wanted if one.casefold() in scene.now.text.casefold()]
    return not said, told_of(said, f'"{scene.now.text}" says', "the reply does not say", wanted)


def _options(wanted: Sequence[str], scene: Scene) -> Verdict:
    there = {one.casefold() for one in scene.now.options}
    missing = [one for one in wanted if one.casefold() not in there]
    return not missing, told_of(
        missing, f"the options are {listed(scene.now.options)}, without", "there to tap:", wanted
    )


def _relaxes(wanted: Sequence[str], scene: Scene) -> Verdict:
    missing = [one for one in wanted if one not in scene.now.relaxed]
    return not missing, f"it offers to give up or widen {listed(scene.now.relaxed)}"


def _compares(wanted: Sequence[str], scene: Scene) -> Verdict:
    compared = scene.now.compared
    titles = [item.title if (item := scene.catalogue.find(one)) else one for one in wanted]
    return set(titles) <= set(compared), f"it compares {listed(compared)}"


# --- the profile ------------------------------------------------------------------------------------------------------


def _profile(wanted: Sequence[Wanted], scene: Scene) -> Verdict:
    missing = [one for one in wanted if not _stands(one, scene)]
    return not missing, told_of(missing, f"the wishes are {_wishes(scene)}, without", "there stand", wanted)


def _absent(wanted: Sequence[Wanted], scene: Scene) -> Verdict:
    there = [one for one in wanted if _stands(one, scene)]
    return not there, told_of(there, f"the wishes are {_wishes(scene)}, with", "there does not stand", wanted)


def _stands(wanted: Wanted, scene: Scene) -> bool:
    referred = slates.referred(wanted.test, scene) if wanted.test else None
    return wanted.stands(scene.now.profile.preferences, scene.catalogue.domain, referred)


def _waived(wanted: Sequence[str], scene: Scene) -> Verdict:
    missing = [one for one in wanted if one not in scene.now.profile.waived]
    return not missing, f"anything goes on {listed(sorted(scene.now.profile.waived))}"


def _fits(wanted: Amount, scene: Scene) -> Verdict:
    count = sum(scene.now.profile.permits(item) for item in scene.catalogue.items)
    return wanted.holds(count), f"{count} {scene.catalogue.domain.plural} keep every hard wish; expected {wanted}"


# --- what it took -----------------------------------------------------------------------------------------------------


def _notices(wanted: Amount, scene: Scene) -> Verdict:
    there = scene.now.notices
    return wanted.holds(len(there)), f"{len(there)} notices{': ' if there else ''}{' '.join(there)}; expected {wanted}"


def _ms(wanted: Amount, scene: Scene) -> Verdict:
    return wanted.holds(scene.now.ms), f"it took {scene.now.ms:.0f} ms; expected {wanted}"


def _calls(wanted: Amount, scene: Scene) -> Verdict:
    return wanted.holds(scene.now.calls or 0), f"{scene.now.calls} questions to a model; expected {wanted}"


def _tokens(wanted: Amount, scene: Scene) -> Verdict:
    return wanted.holds(scene.now.tokens or 0), f"{scene.now.tokens} tokens; expected {wanted}"


JUDGES: Mapping[str, Callable[..., Verdict]] = {
    "move": _move,
    "asked": _asked,
    "profile": _profile,
    "absent": _absent,
    "waived": _waived,
    "every": slates.every,
    "some": slates.some,
    "none": slates.none,
    "first": slates.leads,
    "count": slates.count,
    "contains": slates.contains,
    "lacks": slates.lacks,
    "rank": slates.rank,
    "grounded": slates.grounded,
    "no_repeats": slates.no_repeats,
    "relaxes": _relaxes,
    "fits": _fits,
    "compares": _compares,
    "options": _options,
    "says": _says,
    "says_not": _says_not,
    "notices": _notices,
    "ms": _ms,
    "calls": _calls,
    "tokens": _tokens,
}
"""One for each field of `Expect`."""


def _wishes(scene: Scene) -> str:
    return "; ".join(map(told, scene.now.profile.preferences)) or "none"
