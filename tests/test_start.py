"""Starting stays quick because heavy libraries have owners, and the command line imports none of them."""

import ast
import resource
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("app", "agents", "retrieval", "storage", "evals")
HEAVY = (
    "chromadb",
    "fastapi",
    "gradio",
    "langgraph",
    "onnx",
    "onnxruntime",
    "pandas",
    "pyarrow",
    "sqlalchemy",
    "torch",
    "transformers",
)

OWNERS = {
    "chromadb": ("retrieval/indexes/", "evals/benchmarks/retrieval.py"),
    "sqlalchemy": ("storage/", "evals/benchmarks/labels_store.py"),
    "alembic": ("storage/engine.py", "storage/migrations/"),
    "langgraph": ("agents/graph.py", "agents/nodes.py", "evals/benchmarks/rival_"),
    "gradio": ("app/chat_ui.py",),
    "fastapi": ("app/chat_ui.py", "app/server.py", "app/api/", "app/security/", "app/protocols/mcp/", "app/widget/"),
    "starlette": ("app/server.py", "app/api/", "app/security/", "app/protocols/mcp/"),
    "uvicorn": ("app/server.py",),
    "ag_ui": ("app/protocols/agui.py", "app/api/agui.py", "app/api/sse.py"),
    "jsonpatch": ("app/protocols/agui.py",),
    "jwt": ("app/security/",),
    "limits": ("app/security/",),
    "mcp": ("app/protocols/mcp/",),
    "rjsmin": ("app/widget/bundle.py",),
    "onnx": ("retrieval/embedders/_minilm_graph.py", "retrieval/indexes/compact.py"),
    "onnxruntime": ("retrieval/embedders/minilm.py", "retrieval/indexes/compact.py"),
    "tokenizers": ("retrieval/embedders/minilm.py",),
    "openai": ("agents/models/openai_endpoint.py", "agents/models/openai_wire.py"),
    "httpx2": (
        "agents/models/openai_endpoint.py",
        "app/client.py",
        "evals/benchmarks/",
        "evals/scripting/over_http.py",
        "evals/talking.py",
    ),
    "tenacity": ("agents/models/openai_endpoint.py", "agents/models/openai_wire.py"),
    "langchain": ("agents/models/langchain.py",),
    "langchain_core": ("agents/models/langchain.py", "evals/benchmarks/rival_"),
    "langchain_chroma": ("evals/benchmarks/rival_",),
    "langchain_openai": ("evals/benchmarks/rival_",),
    "json_repair": ("agents/understanding/model_wire.py",),
    "pyarrow": ("retrieval/importing/", "storage/exports/files.py"),
    "bm25s": ("retrieval/lexical.py", "agents/understanding/foreign.py"),
    "typer": ("app/cli.py", "app/commands/"),
    "pandas": ("evals/benchmarks/logs_ranker.py", "evals/benchmarks/ratings_library.py"),
    "presidio_analyzer": ("storage/scrub",),
    "torch": ("agents/models/transformers_", "retrieval/scorers/cross_encoder.py"),
    "transformers": ("agents/models/transformers_",),
    "sentence_transformers": ("retrieval/scorers/cross_encoder.py",),
}
"""Library to the files that may import it: their whole names, or how these begin. Some are for nobody."""


@cache
def imports(path: Path) -> tuple[tuple[str, int], ...]:
    """Every import in a file, those inside functions and for types only too: top-level name and line."""
    return tuple(_imports(ast.parse(path.read_text(encoding="utf-8"))))


def _imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name.partition(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0], node.lineno


def sources() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def owned(library: str, place: str) -> bool:
    return any(place == owner if owner.endswith(".py") else place.startswith(owner) for owner in OWNERS[library])


def strays(library: str) -> list[str]:
    return [
        f"{place}:{line}"
        for path in sources()
        if not owned(library, place := path.relative_to(ROOT).as_posix())
        for name, line in imports(path)
        if name == library
    ]


@pytest.fixture(scope="module")
def imported_by_help() -> frozenset[str]:
    """Top-level names of all modules that `tastemaker --help` imports."""
    told = _python("-X", "importtime", "-m", "app", "--help").stderr.splitlines()
    names = (line.rpartition("|")[2].strip() for line in told if line.startswith("import time:"))
    return frozenset(name.partition(".")[0] for name in names)


def _python(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *options], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)


@pytest.mark.parametrize("library", HEAVY)
def test_help_imports_no_heavy_library(imported_by_help: frozenset[str], library: str) -> None:
    assert "typer" in imported_by_help
    assert library not in imported_by_help


def test_help_imports_nothing_that_measures(imported_by_help: frozenset[str]) -> None:
    assert "evals" not in imported_by_help


def test_help_names_every_command_in_less_than_a_second() -> None:
    """Of CPU time, which other work on the machine hardly changes. The budget is 0.4 s: `tastemaker bench start`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    text = _python("-m", "app", "--help").stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert all(command in text for command in ("chat", "talk", "import", "prepare", "bench"))
    assert after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime < 1.0


def test_no_other_distribution_owns_our_names() -> None:
    owners = packages_distributions()
    assert {name for package in PACKAGES for name in owners.get(package, ())} <= {"tastemaker"}


@pytest.mark.parametrize("library", OWNERS)
def test_a_library_is_imported_by_its_owners_only(library: str) -> None:
    assert strays(library) == []


@pytest.mark.parametrize(("library", "owner"), [(library, owner) for library in OWNERS for owner in OWNERS[library]])
def test_an_owner_still_imports_what_it_owns(library: str, owner: str) -> None:
    files = [path for path in sources() if path.relative_to(ROOT).as_posix().startswith(owner)]
    assert any(name == library for path in files for name, _ in imports(path))


def test_imports_inside_functions_and_of_submodules_are_seen(tmp_path: Path) -> None:
    file = tmp_path / "one.py"
    file.write_text("def late() -> None:\n    import gradio.themes\n    from torch.nn import Module\n")
    assert imports(file) == (("gradio", 2), ("torch", 3))
