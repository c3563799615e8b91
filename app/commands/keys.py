"""`tastemaker keys`: makes, lists and revokes the keys of sites, of their servers, and of the owner."""

from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from app.settings import Settings
    from storage.keys import ApiKey, SqlKeys

T = TypeVar("T")

keys_app = typer.Typer(help="Make, list and revoke the keys of sites, servers and owners.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print one line of JSON.")]


@keys_app.command("create")
def create_command(
    kind: Annotated[
        Literal["site", "server", "owner"],
        typer.Argument(
            help="site: for pages, anybody may read it; server: secret, for programs; owner: secret, for the owner's "
            "routes too."
        ),
    ],
    name: Annotated[str, typer.Argument(help="Your word for it, such as shop.")],
    origin: Annotated[
        list[str] | None, typer.Option("--origin", help="Pages that may use it; can be given several times.")
    ] = None,
    catalogue: Annotated[
        list[str] | None,
        typer.Option("--catalogue", "-c", help="What it opens, all if left out; can be given several times."),
    ] = None,
    insecure: Annotated[bool, typer.Option("--insecure", help="Take origins with http:// that are not here.")] = False,
    as_json: Json = False,
) -> None:
    """Make a key. It is shown this once; only a hash of it is kept.

    Examples:

      tastemaker keys create site shop --origin https://shop.example --catalogue outdoor

      tastemaker keys create server backend

      tastemaker keys create owner me
    """
    from json import dumps

    from app.commands.key_lines import figures_of_new, lines_of_new
    from app.commands.troubles import as_sentences
    from app.security.made import make_tokens
    from app.security.making import new_key
    from app.settings import load_settings
    from storage.keys import KeyNameTaken

    settings = load_settings()
    with as_sentences():
        try:
            words, key = new_key(kind, name, tuple(origin or ()), tuple(catalogue or ()), insecure)
            tokens, renewed = make_tokens(settings)
            told = figures_of_new(settings, tokens, words, key)
            there = _with_keys(settings, lambda keys: _add(keys, key))
        except KeyNameTaken as error:
            raise SystemExit(str(error)) from error
    typer.echo(dumps(told) if as_json else "\n".join(lines_of_new(told, key)))
    _warn_of_missing(settings, key)
    if renewed and (warning := renewed.warning(there)):
        typer.echo(f"Note: {warning}", err=True)


@keys_app.command("list")
def list_command(as_json: Json = False) -> None:
    """All keys, the revoked ones too.

    Example: tastemaker keys list
    """
    from json import dumps

    from app.commands.key_lines import figures, lines
    from app.commands.troubles import as_sentences
    from app.settings import load_settings

    with as_sentences():
        found = _with_keys(load_settings(), lambda keys: keys.all())
    if as_json:
        typer.echo(dumps([figures(key) for key in found]))
        return
    typer.echo("\n".join(lines(found)))


@keys_app.command("revoke")
def revoke_command(
    which: Annotated[str, typer.Argument(help="Its id, its name, or the key itself.")],
) -> None:
    """End a key, and with it all tokens that were made under it, within seconds.

    Example: tastemaker keys revoke shop
    """
    from app.commands.troubles import as_sentences
    from app.security.known import FRESH
    from app.settings import load_settings

    with as_sentences():
        revoked = _with_keys(load_settings(), lambda keys: _revoke(keys, which))
    if revoked is None:
        raise SystemExit(f"There is no live key “{_unsaid(which)}”; tastemaker keys list shows which there are.")
    typer.echo(f"The {revoked.kind} key “{revoked.name}” ({revoked.prefix}…) ends within {FRESH:.0f} seconds.")


def _unsaid(which: str) -> str:
    """Without the key, if that is what it is: what is printed is kept in logs."""
    from app.security.redaction import masked

    return masked(which)


def _warn_of_missing(settings: "Settings", key: "ApiKey") -> None:
    from app.wiring import open_shelf

    there = open_shelf(settings).names()
    for name in key.catalogues:
        if name not in there:
            typer.echo(f"Note: there is no catalogue “{name}” yet; tastemaker import makes one.", err=True)


async def _add(keys: "SqlKeys", key: "ApiKey") -> "tuple[ApiKey, ...]":
    """All there were before. Raises KeyNameTaken."""
    there = await keys.all()
    await keys.add(key)
    return there


async def _revoke(keys: "SqlKeys", which: str) -> "ApiKey | None":
    from datetime import UTC, datetime

    from app.security.known import hash_of

    for key in await keys.all():
        if key.live and (which in (key.id, key.name) or key.hash == hash_of(which)):
            await keys.revoke(key.id, datetime.now(UTC))
            return key
    return None


def _with_keys(settings: "Settings", work: "Callable[[SqlKeys], Coroutine[None, None, T]]") -> T:
    """What the work gives, with the database open."""
    import asyncio

    from storage.keys import SqlKeys
    from storage.sql import SqlStore

    async def run() -> T:
        store = await SqlStore.open(settings.database_url)
        try:
            return await work(SqlKeys(store))
        finally:
            await store.close()

    return asyncio.run(run())
