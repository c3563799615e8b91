"""Every block of the README is executed; its generated parts are made anew and compared."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from evals.mutations.faults import FAULTS
from evals.scripting.reading import find

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
KEPT = ROOT / "var" / "tests"
"""Built once and kept between runs: what is unchanged is not embedded again."""
BIN = Path(sys.executable).parent


def blocks(language: str) -> list[str]:
    return [text for name, text in BLOCKS if name == language]


def test_every_block_is_of_a_kind_that_is_executed_here() -> None:
    assert {name for name, _ in BLOCKS} == {"sh", "csv", "text", "mermaid", "html", "python", "toml"}
    assert len(blocks("sh")) == 7


@pytest.mark.slow
def test_the_graph_and_the_conversation_are_what_the_program_does() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/readme.py", "--check", "--var", str(KEPT)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"`make readme` would change the README.\n{done.stdout}{done.stderr}"


@pytest.mark.slow
def test_the_first_block_opens_the_chat_and_stops_cleanly() -> None:
    assert blocks("sh")[0].strip() == "make chat"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {"TASTEMAKER_PORT": str(port), "TASTEMAKER_VAR": str(KEPT)}
    chat = subprocess.Popen(
        ["make", "chat"],
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        answer = wait_for(f"http://127.0.0.1:{port}/healthz", chat)
        assert "films" in answer
    finally:
        os.killpg(chat.pid, signal.SIGINT)
        said, _ = chat.communicate(timeout=30)
    assert "Traceback" not in said
    assert f"http://127.0.0.1:{port}" in said


def wait_for(url: str, process: "subprocess.Popen[str]", seconds: float = 240) -> str:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert process.poll() is None, process.stdout.read() if process.stdout else ""
        try:
            with urllib.request.urlopen(url, timeout=2) as page:
                return str(page.read().decode())
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    raise AssertionError(f"{url} did not answer in {seconds} s")


def test_the_uv_block_resolves_with_the_same_constraints(tmp_path: Path) -> None:
    """`uv pip install` is run with `--dry-run`: everything is resolved, nothing is installed a second time."""
    first, second = blocks("sh")[1].strip().splitlines()
    assert second == ".venv/bin/tastemaker chat"
    steps = [step.strip() for step in first.split("&&")]
    assert steps[0] == "uv venv"
    uv = str(BIN / "uv")
    subprocess.run([uv, "venv", "-q", str(tmp_path / "venv"), "--python", sys.executable], check=True)
    for step in steps[1:]:
        words = step.split()
        assert words[:3] == ["uv", "pip", "install"]
        command = [uv, "pip", "install", "--dry-run", "--python", str(tmp_path / "venv"), *words[3:]]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "torch==" not in done.stderr


@pytest.mark.slow
def test_a_catalogue_of_ones_own_in_three_lines(tmp_path: Path) -> None:
    (tmp_path / "teas.csv").write_text(blocks("csv")[0], encoding="utf-8")
    preview, imported, talk = blocks("sh")[2].strip().splitlines()
    assert "price" in run(preview, tmp_path)
    assert not (tmp_path / "var" / "catalogues" / "teas" / "current").exists(), "a dry run builds nothing"
    run(imported, tmp_path)
    assert (tmp_path / "var" / "catalogues" / "teas" / "domain.toml").exists()
    said = run(talk, tmp_path)
    assert "Field Day" in said
    assert "Morning Kettle" not in said
    assert "Quiet Hour" not in said, "7.20 is not under 7"
    labels, exported, listed = blocks("sh")[5].strip().splitlines()
    assert "teas" in run(labels, tmp_path)
    run(exported, tmp_path)
    assert json.loads((tmp_path / "teas-rows" / "manifest.json").read_bytes())["format"] == "parquet"
    count = {"Nineteen": 19}[re.findall(r"(\w+) formats, each loaded", README)[0]]
    assert len(re.findall(r"^[a-z]", run(listed, tmp_path), re.M)) == count
    (tmp_path / "teas.toml").write_text(blocks("toml")[0], encoding="utf-8")
    played, simulated, reported = blocks("sh")[6].strip().splitlines()
    assert "1 of 1 scripts pass" in run(played, tmp_path)
    assert "40 people" in run(simulated, tmp_path)
    run(reported, tmp_path)
    assert "teas" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_the_scripts_and_faults_are_as_many_as_it_says() -> None:
    scripts, faults = (re.findall(rf"(\d+) {what}", README) for what in ("scripts over five", "deliberate faults"))
    assert [int(number) for number in scripts] == [len(find(()))]
    assert [int(number) for number in faults] == [len(FAULTS)]


@pytest.mark.slow
def test_a_key_a_server_and_every_door_that_is_shown(tmp_path: Path) -> None:
    """The lines as they stand, but for the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    create, serve = blocks("sh")[3].strip().splitlines()
    made = run(create, tmp_path)
    script = blocks("html")[0].strip()
    key = re.findall(r"tm_site_[\w-]{20,}", made)[0]
    assert script.replace("tm_site_...", key) in made
    settings = {"TASTEMAKER_PORT": port, "TASTEMAKER_VAR": str(KEPT), "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    server = subprocess.Popen(serve.split(), env={**os.environ, **settings}, stdout=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", server)  # type: ignore[arg-type]
        asked = run(blocks("sh")[4].strip().replace("7860", port), tmp_path)
        assert json.loads(asked)["choices"][0]["message"]["content"].count("\n1. ") == 1
        client = blocks("python")[0].replace("7860", port)
        said = subprocess.run([sys.executable, "-c", client], cwd=ROOT, capture_output=True, text=True, check=True)
        assert len(said.stdout.splitlines()) == 3
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)


def run(line: str, folder: Path) -> str:
    """In a shell, in a folder of its own, with the MiniLM graph of the other tests."""
    (folder / "var").mkdir(exist_ok=True)
    models = folder / "var" / "models"
    if not models.exists() and (KEPT / "models").exists():
        models.symlink_to(KEPT / "models")
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        line, shell=True, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_links_lead_to_files_that_exist() -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert targets
    missing = [target for target in targets if not (ROOT / target).exists()]
    assert missing == []
