"""A drawn picture for every item that has no photograph: one flat motif, few colours, the title."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from importlib.resources.abc import Traversable
from urllib.parse import quote
from xml.sax.saxutils import escape

from retrieval.catalogue import Domain, Item
from retrieval.wording import in_words

WIDTH, HEIGHT = 320, 200
MARGIN = 20
COLUMN = 150
"""Width of the column that the words stand in; the motif has the rest."""
SIZES = (27, 24, 21, 18.5, 16)
LINES = 3
LONGEST = 160
"""Characters of a title that are looked at."""
FONT = "'Avenir Next',Avenir,Inter,'Segoe UI',Roboto,'Helvetica Neue','Noto Sans','Liberation Sans',Arial,sans-serif"


@dataclass(frozen=True, slots=True)
class Palette:
    """Ground from top to bottom, the motif's three colours, and the words'."""

    top: str
    bottom: str
    shape: str
    shade: str
    accent: str
    ink: str


PALETTES = {
    "night": Palette("#1f2a50", "#121a36", "#f1e3c6", "#4a5f98", "#f2a65a", "#f7efdf"),
    "cream": Palette("#f6eedf", "#ebdfc9", "#2f3e46", "#a9bbab", "#d1603d", "#26333a"),
    "forest": Palette("#264c41", "#18362d", "#ece3c9", "#55866a", "#e8a33d", "#f3eedd"),
    "clay": Palette("#a94e2e", "#8f3c22", "#fbe6d0", "#d08158", "#ffc46b", "#fff4e8"),
    "sky": Palette("#d3e6ee", "#b6d4e1", "#1f4e6b", "#86b6cc", "#ee6c4d", "#173a50"),
    "plum": Palette("#4a2852", "#321b3b", "#f3d9c9", "#835083", "#f08a6c", "#faeae0"),
    "mustard": Palette("#f1cd6a", "#e6b94c", "#3b2f2f", "#c9942f", "#c8452f", "#2e2422"),
    "rose": Palette("#f7dad4", "#efc3bb", "#6d2e46", "#dd9793", "#e0533d", "#50202f"),
    "teal": Palette("#12595e", "#0b4146", "#f2e9d8", "#31898d", "#f4b860", "#f6f0e2"),
    "slate": Palette("#3f4956", "#2b333d", "#dfe5ea", "#6b7a89", "#f4795b", "#f1f4f6"),
    "sage": Palette("#dfe8d7", "#c9d7bf", "#2f4f3e", "#98b294", "#d9773f", "#243c30"),
    "ink": Palette("#222229", "#141418", "#e6e1d8", "#52525e", "#d93a4c", "#f2eee7"),
    "sand": Palette("#eddebf", "#dec99f", "#5b3a29", "#c3a271", "#2a7f86", "#452b1e"),
    "violet": Palette("#e0daf2", "#cac1e7", "#3a2e6b", "#9c91cd", "#e4655f", "#2c2354"),
}


@dataclass(frozen=True, slots=True)
class Motif:
    """The inside of a 200 x 200 drawing in four key colours: #000 shape, #888 shade, #f00 accent, #fff ground."""

    body: str
    palettes: tuple[str, ...]


def draw(item: Item, domain: Domain) -> str:
    """A standalone SVG, 320 x 200, the same for the same item; it refers to nothing and runs nothing."""
    values = item.tags(domain.picture)
    motif = _motif(domain.name, values, _number(item.id))
    colours = motif.palettes[_number(item.id, "palette") % len(motif.palettes)]
    palette = PALETTES[colours]
    name = escape(", ".join(map(_clean, (item.title, *values[:1]))))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        f' role="img"><title>{name}</title>'
        f'<defs><linearGradient id="{colours}" x2="0" y2="1"><stop stop-color="{palette.top}"/>'
        f'<stop offset="1" stop-color="{palette.bottom}"/></linearGradient></defs>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#{colours})"/>'
        f"{_backdrop(palette, _number(item.id, 'backdrop'))}"
        f'<g transform="translate(158 16) scale(.84)">{_coloured(motif.body, palette)}</g>'
        f"{_words(item, domain, palette)}</svg>"
    )


def picture_uri(item: Item, domain: Domain) -> str:
    """The picture as a `data:` address for an `img`."""
    return f"data:image/svg+xml,{quote(draw(item, domain), safe=_SAFE)}"


_SAFE = " =:/;,()!*@$~?+"
"""Left as they are; neither quotes nor `&`, so that the address can stand in any attribute."""


# --- choosing ---------------------------------------------------------------------------------------------------------


def _number(*words: str) -> int:
    """A number that is the same for the same words on every machine."""
    return int.from_bytes(blake2b("\0".join(words).encode("utf-8", "replace"), digest_size=6).digest())


def _motif(domain: str, values: Sequence[str], number: int) -> Motif:
    """The drawing of the first value that has one: the domain's own, else another bundled domain's, else abstract."""
    for value in values:
        slug = re.sub(r"[^a-z0-9]+", "-", value.casefold()).strip("-")
        drawings = _drawings(domain).get(slug) or _all_drawings().get(slug)
        if drawings:
            return drawings[number % len(drawings)]
    abstract = _abstract()
    return abstract[(_number(values[0]) if values else number) % len(abstract)]


@cache
def _drawings(domain: str) -> dict[str, tuple[Motif, ...]]:
    """Motifs by slug of the value; `drama-2` is another drawing of `drama`."""
    folder = files("retrieval") / "domains" / domain / "pictures"
    found: dict[str, tuple[Motif, ...]] = {}
    for path in _svgs(folder) if re.fullmatch(r"[\w-]+", domain) else ():
        slug = re.sub(r"-\d$", "", path.name.removesuffix(".svg"))
        found[slug] = (*found.get(slug, ()), _read(path))
    return found


@cache
def _all_drawings() -> dict[str, tuple[Motif, ...]]:
    names = sorted(entry.name for entry in (files("retrieval") / "domains").iterdir() if entry.is_dir())
    return {slug: motifs for name in names for slug, motifs in _drawings(name).items()}


@cache
def _abstract() -> tuple[Motif, ...]:
    return tuple(map(_read, _svgs(files("app") / "motifs")))


def _svgs(folder: Traversable) -> Iterable[Traversable]:
    if not folder.is_dir():
        return ()
    return sorted((path for path in folder.iterdir() if path.name.endswith(".svg")), key=lambda path: path.name)


def _read(path: Traversable) -> Motif:
    head, _, rest = path.read_text(encoding="utf-8").partition(">")
    body = rest.rpartition("</svg>")[0].replace("\n", "")
    named = re.search(r'data-palettes="([^"]*)"', head)
    return Motif(body, tuple(named[1].split()) if named else tuple(PALETTES))


# --- colouring --------------------------------------------------------------------------------------------------------


def _coloured(body: str, palette: Palette) -> str:
    keys = {"#000": palette.shape, "#888": palette.shade, "#f00": palette.accent, "#fff": palette.bottom}
    return re.sub(r'(?<==")#(?:000|888|f00|fff)(?=")', lambda key: keys[key[0]], body)


def _backdrop(palette: Palette, number: int) -> str:
    """A quiet large form behind the motif, so that neighbours of one kind do not look alike."""
    form = _FORMS[number % len(_FORMS)]
    return form and f'<g fill="{palette.shade}" opacity=".26">{form}</g>'


_FORMS = (
    "",
    '<circle cx="236" cy="100" r="112"/>',
    '<path d="M176 0h144v200H116z"/>',
    '<path d="M0 148h320v52H0z"/>',
    '<path d="M320 0v200A200 200 0 0 1 120 0z"/>',
    '<path d="M140 200a160 160 0 0 1 180-158v158z"/>',
)


# --- words ------------------------------------------------------------------------------------------------------------


def _words(item: Item, domain: Domain, palette: Palette) -> str:
    size, lines = fitted(_clean(item.title))
    step = size * 1.16
    first = HEIGHT - MARGIN - 3 - step * (len(lines) - 1)
    spans = "".join(
        f'<text x="{MARGIN}" y="{first + step * n:.1f}">{escape(line)}</text>' for n, line in enumerate(lines)
    )
    fact = escape(_fact(item, domain))
    return (
        f'<g fill="{palette.ink}" font-family="{FONT}">'
        f'<text x="{MARGIN}" y="34" font-size="12" font-weight="600" letter-spacing="1">{fact}</text>'
        f'<rect x="{MARGIN}" y="{first - size - 12:.1f}" width="22" height="3" fill="{palette.accent}"/>'
        f'<g font-size="{size:g}" font-weight="700" letter-spacing="-.2">{spans}</g></g>'
    )


def _fact(item: Item, domain: Domain) -> str:
    """The first number on the card that the item has, as people read it: its year, its price."""
    for name in domain.card:
        attribute, value = domain.attribute(name), item.values.get(name)
        if attribute and attribute.numeric and value is not None:
            return _clean(in_words(attribute, value))[:18]
    return ""


def fitted(title: str) -> tuple[float, tuple[str, ...]]:
    """Type size and lines: large type, few lines, none much shorter than the rest; cut if three lines do not do."""
    tried = [(size, _wrapped(title.split(), COLUMN / size)) for size in SIZES]
    standing = [(size, lines) for size, lines in tried if _stands(lines, COLUMN / size)]
    if standing:
        return max(standing, key=_looks)
    width = COLUMN / SIZES[-1]
    lines = _wrapped([part for word in title.split() for part in _parts(word, width)], width)
    if len(lines) > LINES:
        lines = (*lines[: LINES - 1], _cut(" ".join(lines[LINES - 1 :]), width))
    return SIZES[-1], lines


def _stands(lines: Sequence[str], width: float) -> bool:
    return len(lines) <= LINES and all(ems(line) <= width for line in lines)


def _looks(setting: tuple[float, tuple[str, ...]]) -> float:
    size, lines = setting
    widths = [ems(line) for line in lines]
    lonely = bool(widths) and min(widths) < 0.4 * max(widths)
    return size - 3.5 * len(lines) - 4 * lonely


def _wrapped(words: Iterable[str], width: float) -> tuple[str, ...]:
    lines: list[str] = []
    for word in words:
        if lines and ems(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines)


def _parts(word: str, width: float) -> list[str]:
    """A word that is too long for a line, in pieces that are not."""
    parts = [""]
    for letter in word:
        if ems(parts[-1] + letter) > width:
            parts.append("")
        parts[-1] += letter
    return parts


def _cut(line: str, width: float) -> str:
    while line and ems(f"{line}…") > width:
        line = line[:-1].rstrip(" ,.:;-–")
    return f"{line}…"


def ems(text: str) -> float:
    """Roughly how wide the text is in bold sans type, in ems; rather too wide than too narrow."""
    return sum(map(_em, text))


def _em(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.02
    if letter in "iljtfrI.,:;'’!|()[] -":
        return 0.36
    if letter in "mwMW@%…—":
        return 0.93
    return 0.73 if letter.isupper() else 0.61


def _clean(text: str) -> str:
    """Its first characters, without what XML cannot hold and without line breaks."""
    fit = (c for c in text[:LONGEST] if unicodedata.category(c) not in _UNFIT or c in "\t\n\r")
    return " ".join("".join(fit).split())


_UNFIT = frozenset({"Cc", "Cs", "Cn", "Co", "Zl", "Zp"})
