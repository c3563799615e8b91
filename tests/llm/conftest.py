"""SmolLM2, a real language model, served over HTTP from an environment of its own (`make test-llm` installs it)."""

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.settings import Settings

ENVIRONMENT = Path(os.environ.get("LLM_ENVIRONMENT", Path(__file__).parents[2] / ".venv-llm"))
MODEL = ENVIRONMENT / "smollm2"
PATIENCE = 180.0
"""Seconds until the server is up, and for one question; a shared machine may need them."""


@dataclass(frozen=True)
class Served:
    address: str
    server: subprocess.Popen[bytes]

    def kill(self) -> None:
        """At once: asked to end, it would first finish what nobody waits for any more."""
        self.server.kill()
        self.server.wait(30)


@contextmanager
def serving() -> Iterator[Served]:
    """A server of its own."""
    program = ENVIRONMENT / "bin" / "transformers"
    if not (program.exists() and MODEL.exists()):
        pytest.fail("The small language model is not installed; `make test-llm` installs it.")
    port = _free_port()
    command = (program, "serve", MODEL, "--host", "127.0.0.1", "--port", str(port), "--device", "cpu")
    with tempfile.TemporaryDirectory() as home:
        quiet = {**os.environ, "HF_HOME": home, "HF_HUB_OFFLINE": "1"}
        server = subprocess.Popen(
            [*command, "--dtype", "float32"], env=quiet, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        served = Served(f"http://127.0.0.1:{port}/v1", server)
        try:
            _wait(server, port)
            yield served
        finally:
            served.kill()


@pytest.fixture(scope="session")
def small_model() -> Iterator[str]:
    """The server's address."""
    with serving() as served:
        yield served.address


@pytest.fixture
def doomed() -> Iterator[Served]:
    """A server that a test may kill."""
    with serving() as served:
        yield served


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with status {server.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    raise TimeoutError(f"the server was not up within {PATIENCE:g} s")


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory, small_model: str) -> Settings:
    return prepared(tmp_path_factory.mktemp("var"), f"openai:{MODEL}", small_model)


def prepared(var: Path, model: str, address: str = "") -> Settings:
    """A catalogue is ready, and the model has time."""
    from app.commands.preparing import prepare

    settings = Settings(
        var=var,
        embedder="hash",
        catalogue="outdoor",
        model=model,
        model_url=address,
        model_timeout=90,
        model_retries=0,
    )
    prepare(("outdoor",), settings)
    return settings
