"""The secret that tokens are signed with: made once and kept where only its owner reads it, or given by a setting."""

import hashlib
import hmac
import logging
import os
import secrets
from contextlib import suppress
from pathlib import Path

from app.security.trouble import SecurityError

SHORTEST = 32
"""Characters of a secret that is given by a setting."""
BYTES = 32

log = logging.getLogger(__name__)


class SecretError(SecurityError):
    pass


def open_secret(file: Path, given: str = "") -> bytes:
    """The given secret; else the file's, which is made if there is none. Raises SecretError."""
    if given:
        return _given(given)
    try:
        if not file.exists():
            _make(file)
        _keep_to_the_owner(file)
        return _read(file)
    except OSError as error:
        raise SecretError(
            f"The secret in “{file}” cannot be used: {error.strerror or error}. "
            "Make the folder writable for the server, or set TASTEMAKER_SECRET."
        ) from error


def derived(secret: bytes, purpose: str) -> bytes:
    """A secret for one purpose: what is signed for one is no signature for another."""
    return hmac.new(secret, purpose.encode(), hashlib.sha256).digest()


def _given(given: str) -> bytes:
    if len(given) < SHORTEST:
        raise SecretError(
            f"TASTEMAKER_SECRET has {len(given)} characters; it needs {SHORTEST} that nobody can guess, "
            "such as those that `openssl rand -hex 32` prints."
        )
    return hashlib.sha256(given.encode("utf-8", "surrogateescape")).digest()


def _make(file: Path) -> None:
    """Of processes that start at once, the first one's secret is everybody's: a file appears whole, or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}-{os.getpid()}-{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as out:
            out.write(secrets.token_hex(BYTES) + "\n")
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):
            os.link(draft, file)
    finally:
        draft.unlink()


def _keep_to_the_owner(file: Path) -> None:
    if not file.stat().st_mode & 0o077:
        return
    try:
        file.chmod(0o600)
    except OSError:
        log.warning("Others can read the secret in “%s”, and this program may not change that.", file)
    else:
        log.warning("Others could read the secret in “%s”; now only its owner can.", file)


def _read(file: Path) -> bytes:
    try:
        secret = bytes.fromhex(file.read_text(encoding="ascii"))
    except ValueError:
        secret = b""
    if len(secret) != BYTES:
        raise SecretError(
            f"“{file}” holds no secret of ours, which is {2 * BYTES} hexadecimal digits. Bring the old file back; "
            "or delete it: a new one is made, and tokens and identity secrets from before no longer work."
        )
    return secret
