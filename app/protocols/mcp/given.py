"""What the tools give back, beside the public shapes that all doors share."""

from typing import Literal

from pydantic import Field

from app.wire import shapes


class Message(shapes.Shape):
    type: Literal["info", "warning"]
    code: str = Field(examples=["not_found"])
    content: str


class Pagination(shapes.Shape):
    cursor: str = Field(description="Asks for the next page; empty on the last.")
    has_next_page: bool
    total_count: int = Field(description="Items found; a search stops at 200.")


class Looked(shapes.Shape):
    catalogue: str
    messages: tuple[Message, ...] = Field(description="What was not found.")


class Searched(Looked):
    products: tuple[shapes.Item, ...] = Field(description="The nearest first.")
    pagination: Pagination


class LookedUp(Looked):
    products: tuple[shapes.Item, ...] = Field(description="In the order of the ids.")


class Product(Looked):
    product: shapes.Item


class Recommended(shapes.Answered):
    conversation: str = Field(description="Pass it, unchanged, to the next call that concerns this person.")
    catalogue: str


class Compared(shapes.Comparison):
    text: str = Field(description="The difference in words; empty where no conversation was given.")
