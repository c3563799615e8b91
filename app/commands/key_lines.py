"""What `tastemaker keys` prints."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.security.tokens import Tokens
    from app.settings import Settings
    from storage.keys import ApiKey

VOUCH = (
    "To vouch for people (docs/security.md), your server signs their ids with this identity secret; "
    "it never goes into a page:"
)


def figures_of_new(settings: "Settings", tokens: "Tokens", words: str, key: "ApiKey") -> dict[str, str]:
    told = {"id": key.id, "kind": key.kind, "name": key.name, "key": words}
    if key.kind != "owner":
        told["identity_secret"] = tokens.identity_secret(key.id)
    if key.kind == "site":
        told["script"] = script_tag(settings, words, key)
    return told


def script_tag(settings: "Settings", words: str, key: "ApiKey") -> str:
    from html import escape

    from app.server import address

    base = settings.public_url.rstrip("/") or address(settings)
    catalogue = (key.catalogues or (settings.catalogue,))[0]
    return (
        f'<script src="{escape(base)}/widget.js" data-key="{words}" data-catalogue="{escape(catalogue)}" defer>'
        "</script>"
    )


def lines_of_new(told: Mapping[str, str], key: "ApiKey") -> list[str]:
    pages = f", for pages of {', '.join(key.origins)}" if key.origins else ""
    opened = f", for {', '.join(key.catalogues)}" if key.catalogues else ""
    found = [f"The {key.kind} key “{key.name}” (id {key.id}){pages}{opened}; it is shown this once:", told["key"]]
    if "script" in told:
        found += ["Put this into your pages:", told["script"]]
    if "identity_secret" in told:
        found += [VOUCH, told["identity_secret"]]
    return [f"\n  {line}\n" if at % 2 else line for at, line in enumerate(found)]


def lines(keys: "tuple[ApiKey, ...]") -> list[str]:
    """A table for people."""
    if not keys:
        return ["There is no key yet. Make one: tastemaker keys create site shop --origin https://shop.example"]
    rows = [("id", "kind", "name", "key", "made", "last used", "pages", "catalogues")]
    rows += [
        (
            key.id,
            key.kind,
            key.name,
            f"{key.prefix}…",
            f"{key.created_at:%Y-%m-%d}",
            _last(key),
            " ".join(key.origins) or "-",
            " ".join(key.catalogues) or "all",
        )
        for key in keys
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _last(key: "ApiKey") -> str:
    if key.revoked_at:
        return f"revoked {key.revoked_at:%Y-%m-%d}"
    return f"{key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never"


def figures(key: "ApiKey") -> dict[str, object]:
    moments = {"created_at": key.created_at, "revoked_at": key.revoked_at, "last_used_at": key.last_used_at}
    return {
        **{name: getattr(key, name) for name in ("id", "kind", "name", "prefix", "origins", "catalogues")},
        **{name: at.isoformat() if at else None for name, at in moments.items()},
    }
