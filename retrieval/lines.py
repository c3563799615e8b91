"""Items as lines of JSON, and the version that they and their domain make."""

from collections.abc import Iterable, Iterator
from hashlib import sha256

import orjson

from retrieval.catalogue import Domain, Item, Value


def item_of(line: bytes) -> Item:
    """From a line that `item_lines` wrote; raises ValueError, KeyError or TypeError for another one."""
    body = orjson.loads(line)
    values: dict[str, Value] = {key: tuple(v) if type(v) is list else v for key, v in body["values"].items()}
    return Item(body["id"], body["title"], values, body["text"], body["image"], body["link"])


def item_lines(items: Iterable[Item]) -> Iterator[bytes]:
    for item in items:
        yield orjson.dumps(item, default=dict, option=orjson.OPT_APPEND_NEWLINE)


def version_of(domain: Domain, items: Iterable[Item]) -> str:
    """Twelve hex digits that are equal for equal catalogues."""
    digest = sha256(orjson.dumps(domain, default=dict))
    for line in item_lines(items):
        digest.update(line)
    return digest.hexdigest()[:12]
