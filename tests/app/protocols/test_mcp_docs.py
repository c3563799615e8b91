"""docs/mcp.md: its program runs, its configurations are what is meant, and it names what there is."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.protocols.mcp.listing import TOOLS
from tests.doubles.serving import Served

DOCS = (Path(__file__).parents[3] / "docs" / "mcp.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", DOCS, re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    return [text for name, text in BLOCKS if name == language]


def test_every_tool_is_named_with_arguments_that_it_has() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \|[^|]*\| (.*) \|$", DOCS, re.MULTILINE))
    assert set(rows) == {tool.name for tool in TOOLS}
    for tool in TOOLS:
        schema = json.dumps(tool.input_schema((), 1))
        assert all(f'"{name.rpartition(".")[2]}"' in schema for name in re.findall(r"`([\w.]+)`", rows[tool.name]))


def test_the_program_runs_as_it_stands(api: Served) -> None:
    (program,) = blocks("python")
    address = "http://127.0.0.1:7860"
    assert address in program
    code = program.replace(address, api.base)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.count("conversation: ") == 2


def test_the_configuration_that_is_printed_is_the_one_that_is_shown(tmp_path: Path) -> None:
    (ours, network) = (json.loads(block) for block in blocks("json"))
    done = CliRunner().invoke(app, ["mcp", "--show", "--catalogue", "films", "--folder", str(tmp_path)])
    printed = json.loads(done.stdout)["mcpServers"]["tastemaker"]
    shown = ours["mcpServers"]["tastemaker"]
    assert printed.keys() == shown.keys()
    assert printed["args"] == [*shown["args"][:-1], str(tmp_path)]
    assert Path(cast(str, printed["command"])).name == Path(shown["command"]).name
    assert network["mcpServers"]["tastemaker"]["url"].endswith("/mcp")


@pytest.mark.parametrize("folder", ["nowhere", "file"])
def test_a_folder_that_is_none_is_told(tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").touch()
    done = CliRunner().invoke(app, ["mcp", "--folder", str(tmp_path / folder)])
    assert done.exit_code == 1
    assert "cannot be used" in str(done.exception)
