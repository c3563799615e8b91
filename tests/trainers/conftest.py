"""Exports of real conversations, and the trainers that they are for, in an environment of their own."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from app.settings import Settings
from tests.trainers.talks import CATALOGUE, shelve, talk

SECRET = "the same each time, and with it who is in which split"


@dataclass(frozen=True)
class Exports:
    """All that `tastemaker export` makes of the conversations, a folder a format."""

    folder: Path
    refused: Mapping[str, str]
    """What was said of formats that nothing was written for."""

    def __getitem__(self, name: str) -> Path:
        if name in self.refused:
            pytest.fail(f"`tastemaker export {name}` wrote nothing: {self.refused[name]}")
        return self.folder / name

    def rows(self, name: str, path: str) -> int:
        return self.files(name)[path][0]

    def files(self, name: str) -> Mapping[str, tuple[int, list[str]]]:
        """Rows and columns of each file of rows, as the manifest tells them."""
        told = orjson.loads((self[name] / "manifest.json").read_bytes())
        return {
            file["path"]: (file["rows"], [column["name"] for column in file["columns"]])
            for file in told["files"]
            if file["columns"]
        }


@pytest.fixture(scope="session")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Exports:
    from storage.exports.formats import FORMATS

    var = tmp_path_factory.mktemp("var")
    settings = Settings(
        var=var,
        embedder="hash",
        catalogue=CATALOGUE,
        secret=SECRET,
        explore=0.2,
        questions="none",
        phrasing="templates",
    )
    shelve(settings, tmp_path_factory.mktemp("brought"))
    asyncio.run(talk(settings))
    folder = tmp_path_factory.mktemp("exports")
    named = {"TASTEMAKER_VAR": str(var), "TASTEMAKER_SECRET": SECRET, "TASTEMAKER_CATALOGUE": CATALOGUE}
    said = {form.name: _exported(form.name, folder / form.name, named) for form in FORMATS}
    return Exports(folder, {name: why for name, why in said.items() if why})


def _exported(name: str, out: Path, environment: Mapping[str, str]) -> str:
    """What was said, if nothing was written."""
    from app.cli import app

    found = CliRunner(env=dict(environment)).invoke(app, ["export", name, "--out", str(out)])
    if found.exception and not isinstance(found.exception, SystemExit):
        raise found.exception
    return "" if found.exit_code == 0 else f"{found.output} {found.exception}"
