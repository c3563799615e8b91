"""`tastemaker eval record`: a stored conversation as a script that expects what it then did, to be edited."""

import asyncio
import re
import sys
from collections.abc import Iterator

import tomlkit
from tomlkit.items import AoT, Array, Table

from agents.dialogue import Conversation, Preference, Profile, Reply, Slate, Turn, TurnStatus
from app.settings import Settings, load_settings
from app.wiring import open_shelf
from evals.scripting.wished import told, wanted
from retrieval.catalogue import Catalogue
from retrieval.shelf import ShelfError
from storage.sql import SqlStore
from storage.store import StoreError

GUIDE = """\
Recorded from a conversation. What came of each turn stands there as what is expected:
keep what should be so, mend what should have been otherwise, and take the rest out (docs/evals.md)."""
TO_A_CARD = re.compile(r"(?P<kind>like|dislike|seen) (?P<item>\S+)(?: (?P<reason>.+))?")
BY_HAND = ("remove", "toggle")


def run(conversation_id: str) -> None:
    """Raises SystemExit with a sentence where there is no such conversation, or its catalogue is gone."""
    settings = load_settings()
    try:
        conversation = asyncio.run(_stored(conversation_id, settings))
        catalogue = open_shelf(settings).load(conversation.catalogue)
    except (StoreError, ShelfError) as error:
        raise SystemExit(str(error)) from error
    if not any(turn.utterance for turn in conversation.turns):
        raise SystemExit(f'Nothing was said yet in the conversation "{conversation_id}".')
    sys.stdout.write(script_text(conversation, catalogue))


async def _stored(conversation_id: str, settings: Settings) -> Conversation:
    store = await SqlStore.open(settings.database_url)
    try:
        return await store.load(conversation_id)
    finally:
        await store.close()


def script_text(conversation: Conversation, catalogue: Catalogue) -> str:
    """TOML that `tastemaker eval run` plays. Turns that failed are left out; what can't be done again is a remark."""
    document = tomlkit.document()
    for line in GUIDE.splitlines():
        document.add(tomlkit.comment(line))
    document.add(tomlkit.nl())
    document["goal"] = "What the person was after"
    document["domain"] = conversation.catalogue
    turns: AoT = tomlkit.aot()
    before, slate = Profile(), None
    for turn in conversation.turns:
        if turn.status is not TurnStatus.DONE:
            continue
        turns.append(_turn(turn, before, slate, catalogue))
        before, slate = turn.profile, (turn.reply.slate if turn.reply else None) or slate
    document["turn"] = turns
    return tomlkit.dumps(document)


def _turn(turn: Turn, before: Profile, slate: Slate | None, catalogue: Catalogue) -> Table:
    table = tomlkit.table()
    doing = "" if turn.reply else _doing(turn, before, slate)
    if turn.reply:
        table["say"] = turn.utterance
    elif doing:
        table["do"] = doing
    else:
        table.add(tomlkit.comment(f'By hand, and cannot be done again: "{turn.edit}". Say it instead:'))
        table["say"] = ""
    expect = tomlkit.table()
    for key, value in _came_of(turn.reply, turn.profile, catalogue):
        expect[key] = value
    table["expect"] = expect
    return table


def _came_of(reply: Reply | None, profile: Profile, catalogue: Catalogue) -> Iterator[tuple[str, object]]:
    if reply:
        yield "move", reply.move.value
        yield "asked", reply.question.attribute if reply.question else False
    wishes = [text for one in profile.preferences if (text := _readable(one, catalogue))]
    if wishes:
        yield "profile", _lines(wishes)
    if reply and reply.slate:
        yield "contains", _lines([item.title for i in reply.slate.item_ids if (item := catalogue.find(i))])
    if reply and reply.comparison:
        yield "compares", _lines([item.title for i in reply.comparison.item_ids if (item := catalogue.find(i))])


def _readable(one: Preference, catalogue: Catalogue) -> str:
    """The wish as scripts write it; empty where a name in it would be misread."""
    text = told(one)
    try:
        return text if wanted(text).stands((one,), catalogue.domain) else ""
    except ValueError:
        return ""


def _doing(turn: Turn, before: Profile, slate: Slate | None) -> str:
    if turn.edit == "undo":
        return "undo"
    if turn.edit in BY_HAND:
        changed = [one for one in before.preferences if one not in turn.profile.preferences]
        return f"{turn.edit} {changed[0].attribute}" if changed else ""
    match = TO_A_CARD.fullmatch(turn.edit)
    rank = next((r.rank for r in slate.recommendations if match and r.item_id == match["item"]), 0) if slate else 0
    if match is None or not rank:
        return ""
    return f"{match['kind']} {rank}{': ' if match['reason'] else ''}{match['reason'] or ''}"


def _lines(values: list[str]) -> Array:
    array = tomlkit.array()
    array.extend(values)
    return array.multiline(len(values) > 2)
