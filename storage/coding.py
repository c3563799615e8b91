"""Values of the dialogue as JSON text and back: equal after the round trip, and old rows stay readable.

Keys that a class no longer has are ignored, keys that it did not have yet take their default.
"""

from functools import cache
from typing import Annotated

from pydantic import ConfigDict, Field, TypeAdapter

from agents.dialogue import Act

Acts = tuple[Annotated[Act, Field(discriminator="kind")], ...]
"""Each act is told by its `kind`."""

_CONFIG = ConfigDict(ser_json_inf_nan="constants")


@cache
def _adapter(shape: object) -> TypeAdapter[object]:
    # A configuration is refused for a dataclass itself, but reaches it through a union.
    return TypeAdapter(shape | None, config=_CONFIG)  # type: ignore[operator]  # a shape is a type, which mypy cannot say


def encode(shape: object, value: object) -> str:
    """`shape` is the type that the value is an instance of, and that `decode` has to be given again."""
    # Mappings that are no dict, such as read-only ones, are written as one; they need no warning.
    return _adapter(shape).dump_json(value, fallback=dict, warnings=False).decode()


def decode(shape: object, text: str) -> object:
    return _adapter(shape).validate_json(text)


def storable(text: str) -> str:
    """The text without what no database takes: NUL and halves of surrogate pairs become U+FFFD."""
    return text.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
