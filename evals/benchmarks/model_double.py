"""The double in a process of its own, answering as it is written down, at a given speed."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from evals.benchmarks.model_answers import answer, likelihoods
from evals.benchmarks.openai_double import Behaviour, serve_for_ever


@contextmanager
def double(latency: float, rate: float) -> Iterator[str]:
    """Its address; it runs in another process, so that its CPU is not counted as ours."""
    command = [sys.executable, "-m", "evals.benchmarks.model_double", str(latency), str(rate)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        if process.stdout is None:
            raise RuntimeError("the double has no output to tell its address on")
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout:
            process.stdout.close()


if __name__ == "__main__":
    behaviour = Behaviour(answer, likelihoods, first_token=float(sys.argv[1]), rate=float(sys.argv[2]))
    asyncio.run(serve_for_ever(behaviour))
