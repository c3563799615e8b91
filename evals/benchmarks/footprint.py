"""What a process takes of the machine's memory."""

import math
import resource
import sys
from pathlib import Path

MIB = 2**20


def resident_mib(pid: int | None = None) -> float:
    """Resident now, of this process unless another is named; nan where there is no /proc to read it from."""
    return _status(pid, "VmRSS")


def peak_mib() -> float:
    """The most that was ever resident in this process.

    Not `ru_maxrss` where it can be avoided: on Linux a child inherits its parent's there.
    """
    peak = _status(None, "VmHWM")
    if not math.isnan(peak):
        return peak
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (MIB if sys.platform == "darwin" else 1024)


def _status(pid: int | None, field: str) -> float:
    path = Path(f"/proc/{pid or 'self'}/status")
    lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{field}:")), float("nan"))
