"""Questions to a judge, several at a time, each answer stored as it comes; where it can go on no more, it stops."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from agents.judging.agreement import grade
from agents.judging.judge import JUDGE, Graded, Judge
from agents.models.costs import Budget
from agents.models.model import ModelError
from app.judging.picking import Question
from app.judging.plan import Tally
from storage.judgements import Judgement, Judgements, judgement_id

FAILURES = 3
"""In a row, after which a model is left alone."""

Told = Callable[[int], None]
"""Called with how many pairs were asked about so far."""


@dataclass(slots=True)
class Asking:
    judge: Judge
    judgements: Judgements
    prices: Budget
    tally: Tally
    at_once: int
    told: Told
    _width: int = 0
    """How many at a time for now; 1 after a refusal, until one question alone was answered."""
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)
    _keeping: set[asyncio.Task[None]] = field(default_factory=set)
    """What is being written, which nobody who leaves breaks off: it is paid for."""
    _again: deque[Question] = field(default_factory=deque)
    _failures: int = 0
    _why: str = ""

    async def all(self, questions: AsyncIterator[Question]) -> None:
        """Until there are no more, or no more can be asked. Raises StoreUnavailable. Cancelled, it hangs up."""
        self._width = self.at_once
        try:
            async for question in questions:
                self._again.append(question)
                self._begin()
                while len(self._under_way) >= self._width:
                    await self._one_done()
                if self.tally.stopped:
                    break
            self._begin()
            while self._under_way:
                await self._one_done()
                self._begin()
        finally:
            await self._hang_up()

    def _begin(self) -> None:
        """What is waiting, as far as there is room."""
        while self._again and len(self._under_way) < self._width and not self.tally.stopped:
            alone = not self._under_way
            self._under_way.add(asyncio.create_task(self._ask(self._again.popleft(), alone)))

    async def _one_done(self) -> None:
        done, self._under_way = await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.gather(*done)

    async def _hang_up(self) -> None:
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, *self._keeping, return_exceptions=True)

    # --- one question -------------------------------------------------------------------------------------------------

    async def _ask(self, question: Question, alone: bool) -> None:
        try:
            graded = await self.judge.grade(question.context, question.items)
        except ModelError as error:
            self._failed(question, error, alone)
            return
        self._failures, self._why = 0, ""
        self._width = self.at_once if alone else self._width
        self._keeping.add(keeping := asyncio.create_task(self._keep(question, graded)))
        await asyncio.shield(keeping)
        self._keeping.discard(keeping)

    async def _keep(self, question: Question, graded: Graded) -> None:
        await self.judgements.keep(list(self._rows(question, graded)))
        self._count(question, graded)

    def _failed(self, question: Question, error: ModelError, alone: bool) -> None:
        """What costs nothing is asked once more, alone: what others could still have cost is set aside no longer."""
        self._why = self._why or str(error)
        if not error.free:
            self._failures += 1
            self.tally.troubles[str(error)] += 1
        elif not alone:
            self._again.append(question)
            self._width = 1
            return
        if error.free or self._failures >= FAILURES:
            self.tally.stopped = self._why

    def _rows(self, question: Question, graded: Graded) -> Iterator[Judgement]:
        """What the question took is shared among what came of it."""
        count, tokens = len(graded.grades), graded.tokens_in + graded.tokens_out
        money = self.prices.cost(graded.tokens_in, graded.tokens_out).money
        at, context = datetime.now(UTC), question.context
        for place, (item_id, relevance) in enumerate(graded.grades.items()):
            yield Judgement(
                id=judgement_id(context.conversation, context.turn, item_id, self.judge.name, JUDGE),
                conversation_id=context.conversation,
                turn=context.turn,
                item_id=item_id,
                relevance=relevance,
                judge=self.judge.name,
                prompt=graded.prompt,
                at=at,
                tokens=tokens * (place + 1) // count - tokens * place // count,
                money=money / count,
            )

    def _count(self, question: Question, graded: Graded) -> None:
        tally = self.tally
        tally.questions += 1
        tally.asked += len(question.items)
        tally.judged += len(graded.grades)
        tally.beside += len(question.beside & graded.grades.keys())
        tally.grades.update(map(grade, graded.grades.values()))
        if graded.grades:
            tally.prompts[graded.prompt] += len(graded.grades)
        if graded.trouble:
            tally.troubles[graded.trouble] += 1
        self.told(tally.asked)
