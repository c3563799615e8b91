"""The rival's store and its turns, as whoever waits for them sees them. Needs LangChain's packages."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import cast

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.messages import AIMessageChunk, HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.graph.state import CompiledStateGraph

from evals.benchmarks.model_turns import Trip
from evals.benchmarks.rival_assistant import Talk, build_assistant
from retrieval.catalogue import Catalogue, Domain, Item
from retrieval.embedder import Embedder, Progress
from retrieval.wording import in_words

Assistant = CompiledStateGraph[Talk, None, Talk, Talk]
BATCH = 256
LONGEST = 300
"""Characters of a document."""
BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True, slots=True)
class RivalSample:
    """One turn, in milliseconds from when it was said. Structured, all there is comes at once."""

    first_ms: float
    title_ms: float
    whole_ms: float
    cpu_ms: float
    trips: tuple[Trip, ...] = ()
    titles: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    """Ids of the items that the model was given, the nearest first."""


class Embedding(Embeddings):
    """Our embedder as LangChain wants one."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[float(n) for n in row] for row in self._embedder.embed(texts)]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def open_store(folder: Path, embedder: Embedder) -> Chroma:
    return Chroma("films", Embedding(embedder), persist_directory=str(folder))


def fill(store: Chroma, catalogue: Catalogue, progress: Progress) -> None:
    items = catalogue.items
    for start in range(0, len(items), BATCH):
        batch = items[start : start + BATCH]
        told = [Document(told_of(item, catalogue.domain), metadata={"id": item.id}) for item in batch]
        store.add_documents(told, ids=[item.id for item in batch])
        progress("the rival's store", min(start + BATCH, len(items)), len(items))


def told_of(item: Item, domain: Domain) -> str:
    """A title, all columns that people wish about, and the text, as a developer would string them together."""
    columns = ((a, item.values.get(a.name)) for a in domain.informable)
    values = [f"{a.label or a.name}: {in_words(a, value)}" for a, value in columns if value is not None]
    return "; ".join((item.title, *values, item.text))[:LONGEST]


def open_assistant(folder: Path, embedder: Embedder, url: str, structured: bool) -> Assistant:
    return build_assistant(open_store(folder, embedder), url, structured)


# --- turns ------------------------------------------------------------------------------------------------------------


async def conversation(assistant: Assistant, said: Sequence[str], structured: bool) -> list[RivalSample]:
    thread: RunnableConfig = {"configurable": {"thread_id": uuid.uuid4().hex}}
    one = _structured if structured else _prose
    return [await one(assistant, thread, utterance) for utterance in said]


async def _structured(assistant: Assistant, thread: RunnableConfig, utterance: str) -> RivalSample:
    cpu, start = process_time(), perf_counter()
    talk = await assistant.ainvoke({"messages": [HumanMessage(utterance)]}, thread)
    ms, cpu_ms = (perf_counter() - start) * 1000, (process_time() - cpu) * 1000
    return RivalSample(ms, ms, ms, cpu_ms, titles=tuple(talk["titles"]), found=_ids(talk["found"]))


async def _prose(assistant: Assistant, thread: RunnableConfig, utterance: str) -> RivalSample:
    said, first, title = "", 0.0, 0.0
    cpu, start = process_time(), perf_counter()
    events = assistant.astream({"messages": [HumanMessage(utterance)]}, thread, stream_mode="messages")
    async for event in events:
        piece, told = cast("tuple[object, Mapping[str, object]]", event)
        if told["langgraph_node"] != "answer" or not isinstance(piece, AIMessageChunk):
            continue
        said += piece.text
        now = (perf_counter() - start) * 1000
        first = first or (now if said else 0.0)
        title = title or (now if BOLD.search(said) else 0.0)
    ms, cpu_ms = (perf_counter() - start) * 1000, (process_time() - cpu) * 1000
    found = (await assistant.aget_state(thread)).values["found"]
    return RivalSample(first, title, ms, cpu_ms, titles=tuple(BOLD.findall(said)), found=_ids(found))


def _ids(found: Sequence[Document]) -> tuple[str, ...]:
    return tuple(str(one.metadata["id"]) for one in found)
