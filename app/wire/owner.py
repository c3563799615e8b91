"""The public shapes of the owner's routes."""

from datetime import date, datetime

from pydantic import Field, JsonValue

from app.wire.shapes import Shape


class RowProblem(Shape):
    line: int
    column: str
    reason: str
    value: str


class Imported(Shape):
    """What came of an import."""

    name: str
    title: str
    version: str
    previous: str = Field(description="The version in force before; empty if there was none.")
    rows: int
    kept: int = Field(description="Rows that became items.")
    left_out: int
    problems: tuple[RowProblem, ...] = Field(description="The first rows that were left out, and why.")
    report: tuple[str, ...] = Field(description="The whole report, one sentence a line.")
    dry_run: bool


class Progress(Shape):
    """A line of an import that tells how far it is: a step; the last line holds `imported` or `problem`."""

    step: str = ""
    done: int = 0
    total: int = Field(0, description="0 while it is not known.")
    imported: Imported | None = None
    problem: dict[str, JsonValue] | None = None


class Used(Shape):
    day: date
    channel: str
    conversations: int
    turns: int
    failed: int = Field(description="Turns that broke off.")
    impressions: int
    feedback: int


class Spent(Shape):
    day: date
    model: str
    calls: int
    tokens_in: int
    tokens_out: int
    money: float = Field(description="By TASTEMAKER_MODEL_PRICE_IN and _OUT.")


class Usage(Shape):
    """By day (UTC), latest first."""

    used: tuple[Used, ...]
    spent: tuple[Spent, ...]


class Eval(Shape):
    name: str
    at: datetime
    result: JsonValue


class Evals(Shape):
    evals: tuple[Eval, ...] = Field(description="The results stored in `var/evals`, latest first.")
