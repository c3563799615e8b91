"""OpenAI's chat completions on the wire: whole, and in pieces as server-sent events. What they say is another's."""

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

Request: TypeAlias = Mapping[str, object]
Likelihoods: TypeAlias = Mapping[str, float]
"""Of tokens as the first one of an answer, 0–1."""
TOKEN = 4
"""Characters that count as one token; in a run of capitals and digits, a code, each is one."""
CODE = re.compile(r"([A-Z\d]{2,})")
LONG = 100_000
"""Characters from which on tokens are not told apart."""
DONE = b"data: [DONE]\n\n"
LAST_CHUNK = b"0\r\n\r\n"
EVENTS = (
    b"HTTP/1.1 200 Told\r\ncontent-type: text/event-stream\r\ncache-control: no-cache\r\n"
    b"transfer-encoding: chunked\r\n\r\n"
)
IMPOSSIBLE = -9999.0
"""What servers write for the logarithm of nothing."""


def tokens(text: str) -> tuple[str, ...]:
    if len(text) > LONG:
        return tuple(_cut(text, TOKEN))
    return tuple(piece for n, part in enumerate(CODE.split(text)) for piece in _cut(part, 1 if n % 2 else TOKEN))


def _cut(text: str, length: int) -> Iterator[str]:
    return (text[at : at + length] for at in range(0, len(text), length))


def counted(text: str) -> int:
    """Tokens."""
    return -(-len(text) // TOKEN) if len(text) > LONG else len(tokens(text))


def usage(request: Request, tokens_out: int) -> dict[str, int]:
    tokens_in = len(json.dumps(request.get("messages"), ensure_ascii=False)) // TOKEN
    return {"prompt_tokens": tokens_in, "completion_tokens": tokens_out, "total_tokens": tokens_in + tokens_out}


def wants_usage(request: Request) -> bool:
    options = request.get("stream_options")
    return isinstance(options, dict) and bool(options.get("include_usage"))


# --- whole ------------------------------------------------------------------------------------------------------------


def response(status: int, body: bytes, headers: Mapping[str, str], missing: int = 0) -> bytes:
    """`missing` bytes are promised and never come."""
    lines = [f"HTTP/1.1 {status} Told", "content-type: application/json", f"content-length: {len(body) + missing}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def error(refused: str) -> bytes:
    return json.dumps({"error": {"message": f"no {refused}", "type": "invalid_request_error"}}).encode()


def completion(request: Request, answer: str, finish: str, likelihoods: Likelihoods) -> bytes:
    choice: dict[str, object] = {"index": 0, "finish_reason": finish}
    choice["message"] = {"role": "assistant", "content": answer}
    choice["logprobs"] = _logprobs(request, tokens(answer), likelihoods) if likelihoods else None
    return _coded(request, "chat.completion", [choice], usage(request, counted(answer)))


# --- in pieces --------------------------------------------------------------------------------------------------------


def pieces(request: Request, answer: Iterable[str], likelihoods: Likelihoods) -> Iterator[bytes]:
    """One event a token."""
    for place, token in enumerate(answer):
        delta = {"role": "assistant", "content": token} if not place else {"content": token}
        first = likelihoods if not place else {}
        yield piece(request, delta, _logprobs(request, (token,), first) if likelihoods else None)


def piece(request: Request, delta: Mapping[str, str], logprobs: object = None, finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": logprobs, "finish_reason": finish}
    return event(_coded(request, "chat.completion.chunk", [choice], None))


def ending(request: Request, tokens_out: int, finish: str) -> Iterator[bytes]:
    yield piece(request, {}, finish=finish)
    if wants_usage(request):
        yield event(_coded(request, "chat.completion.chunk", [], usage(request, tokens_out)))
    yield DONE


def event(body: bytes) -> bytes:
    return b"data: " + body + b"\n\n"


def chunk(body: bytes) -> bytes:
    """As HTTP sends what it does not know the length of."""
    return f"{len(body):x}\r\n".encode() + body + b"\r\n"


# --- parts ------------------------------------------------------------------------------------------------------------


def _coded(request: Request, kind: str, choices: Sequence[object], used: Mapping[str, int] | None) -> bytes:
    told = {"id": "double", "object": kind, "created": 0, "model": request.get("model"), "choices": choices}
    return json.dumps(told if used is None else {**told, "usage": used}, ensure_ascii=False).encode()


def _logprobs(request: Request, answer: Sequence[str], first: Likelihoods) -> dict[str, object] | None:
    """None where they are not asked for, or there are none to tell."""
    if not request.get("logprobs") or not answer or not first:
        return None
    most = request.get("top_logprobs")
    ranked = sorted(first.items(), key=lambda one: -one[1])[: most if isinstance(most, int) else 0]
    told = {**_told(answer[0], first.get(answer[0], 0.0)), "top_logprobs": [_told(*one) for one in ranked]}
    return {"content": [told, *({**_told(token, 1.0), "top_logprobs": []} for token in answer[1:])]}


def _told(token: str, likelihood: float) -> dict[str, object]:
    logarithm = math.log(likelihood) if likelihood > 0 else IMPOSSIBLE
    return {"token": token, "logprob": logarithm, "bytes": list(token.encode())}
