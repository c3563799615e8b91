"""What a developer would write instead: LangGraph, langchain-chroma, one call. The bench's baseline; nobody is served.

It is meant to be fair: streamed, with a memory, and a follow-up is made a query of its own before it is searched for.
"""

from typing import Annotated, TypedDict

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.messages import AIMessage, AnyMessage, SystemMessage
from langchain_openai import ChatOpenAI
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, StateGraph, add_messages
from langgraph.graph.state import CompiledStateGraph
from pydantic import BaseModel, Field, SecretStr

REWRITE = (
    "Given a conversation and a follow-up message, write one standalone search query that can be understood without "
    "the conversation. Answer with the query alone."
)
RECOMMEND = (
    "You are a friendly film expert. From the films below, and only from them, recommend the three that best fit what "
    "the user wants. Respect every wish they name. Write each title in bold, with a sentence on why it fits.\n\n"
    "Films:\n{films}"
)


class Pick(BaseModel):
    title: str = Field(description="Exactly as in the list")
    reason: str = Field(description="One sentence on why it fits")


class Picks(BaseModel):
    picks: list[Pick] = Field(description="Three films, the best first")


class Talk(TypedDict, total=False):
    messages: Annotated[list[AnyMessage], add_messages]
    query: str
    found: list[Document]
    titles: list[str]


def build_assistant(store: Chroma, url: str, structured: bool) -> CompiledStateGraph[Talk, None, Talk, Talk]:
    llm = ChatOpenAI(model="double", base_url=url, api_key=SecretStr("none"), temperature=0, stream_usage=True)

    async def rewrite(state: Talk) -> Talk:
        said = state["messages"]
        told = said[0] if len(said) == 1 else await llm.ainvoke([SystemMessage(REWRITE), *said])
        return {"query": told.text}

    async def retrieve(state: Talk) -> Talk:
        return {"found": await store.asimilarity_search(state["query"], k=20)}

    async def answer(state: Talk) -> Talk:
        films = "\n".join(f"- {one.page_content}" for one in state["found"])
        asked = [SystemMessage(RECOMMEND.format(films=films)), *state["messages"]]
        if not structured:
            return {"messages": [await llm.ainvoke(asked)]}
        told = Picks.model_validate(await llm.with_structured_output(Picks).ainvoke(asked))
        text = "\n".join(f"**{one.title}** {one.reason}" for one in told.picks)
        return {"messages": [AIMessage(text)], "titles": [one.title for one in told.picks]}

    graph = StateGraph(Talk).add_sequence([rewrite, retrieve, answer]).add_edge(START, "rewrite")
    return graph.compile(checkpointer=InMemorySaver())
