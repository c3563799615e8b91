"""From the store to the rows: what names a person is in none of any export, though a reply quoted it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from agents.dialogue import Move, Reply, Reveal, Turn
from storage.engine import open_engine
from storage.exports.formats import FORMATS
from storage.labels.filters import Filters
from storage.labels.reading import Training
from storage.records import Feedback, FeedbackKind
from storage.scrubbing import Scrubber
from storage.sql import SqlStore
from tests.storage.exports.making import DOMAIN, GLASS, WISHES, shelf, slate

SAID = "my name is Zenobia, write to zenobia.quist@example.com: a glass lamp for room {}"
QUOTED = "This catalogue has nothing on “Zenobia”, nor on “write to zenobia.qui…”. These fit."
KINDS: tuple[FeedbackKind, ...] = ("accept", "dislike", "click")


@pytest.fixture
async def url(tmp_path: Path) -> str:
    found = f"sqlite:///{tmp_path}/talks.db"
    store = await SqlStore.open(found)
    for number in range(6):
        talk = (await store.open_conversation(DOMAIN.name, "v2")).conversation.id
        cards, said = slate(f"t{number}"), SAID.format(number)
        await store.begin_turn(talk, 1, said)
        await store.commit_slate(talk, 1, cards, WISHES)
        reply = Reply(Move.RECOMMEND, QUOTED, cards)
        await store.finish_turn(talk, Turn(1, said, (Reveal(GLASS),), WISHES, reply))
        for one, kind in zip(cards.recommendations, KINDS, strict=True):
            shown = one.impression_id
            await store.add_feedback(Feedback(f"{shown}-f", shown, kind, datetime.now(UTC), "Zenobia says no"))
    await store.close()
    return found


def test_no_export_names_anybody(url: str) -> None:
    scrubber, engine = Scrubber(), open_engine(url)
    try:
        talks = list(Training(engine, Filters(DOMAIN.name), scrubber, b"x" * 32).told())
    finally:
        engine.dispose()
    assert len(talks) == 6
    assert scrubber.replaced["NAME"] > 0
    assert "zenobia" not in str(talks).casefold()
    written = {form.name: str([list(form.rows(told, shelf())) for told in talks]) for form in FORMATS}
    assert [name for name, rows in written.items() if "enobia" in rows] == []
    assert [name for name in ("trl-sft", "trl-kto", "openai-sft") if "<NAME>" in written[name]] != []
