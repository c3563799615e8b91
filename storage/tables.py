"""The tables. Every column holds a value of its own Python type; `migrations` builds them in a real database."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

from agents.dialogue import Explanation, Profile, Reading, Reply
from storage import coding


class Json(TypeDecorator[object]):
    """A value of the given shape, as JSON in a text column.

    Text and not the databases' own JSON types: those of PostgreSQL refuse infinities and NUL, which people do type.
    """

    impl = Text
    cache_ok = True

    def __init__(self, shape: object) -> None:
        super().__init__()
        self.shape = shape

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        return None if value is None else coding.encode(self.shape, value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> object:
        return None if value is None else coding.decode(self.shape, value)


class Words(TypeDecorator[str]):
    """Text that came from outside: what people wrote, and the ids they name."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else coding.storable(value)


class Moment(TypeDecorator[datetime]):
    """A time with its zone; kept, and given back, in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"the time {value.isoformat()!r} has no time zone; give it one, such as UTC")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        # SQLite keeps no zone.
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData()

conversations = Table(
    "conversations",
    metadata,
    Column("id", Words, primary_key=True),
    Column("catalogue", String, nullable=False),
    Column("catalogue_version", String, nullable=False),
    Column("token_hash", String, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("key_id", String, nullable=False, server_default=""),
    Column("person", Words, nullable=False, server_default=""),
    Column("channel", String, nullable=False, server_default="page"),
    Column("consent", String, nullable=False, server_default="unsaid"),
    Index("conversations_of_person", "key_id", "person", "opened_at"),
)

turns = Table(
    "turns",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("request_id", Words),
    Column("status", String, nullable=False),
    Column("utterance", Words, nullable=False),
    Column("edit", Words, nullable=False),
    Column("acts", Json(coding.Acts), nullable=False),
    Column("move", String),
    Column("profile", Json(Profile), nullable=False),
    Column("reply", Json(Reply)),
    Column("timings", Json(Mapping[str, float]), nullable=False),
    Column("reading", Json(Reading)),
    Column("failure", Words),
    Column("begun_at", Moment, nullable=False),
    Column("ended_at", Moment),
    UniqueConstraint("conversation_id", "request_id", name="one_turn_a_request"),
)
_OPEN = text("status = 'open'")
Index("one_open_turn", turns.c.conversation_id, unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN)

slates = Table(
    "slates",
    metadata,
    Column("id", Words, primary_key=True),
    Column("conversation_id", Words, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("catalogue_version", String, nullable=False),
    Column("profile", Json(Profile), nullable=False),
    Column("shown_at", Moment, nullable=False),
    Column("duel", String, nullable=False, server_default=""),
    Column("policy", String, nullable=False, server_default=""),
    ForeignKeyConstraint(["conversation_id", "turn"], ["turns.conversation_id", "turns.number"], ondelete="CASCADE"),
    Index("slates_of_turn", "conversation_id", "turn"),
)

impressions = Table(
    "impressions",
    metadata,
    Column("id", Words, primary_key=True),
    Column("slate_id", ForeignKey("slates.id", ondelete="CASCADE"), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("item_id", String, nullable=False),
    Column("score", Float, nullable=False),
    Column("parts", Json(Mapping[str, float]), nullable=False),
    Column("scored_by", String, nullable=False),
    Column("scorer_version", String, nullable=False),
    Column("propensity", Float, nullable=False),
    Column("explanation", Json(Explanation), nullable=False),
    UniqueConstraint("slate_id", "rank", name="one_impression_a_rank"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", Words, primary_key=True),
    Column("impression_id", ForeignKey("impressions.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("reason", Words, nullable=False),
    Column("value", Float),
    Column("at", Moment, nullable=False),
    Column("source", String, nullable=False, server_default="tap"),
    Column("received_at", Moment, nullable=False),
    Column("number", BigInteger, nullable=False, index=True),
)

judgements = Table(
    "judgements",
    metadata,
    Column("id", String, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("turn", Integer, nullable=False),
    Column("item_id", String, nullable=False),
    Column("relevance", Float, nullable=False),
    Column("judge", Words, nullable=False),
    Column("prompt", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("tokens", Integer, nullable=False),
    Column("money", Float, nullable=False),
)

spending = Table(
    "spending",
    metadata,
    Column("day", Date, primary_key=True),
    Column("model", Words, primary_key=True),
    Column("calls", Integer, nullable=False),
    Column("tokens_in", BigInteger, nullable=False),
    Column("tokens_out", BigInteger, nullable=False),
    Column("money", Float, nullable=False),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("name", Words, nullable=False),
    Column("hash", String, nullable=False, unique=True),
    Column("prefix", String, nullable=False),
    Column("origins", Json(tuple[str, ...]), nullable=False),
    Column("catalogues", Json(tuple[str, ...]), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Column("last_used_at", Moment),
)

threads = Table(
    "threads",
    metadata,
    Column("key_id", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("turn", Integer, nullable=False),
    Column("at", Moment, nullable=False),
)

requests = Table(
    "requests",
    metadata,
    Column("scope", Words, primary_key=True),
    Column("key", Words, primary_key=True),
    Column("body_hash", String, nullable=False),
    Column("result", Words),
    Column("at", Moment, nullable=False, index=True),
)
