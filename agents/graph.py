"""The path of one turn. Where a language model reads otherwise than the built-in reader, it goes back once."""

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime

from agents import nodes
from agents.dialogue import Move
from agents.second import worth_narrating
from agents.state import TurnState
from agents.world import World

TurnGraph = CompiledStateGraph[TurnState, World, TurnState, TurnState]


def build_graph() -> TurnGraph:
    graph = StateGraph(TurnState, context_schema=World)
    for node in (
        nodes.understand,
        nodes.profile,
        nodes.decide,
        nodes.elicit,
        nodes.answer,
        nodes.relax,
        nodes.retrieve,
        nodes.score,
        nodes.settle,
        nodes.rank,
        nodes.show,
        nodes.say,
        nodes.narrate,
        nodes.record,
    ):
        graph.add_node(node.__name__, node)
    graph.add_edge(START, "understand")
    graph.add_edge("understand", "profile")
    graph.add_edge("profile", "decide")
    graph.add_conditional_edges("decide", next_node, ["elicit", "answer", "relax", "retrieve"])
    graph.add_edge("retrieve", "score")
    for last, out in (("elicit", "say"), ("answer", "say"), ("relax", "say"), ("score", "rank")):
        graph.add_conditional_edges(last, settled_or_next, ["settle", out])
    graph.add_conditional_edges("settle", again_or_next, ["profile", "rank", "say"])
    graph.add_edge("rank", "show")
    graph.add_edge("show", "say")
    graph.add_conditional_edges("say", narrated_or_next, ["narrate", "record"])
    graph.add_edge("narrate", "record")
    graph.add_edge("record", END)
    return graph.compile()


def next_node(state: TurnState) -> str:
    match state["plan"].move:
        case Move.ELICIT:
            return "elicit"
        case Move.RECOMMEND:
            return "retrieve"
        case Move.RELAX:
            return "relax"
        case _:
            return "answer"


def settled_or_next(state: TurnState) -> str:
    """Up to here the turn went on from the built-in reading; nothing was shown or said."""
    return "settle" if state["meanwhile"].reading else _out(state)


def again_or_next(state: TurnState) -> str:
    return "profile" if state["again"] else _out(state)


def _out(state: TurnState) -> str:
    return "rank" if state.get("pool") else "say"


def narrated_or_next(state: TurnState, runtime: Runtime[World]) -> str:
    return "narrate" if worth_narrating(state, runtime.context) else "record"
