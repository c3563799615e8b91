"""A real Chroma server, started for a test."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import urlopen

UP_S = 60.0


@dataclass(frozen=True)
class ChromaServer:
    port: int
    process: subprocess.Popen[bytes]

    @property
    def spec(self) -> str:
        return f"chroma:http://127.0.0.1:{self.port}"

    def answers(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/api/v2/heartbeat", timeout=1) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def stop(self) -> None:
        """At once, as a crash would."""
        self.process.kill()
        self.process.wait()

    def hang(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.process.send_signal(signal.SIGCONT)


@contextmanager
def chroma_server(folder: Path) -> Iterator[ChromaServer]:
    """Raises TimeoutError if it doesn't come up."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    chroma = str(Path(sys.executable).with_name("chroma"))
    command = [chroma, "run", "--path", str(folder), "--host", "127.0.0.1", "--port"]
    process = subprocess.Popen([*command, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    server = ChromaServer(port, process)
    try:
        _wait(server)
        yield server
    finally:
        server.stop()


def _wait(server: ChromaServer) -> None:
    until = monotonic() + UP_S
    while not server.answers():
        if monotonic() > until or server.process.poll() is not None:
            raise TimeoutError(f"The Chroma server on port {server.port} did not come up.")
        sleep(0.1)
