"""A file that is sent as the body: written to disk as it comes, and never beyond a size."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from time import time
from typing import TYPE_CHECKING

from app.api.problems import ProblemError

if TYPE_CHECKING:
    from starlette.requests import Request

MEGABYTE = 2**20
LEFT_OVER = 24 * 3600
"""Seconds after which a file can only be of a server that was stopped meanwhile."""


async def uploaded(request: "Request", folder: Path, megabytes: int) -> Path:
    """The file; whoever gets it removes it. Raises ProblemError for one that is empty or too large, and OSError."""
    path = await asyncio.to_thread(_empty_file, folder)
    try:
        with path.open("wb") as file:
            async for chunk in _limited(request, megabytes):
                await asyncio.to_thread(file.write, chunk)
    except BaseException:
        _remove(path)
        raise
    return path


async def _limited(request: "Request", megabytes: int) -> AsyncIterator[bytes]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > megabytes * MEGABYTE:
            told = f"The file is larger than {megabytes:,} MB; the owner sets TASTEMAKER_OWNER_UPLOAD_MB."
            raise ProblemError("too-large", told)
        yield chunk
    if not size:
        raise ProblemError("bad-file", "Nothing was sent. Send the file as the body: curl --data-binary @FILE …")


def _empty_file(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("upload-*"):
        if time() - path.stat().st_mtime > LEFT_OVER:
            _remove(path)
    handle, name = tempfile.mkstemp(dir=folder, prefix="upload-")
    os.close(handle)
    return Path(name)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
