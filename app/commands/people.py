"""`tastemaker people`: what is stored of a person, all of it to hand over, and its erasure."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from storage.people import Known, SqlPeople

T = TypeVar("T")

people_app = typer.Typer(help="Show, hand over and erase what is stored of a person.", no_args_is_help=True)

Person = Annotated[str, typer.Argument(help="Their id, as the site signs it (docs/security.md).")]
Key = Annotated[str, typer.Option("--key", help="The key that vouches for them, by name or id, where several do.")]


@people_app.command("show")
def show_command(
    person: Person,
    key: Key = "",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print all of it instead: a line of JSON for each conversation.")
    ] = False,
) -> None:
    """What is stored of a person.

    Examples:

      tastemaker people show ann

      tastemaker people show ann --key shop --json > ann.jsonl
    """
    from app.commands.troubles import as_sentences

    with as_sentences():
        found = _with_people(lambda people: people.known(person, key))
        if not found:
            raise SystemExit(nobody(person, key))
        if as_json:
            _with_people(lambda people: _print_all(people, found))
            return
    typer.echo("\n\n".join(lines(one) for one in found))


@people_app.command("erase")
def erase_command(
    person: Person,
    key: Key = "",
    sure: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask first.")] = False,
) -> None:
    """Erase a person: all conversations, with what was said, shown, answered and judged in them.

    What was exported before is yours to delete; the next export does not hold them. It cannot be undone.

    Example: tastemaker people erase ann --key shop
    """
    from app.commands.troubles import as_sentences

    with as_sentences():
        found = _with_people(lambda people: people.known(person, key))
        if not found:
            raise SystemExit(nobody(person, key))
        if len(found) > 1:
            raise SystemExit(several(person, found))
        (one,) = found
        typer.echo(lines(one))
        if not sure and not typer.confirm(f"Erase all of this, for good? {one.conversations:,} conversations"):
            raise SystemExit("Nothing was erased.")
        gone = _with_people(lambda people: people.erase(one.person, one.key_id))
    typer.echo(f"{gone:,} conversation{'' if gone == 1 else 's'} of “{person}” erased.")


def nobody(person: str, key: str) -> str:
    under = f" under the key “{key}”" if key else ""
    return f"Nothing is stored of “{person}”{under}: no conversation was opened for this id, or it was erased."


def several(person: str, found: Sequence["Known"]) -> str:
    keys = ", ".join(f"“{one.key_name or one.key_id}” ({one.conversations:,})" for one in found)
    return f"Several keys vouch for a “{person}”, who may be different people; choose with --key: {keys}."


def lines(one: "Known") -> str:
    consents = ", ".join(f"{consent} {count:,}" for consent, count in sorted(one.consents.items()))
    rows = {
        "person": f"“{one.person}”" + (f", key “{one.key_name or one.key_id}”" if one.key_id else ""),
        "conversations": f"{one.conversations:,}, {one.first_at:%Y-%m-%d} to {one.last_at:%Y-%m-%d}",
        "learning from them": consents,
        "catalogues": ", ".join(one.catalogues),
        "turns": f"{one.turns:,}",
        "cards shown": f"{one.cards:,}",
        "feedback": f"{one.feedback:,}",
        "judgements of a model": f"{one.judgements:,}",
    }
    width = max(map(len, rows))
    return "\n".join(f"{label.ljust(width)}  {value}" for label, value in rows.items())


async def _print_all(people: "SqlPeople", found: Sequence["Known"]) -> None:
    from storage.exporting import lines as as_json

    for one in found:
        async for exported in people.everything(one.person, one.key_id):
            typer.echo("".join(as_json((exported,))), nl=False)


def _with_people(work: "Callable[[SqlPeople], Coroutine[None, None, T]]") -> T:
    """What the work gives, with the database open."""
    import asyncio

    from app.settings import load_settings
    from storage.people import SqlPeople
    from storage.sql import SqlStore

    async def run() -> T:
        store = await SqlStore.open(load_settings().database_url)
        try:
            return await work(SqlPeople(store))
        finally:
            await store.close()

    return asyncio.run(run())
