"""Plays one script: what is said next, what comes of it, and whether that was expected."""

from dataclasses import dataclass, field, replace
from typing import cast

from agents.grounding import Verifier
from app.reacting import Reaction
from evals.results import Check, Played
from evals.scripting.cited import filled, shown_card
from evals.scripting.doors import Door, Talk, Unplayable
from evals.scripting.expectations import checks
from evals.scripting.heard import Heard, Scene
from evals.scripting.laws import whole_checks
from evals.scripting.reading import Read
from evals.scripting.script import Line, Turn, When
from evals.scripting.written import DOING
from retrieval.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Ground:
    """What a domain's scripts are judged by."""

    catalogue: Catalogue
    verifier: Verifier


@dataclass(slots=True)
class Playing:
    """A script while it is played; what was heard before something broke stays."""

    read: Read
    ground: Ground
    seed: int = 0
    scenes: list[Scene] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)

    @property
    def heard(self) -> tuple[Heard, ...]:
        return tuple(scene.now for scene in self.scenes)

    async def play(self, door: Door) -> Played:
        """Raises whatever the product raises; `broken` then tells of it."""
        talk = await door.open(self.read.domain)
        try:
            for turn in self.read.script.turn:
                await self._turn(turn, talk)
            self.checks += whole_checks(self.read.script.expect, self.scenes, await talk.stored())
        finally:
            await talk.close()
        return self.played()

    async def _turn(self, turn: Turn, talk: Talk) -> None:
        for time in range(turn.repeat):
            line = self._line(turn, first=time == 0)
            if line is None:
                return
            heard = replace(await self._said(line, talk), number=len(self.scenes) + 1)
            scene = Scene(heard, self.heard, self.ground.catalogue, self.ground.verifier)
            self.scenes.append(scene)
            self.checks += checks(line.expect, scene)
            if line is not turn:
                self.checks += checks(turn.expect, scene)

    def _line(self, turn: Turn, first: bool) -> Line | None:
        last = self.scenes[-1].now if self.scenes else None
        fitting = next((one for one in turn.when if last and _fits(one, last)), None)
        plain = turn if first and (turn.say is not None or turn.do is not None) else None
        return fitting or plain

    async def _said(self, line: Line, talk: Talk) -> Heard:
        if line.do is not None:
            return await self._done(line.do, talk)
        about = [self._id(name) for name in line.about]
        try:
            said = filled(line.say or "", self.heard, self.ground.catalogue)
        except ValueError as error:
            raise Unplayable(str(error)) from error
        return await talk.say(said, about)

    async def _done(self, doing: str, talk: Talk) -> Heard:
        match = DOING.fullmatch(doing)
        if match is None or match["what"]:
            return await talk.edit("undo")
        if match["edit"]:
            return await talk.edit("remove" if match["edit"] == "remove" else "toggle", match["attribute"].strip())
        try:
            card = shown_card("last", match["rank"], self.heard)
        except ValueError as error:
            raise Unplayable(str(error)) from error
        heard = await talk.react(card.impression, cast("Reaction", match["kind"]), match["reason"] or "")
        return replace(heard, tapped=(match["kind"], card.item_id))

    def _id(self, name: str) -> str:
        return next((item.id for item in self.ground.catalogue.items if item.title == name), name)

    def broken(self, error: BaseException) -> Played:
        """What was played until something broke, and that as a check that failed."""
        plain = isinstance(error, Unplayable)
        reason = f"{error}" if plain else f"it broke off: {type(error).__name__}: {error}"
        self.checks.append(Check("answered", False, reason, len(self.scenes) + 1))
        return self.played()

    def played(self) -> Played:
        script, turns = self.read.script, self.heard
        figures = {
            "turns": float(len(turns)),
            "questions": float(sum(bool(one.question) for one in turns)),
            "ms": round(sum(one.ms for one in turns), 1),
            "calls": float(sum(one.calls or 0 for one in turns)),
            "tokens": float(sum(one.tokens or 0 for one in turns)),
        }
        return Played(
            self.read.name,
            self.read.domain,
            "script",
            script.persona,
            self.seed,
            tuple(one.played() for one in turns),
            tuple(sorted(self.checks, key=lambda check: (not check.turn, check.turn))),
            figures,
            script.known,
        )


def _fits(one: When, last: Heard) -> bool:
    asked = one.asked is None or last.question in one.asked
    return asked and (one.move is None or last.move in one.move)
