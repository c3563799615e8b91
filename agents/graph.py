"""The path of one turn."""

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from agents import nodes
from agents.dialogue import Move
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
        nodes.explain,
        nodes.show,
        nodes.say,
        nodes.record,
    ):
        graph.add_node(node.__name__, node)
    graph.add_edge(START, "understand")
    graph.add_edge("understand", "profile")
    graph.add_edge("profile", "decide")
    graph.add_conditional_edges("decide", next_node, ["elicit", "answer", "relax", "retrieve"])
    graph.add_edge("retrieve", "score")
    graph.add_edge("score", "explain")
    graph.add_edge("explain", "show")
    for last in ("elicit", "answer", "relax", "show"):
        graph.add_edge(last, "say")
    graph.add_edge("say", "record")
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
