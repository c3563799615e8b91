"""docs/security.md: its settings exist, its commands run, what it shows vouches for people."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.security.refused import Refused, Unauthenticated
from app.security.tokens import Tokens
from app.settings import Settings

PAGE = Path(__file__).parents[3] / "docs" / "security.md"
TEXT = PAGE.read_text(encoding="utf-8")
TOKENS = Tokens(b"s" * 32)
SECRET = TOKENS.identity_secret("k1")


def block(language: str, holding: str) -> str:
    found: list[str] = re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    return next(one for one in found if holding in one)


def test_every_setting_that_is_named_exists() -> None:
    named = set(re.findall(r"TASTEMAKER_([A-Z_]+)", TEXT))
    assert len(named) >= 8
    assert {name.lower() for name in named} <= set(Settings.model_fields)


def test_defaults_are_as_they_are_told() -> None:
    for name, told in re.findall(r"\| `TASTEMAKER_(RATE_\w+)` \| `([^`]+)`", TEXT):
        assert Settings.model_fields[name.lower()].default == told


def reasons(kind: type[Refused]) -> set[str]:
    return {kind.reason}.union(*map(reasons, kind.__subclasses__()))


def test_every_reason_is_told() -> None:
    untold = {reason for reason in reasons(Refused) if f"`{reason}`" not in TEXT}
    assert untold == {Refused.reason, Unauthenticated.reason}


def test_the_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TASTEMAKER_VAR", str(tmp_path))
    lines = [line.split("#")[0].split() for line in block("sh", "keys list").splitlines()]
    assert len(lines) == 5
    for words in lines:
        ran = CliRunner().invoke(app, words[1:])
        assert ran.exit_code == 0, ran.output


def test_what_is_shown_in_python_vouches() -> None:
    place: dict[str, object] = {}
    exec(block("python", "def vouch"), place)
    vouch = place["vouch"]
    assert callable(vouch)
    assert TOKENS.person(vouch("ann", SECRET), "k1") == "ann"


@pytest.mark.skipif(not shutil.which("node"), reason="node is not installed")
def test_what_is_shown_in_javascript_vouches() -> None:
    program = block("js", "function vouch") + f'process.stdout.write(vouch("ann ü", "{SECRET}"));'
    told = subprocess.run(["node", "-e", program], check=True, capture_output=True, text=True, timeout=30)
    assert TOKENS.person(told.stdout, "k1") == "ann ü"
