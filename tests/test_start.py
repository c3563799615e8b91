"""Starting stays quick because heavy libraries have owners, and the command line imports none of them."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from time import perf_counter

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
    "chromadb": ("retrieval/indexes/chroma.py",),
    "sqlalchemy": ("storage/",),
    "alembic": ("storage/engine.py", "storage/migrations/"),
    "langgraph": ("agents/graph.py", "agents/nodes.py"),
    "gradio": ("app/ui/", "app/server.py"),
    "fastapi": ("app/api/", "app/server.py"),
    "starlette": ("app/api/", "app/server.py"),
    "uvicorn": ("app/server.py",),
    "onnx": ("retrieval/embedders/_minilm_graph.py",),
    "onnxruntime": ("retrieval/embedders/minilm.py",),
    "tokenizers": ("retrieval/embedders/minilm.py",),
    "pyarrow": ("retrieval/importing/",),
    "bm25s": ("retrieval/lexical.py",),
    "typer": ("app/cli.py", "app/commands/"),
    "pandas": (),
    "torch": (),
    "transformers": (),
    "sentence_transformers": (),
}
"""Library to the files, or folders ending in `/`, that may import it. None of ours needs the ones without owners."""


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every import in a file, inside functions too: top-level name and line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name.partition(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0], node.lineno


def sources() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def owned(library: str, place: str) -> bool:
    return any(place.startswith(owner) if owner.endswith("/") else place == owner for owner in OWNERS[library])


def strays(library: str) -> list[str]:
    return [
        f"{place}:{line}"
        for path in sources()
        if not owned(library, place := path.relative_to(ROOT).as_posix())
        for name, line in imports(path)
        if name == library
    ]


def help_page() -> tuple[frozenset[str], str, float]:
    """Top-level names of everything that `tastemaker --help` imports, what it prints, and how long it takes."""
    start = perf_counter()
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "app", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    taken = perf_counter() - start
    names = (line.rpartition("|")[2].strip() for line in ran.stderr.splitlines() if line.startswith("import time:"))
    return frozenset(name.partition(".")[0] for name in names), ran.stdout, taken


@pytest.fixture(scope="module")
def page() -> tuple[frozenset[str], str, float]:
    return help_page()


@pytest.mark.parametrize("library", HEAVY)
def test_help_imports_no_heavy_library(page: tuple[frozenset[str], str, float], library: str) -> None:
    imported, _, _ = page
    assert "typer" in imported
    assert library not in imported


def test_help_imports_nothing_that_measures(page: tuple[frozenset[str], str, float]) -> None:
    assert "evals" not in page[0]


def test_help_names_every_command_within_a_second(page: tuple[frozenset[str], str, float]) -> None:
    """The budget is 0.4 s on a quiet machine (`tastemaker bench start`); a busy one is given more, and another try."""
    _, text, taken = page
    assert all(command in text for command in ("chat", "talk", "import", "prepare", "bench"))
    assert taken < 1.0 or min(help_page()[2] for _ in range(2)) < 1.0


def test_no_other_distribution_owns_our_names() -> None:
    owners = packages_distributions()
    assert {name for package in PACKAGES for name in owners.get(package, ())} <= {"tastemaker"}


@pytest.mark.parametrize("library", OWNERS)
def test_a_library_is_imported_by_its_owners_only(library: str) -> None:
    assert strays(library) == []


@pytest.mark.parametrize(("library", "owner"), [(library, owner) for library in OWNERS for owner in OWNERS[library]])
def test_an_owner_still_imports_what_it_owns(library: str, owner: str) -> None:
    files = sorted((ROOT / owner).rglob("*.py")) if owner.endswith("/") else [ROOT / owner]
    assert any(name == library for path in files for name, _ in imports(path))


def test_imports_inside_functions_and_of_submodules_are_seen(tmp_path: Path) -> None:
    file = tmp_path / "one.py"
    file.write_text("def late() -> None:\n    import gradio.themes\n    from torch.nn import Module\n")
    assert list(imports(file)) == [("gradio", 2), ("torch", 3)]
