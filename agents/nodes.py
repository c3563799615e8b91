"""What happens in each node of the graph. A node reads the state and returns what it changes."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from time import perf_counter
from typing import Protocol

from langgraph.runtime import Runtime

from agents import answering, beside, duelling, recommending, saying
from agents.acknowledging import lead
from agents.dialogue import Act, Ask, Compare, Move, Other, Reply, Turn, TurnStatus
from agents.events import CardsReady, ReasonReady, Replied, StepStarted, Understood, Words
from agents.grading import MOST, Wanted
from agents.meanwhile import Meanwhile
from agents.policy import decide as choose_move
from agents.policy import excluded, searches
from agents.profile import apply
from agents.rewriting import thin
from agents.second import (
    bare,
    beside_wishes,
    in_their_language,
    notices,
    reading_of,
    reworded,
    understood_by,
)
from agents.state import TurnState
from agents.translating import spoken_before
from agents.understanding.model_asked import certain, to_check
from agents.understanding.settling import settle as settle_readings
from agents.understanding.settling import to_no_effect, unasked
from agents.wishes import plain_wish, query, query_text
from agents.world import World

PIECE = 12
"""Words of text sent at a time."""


class Node(Protocol):
    __name__: str

    def __call__(self, state: TurnState, runtime: Runtime[World]) -> Awaitable[TurnState]: ...


def timed(node: Callable[[TurnState, Runtime[World]], Awaitable[TurnState]]) -> Node:
    """Announces the step, and adds the milliseconds it took to the state."""
    name = node.__name__

    async def run(state: TurnState, runtime: Runtime[World]) -> TurnState:
        runtime.stream_writer(StepStarted(name))
        start = perf_counter()
        changed = await node(state, runtime)
        changed["timings"] = {name: round((perf_counter() - start) * 1000, 2)}
        return changed

    run.__name__ = name
    return run


@timed
async def understand(state: TurnState, runtime: Runtime[World]) -> TurnState:
    """The built-in reading at once; where it is not certain, a model begins to read too, and the turn goes on."""
    world, utterance, conversation = runtime.context, state["utterance"], state["conversation"]
    acts = world.reader.read(utterance, conversation)
    changed: TurnState = {"acts": acts, "meanwhile": state.get("meanwhile") or Meanwhile()}
    if world.second_reader and certain(acts, utterance, conversation):
        changed["settled"] = unasked(acts, spoken_before(conversation))
    elif world.second_reader:
        changed["meanwhile"].reading.begin(world.second_reader.read(utterance, conversation, to_check(acts)))
    return changed


@timed
async def settle(state: TurnState, runtime: Runtime[World]) -> TurnState:
    """Takes the model's reading. Only where it leads elsewhere does the turn go back, to the profile."""
    settled = settle_readings(state["acts"], await state["meanwhile"].reading.result())
    if not _leads_elsewhere(state, settled.acts, runtime.context):
        return {"settled": to_no_effect(settled, state["acts"]), "again": False}
    state["meanwhile"].end_judging()
    undone: TurnState = {"pool": (), "comparison": None, "suggestions": ()}
    return {**undone, "settled": settled, "acts": settled.acts, "again": True}


def _leads_elsewhere(state: TurnState, acts: tuple[Act, ...], world: World) -> bool:
    """Whether the acts make another profile, or ask for another answer, than those the turn went on with."""
    conversation = state["conversation"]
    before = conversation.profile
    one, other = (bare(apply(before, some, world.catalogue, conversation)) for some in (state["acts"], acts))
    return one != other or beside_wishes(state["acts"]) != beside_wishes(acts)


@timed
async def profile(state: TurnState, runtime: Runtime[World]) -> TurnState:
    before = state["conversation"].profile
    after = apply(before, state["acts"], runtime.context.catalogue, state["conversation"])
    runtime.stream_writer(Understood(state["acts"], after))
    return {"known": after}


@timed
async def decide(state: TurnState, runtime: Runtime[World]) -> TurnState:
    world = runtime.context
    closeness = world.retriever.closeness(state["utterance"]) if searches(state["acts"]) else -1.0
    plan = choose_move(
        state["acts"],
        state["known"],
        state["conversation"],
        world.catalogue,
        world.columns,
        world.questions,
        closeness,
        world.dials.size,
        world.blocked,
    )
    return {"plan": plan}


@timed
async def elicit(state: TurnState, runtime: Runtime[World]) -> TurnState:
    question = state["plan"].question
    if question is None:
        raise ValueError("the plan is to ask, but holds no question")
    known = state["known"]
    asked = replace(known, asked=known.asked | {question.attribute})
    hello = saying.greeting(runtime.context.catalogue) if saying.is_greeting(state["acts"]) else ""
    return {"known": asked, "body": f"{hello} {question.text}".strip()}


@timed
async def answer(state: TurnState, runtime: Runtime[World]) -> TurnState:
    """Inform, explain, compare, clarify, close: whatever needs no retrieval."""
    world, conversation, known = runtime.context, state["conversation"], state["known"]
    move = state["plan"].move
    for act in state["acts"]:
        if isinstance(act, Compare) and move is Move.COMPARE:
            text, table = answering.comparison(act, known, conversation, world.catalogue)
            return {"body": text, "comparison": table}
        if isinstance(act, Other) and move is Move.CLARIFY:
            text, options = beside.clarify(act, world.catalogue, state["number"], known)
            return {"body": text, "suggestions": options}
    if move is Move.CLOSE:
        return {"body": beside.close(state["acts"], world.catalogue, state["number"])}
    asks = [act for act in state["acts"] if isinstance(act, Ask)]
    told = (
        answering.answer(a, known, conversation, world.catalogue, world.columns, frozenset(world.blocked)) for a in asks
    )
    return {"body": " ".join(told)}


@timed
async def relax(state: TurnState, runtime: Runtime[World]) -> TurnState:
    world = runtime.context
    body = saying.regret(state["plan"], state["known"], world.catalogue, world.columns, state["conversation"])
    return {"body": body}


@timed
async def retrieve(state: TurnState, runtime: Runtime[World]) -> TurnState:
    known, world = state["known"], runtime.context
    text = query_text(state["conversation"], plain_wish(state["acts"], state["utterance"]), known)
    wanted = query(known, text, excluded(known, state["acts"], world.catalogue, world.columns, world.blocked))
    return {"query": wanted, "candidates": await world.retriever.retrieve(wanted)}


@timed
async def score(state: TurnState, runtime: Runtime[World]) -> TurnState:
    """The pre-filter keeps the best of the fusion, the scorer judges those; a model begins to judge the best.

    Or, where words that it reads too found little, to say what else to search for.
    """
    world, query, meanwhile = runtime.context, state["query"], state["meanwhile"]
    scored = await recommending.scored(world, query, state["candidates"])
    if world.rewriter and thin(state["candidates"], query) and not state.get("settled"):
        meanwhile.rewriting.begin(world.rewriter.rewrite(state["known"], query.text))
    elif world.second_scorer and scored:
        wanted = Wanted(state["known"], query, state["utterance"], state["conversation"].id)
        best, before = zip(*scored[:MOST], strict=True)
        meanwhile.grading.begin(world.second_scorer.grade(wanted, best, before))
    return {"pool": scored, "judged": None}


@timed
async def rank(state: TurnState, runtime: Runtime[World]) -> TurnState:
    """Takes what a model made of the candidates, chooses the slate behind the gatekeeper, and gives the reasons."""
    world, known, query = runtime.context, state["known"], state["query"]
    judged = await recommending.judged(world, query, state["candidates"], state["pool"], state["meanwhile"])
    seed = f"{state['conversation'].id}/{state['number']}"
    chosen = recommending.chosen(world, query, known, judged, seed)
    slate = recommending.slate(world, known, chosen.choice.picks)
    if not world.challenger or not duelling.due(world.challenger, state.get("duels", "never"), seed):
        return {"slate": slate, "judged": chosen}
    contest = await duelling.contest(world.challenger, query, known, chosen, slate, seed)
    return {"slate": contest.slate, "judged": contest.judged, "contest": contest}


@timed
async def show(state: TurnState, runtime: Runtime[World]) -> TurnState:
    """Commits the slate, or both of a duel, then lets their cards go."""
    world, slate, known = runtime.context, state["slate"], state["known"]
    if slate is None:
        raise ValueError("the plan is to show, but there is no slate")
    contest, place = state.get("contest"), (state["conversation"].id, state["number"])
    duel = contest.duel if contest else None
    if duel:
        await world.recorder.commit_duel(*place, slate, duel, known)
        body = duelling.invitation(state["plan"], known, world.catalogue.domain)
    else:
        await world.recorder.commit_slate(*place, slate, known, duel=contest.id if contest else "")
        body = saying.offer(slate, state["plan"], known, world.catalogue, state["query"].exclude)
    runtime.stream_writer(CardsReady(slate, duel))
    now = dict.fromkeys((*slate.item_ids, *(duel.beside.item_ids if duel else ())))
    return {"known": replace(known, shown=(*(i for i in known.shown if i not in now), *now)), "body": body}


@timed
async def say(state: TurnState, runtime: Runtime[World]) -> TurnState:
    catalogue, plan, slate = runtime.context.catalogue, state["plan"], state.get("slate")
    judged = state.get("judged") if slate else None
    understood = lead(state["acts"], state["conversation"].profile, state["known"], catalogue)
    if plan.move is Move.CLARIFY:
        understood = ""
    elif slate and searches(state["acts"]):
        understood = saying.looked_for(state["utterance"])
    text = f"{understood} {state['body']}".strip()
    options = state.get("suggestions") or saying.suggestions(plan.move, plan, slate, catalogue)
    contest = state.get("contest") if slate else None
    duel = contest.duel if contest else None
    worded = await in_their_language(text, state, runtime.context)
    text = worded.text
    trouble = runtime.context.trouble() if slate else ""
    reply = Reply(
        move=plan.move,
        text=text,
        slate=slate,
        question=plan.question,
        relaxations=plan.relaxations,
        comparison=state.get("comparison"),
        suggestions=duelling.placeless(options) if duel else options,
        notices=(*((trouble,) if trouble else ()), *notices(state), *worded.notices),
        understood_by=understood_by(state, runtime.context),
        phrased_by=worded.phrased_by,
        duel=duel,
    )
    if judged:
        reply = recommending.told(reply, judged, runtime.context)
    words = text.split(" ")
    for start in range(0, len(words), PIECE):
        piece = " ".join(words[start : start + PIECE])
        runtime.stream_writer(Words(piece if start == 0 else f" {piece}"))
    return {"reply": reply, "reading": reading_of(state, worded)}


@timed
async def narrate(state: TurnState, runtime: Runtime[World]) -> TurnState:
    """The cards are out; their reasons come once more in a model's words, each as soon as it is found to be true."""
    slate, narrator, reply = state["slate"], runtime.context.narrator, state["reply"]
    if slate is None or narrator is None:
        raise ValueError("there is nothing to narrate, or nobody to do it")

    def tell(impression_id: str, sentence: str) -> None:
        runtime.stream_writer(ReasonReady(impression_id, sentence))

    done = await narrator.narrate(slate, state["known"], tell)
    calls = (*reply.calls, done.call) if done.call else reply.calls
    worded = reworded(slate, done.sentences)
    return {"reply": replace(reply, slate=worded, phrased_by=done.phrased_by, calls=calls, cut=(*reply.cut, *done.cut))}


@timed
async def record(state: TurnState, runtime: Runtime[World]) -> TurnState:
    reply = state["reply"]
    turn = Turn(
        number=state["number"],
        utterance=state["utterance"],
        acts=state["acts"],
        profile=state["known"],
        reply=reply,
        status=TurnStatus.DONE,
        timings=state["timings"],
        reading=state.get("reading"),
    )
    await runtime.context.recorder.finish_turn(state["conversation"].id, turn)
    runtime.stream_writer(Replied(reply, state["known"], turn.reading, turn.number))
    return {}
