"""Faults of the profile: what was heard is kept wrongly, or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from agents.dialogue import Change, Preference, Profile, Waive
from agents.meeting import with_wish
from evals.mutations.fault import Fault
from retrieval.catalogue import Catalogue, Constraint
from retrieval.scorer import Query

Changing = Callable[..., Profile]
SLATE = 3
"""Cards that are shown together."""


def _unchanged(_: Changing) -> Changing:
    return lambda profile, *args: profile


def _from_nothing(real: Changing) -> Changing:
    def apply(profile: Profile, *args: object) -> Profile:
        return real(Profile(shown=profile.shown, asked=profile.asked), *args)

    return apply


def _beside(_: Changing) -> Changing:
    def revised(profile: Profile, wish: Preference, catalogue: Catalogue) -> Profile:
        return replace(with_wish(profile, wish, catalogue), preferences=(*profile.preferences, wish))

    return revised


def _whole_slate(real: Changing) -> Changing:
    def rejecting(profile: Profile, item_ids: Sequence[str]) -> Profile:
        return real(profile, (*item_ids, *profile.shown[-SLATE:]))

    return rejecting


def _never_waived(real: Changing) -> Changing:
    def after(profile: Profile, act: object, *args: object) -> Profile:
        return profile if isinstance(act, Waive) and act.attribute else real(profile, act, *args)

    return after


def _seen_forgotten(real: Changing) -> Changing:
    def after_items(profile: Profile, act: object, *args: object) -> Profile:
        return replace(real(profile, act, *args), seen=profile.seen)

    return after_items


def _other_way(real: Callable[..., Constraint | None]) -> Callable[..., Constraint | None]:
    def bound(change: Change, *args: object) -> Constraint | None:
        turned = replace(change, direction="more" if change.direction == "less" else "less")
        return real(turned, *args)

    return bound


def _without_example(real: Callable[..., Query]) -> Callable[..., Query]:
    return lambda *args: replace(real(*args), like=())


FAULTS = (
    Fault(
        "profile-lost",
        "every turn begins without the wishes of the turns before",
        {"agents.nodes:apply": _from_nothing},
    ),
    Fault("undo-does-nothing", "“undo” leaves everything as it is", {"agents.profile:undo": _unchanged}),
    Fault("nothing-taken-back", "“forget the price” leaves the price", {"agents.profile:without_wish": _unchanged}),
    Fault("change-of-mind-added", "“a tarp instead” is kept beside the tent", {"agents.profile:_revised": _beside}),
    Fault("waiver-ignored", "“any colour will do” leaves the colour", {"agents.profile:_after": _never_waived}),
    Fault(
        "one-no-for-all",
        "a no to one card is a no to the others beside it",
        {"agents.profile:_rejecting": _whole_slate},
    ),
    Fault("seen-forgotten", "“I have that one” is not kept", {"agents.profile:_after_items": _seen_forgotten}),
    Fault("critique-turned", "“cheaper” asks for dearer ones", {"agents.critique:_bound": _other_way}),
    Fault("example-ignored", "“like the first” looks for nothing like it", {"agents.nodes:query": _without_example}),
)
