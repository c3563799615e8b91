"""An utterance with its mentions as symbols, so that patterns can speak of a value or a reference as of a word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agents.understanding.lexicon import GRAMMAR
from agents.understanding.linking import Mention
from agents.understanding.reference import Reference
from agents.understanding.scene import Scene
from agents.understanding.wanted import Wanted

SYMBOLS = (
    ("VALUE", ("value", "flag", "hint")),
    ("LESS", ("lower",)),
    ("MORE", ("higher",)),
    ("MOST", ("lowest", "highest")),
    ("VAGUE", ("low", "high")),
    ("ATTR", ("attribute",)),
)
"""`REF`: items shown. `IT`: a pronoun. `TITLE`: an item not shown. `NUMBER`: a constraint with a number."""

Part = Mention | Reference | Wanted | None


@dataclass(frozen=True, slots=True)
class Shape:
    """One word or symbol a part; `parts[i]` covers the tokens `spans[i]`."""

    symbols: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        return " ".join(self.symbols)

    def tokens(self, match: re.Match[str]) -> range:
        """The tokens that a match of a pattern on `text` covers."""
        first = self.text[: match.start()].count(" ")
        last = first + match.group().strip().count(" ")
        return range(self.spans[first][0], self.spans[last][1]) if match.group().strip() else range(0)

    def cut(self, start: int, end: int) -> "Shape":
        keep = [i for i, (a, b) in enumerate(self.spans) if a >= start and b <= end]
        return Shape(
            tuple(self.symbols[i] for i in keep), tuple(self.spans[i] for i in keep), tuple(self.parts[i] for i in keep)
        )

    @property
    def named(self) -> frozenset[int]:
        """Tokens that stand for something: a value, a number, an item."""
        parts = zip(self.spans, self.parts, strict=True)
        return frozenset(i for (start, end), part in parts if part is not None for i in range(start, end))

    @property
    def references(self) -> tuple[Reference, ...]:
        return tuple(p for p in self.parts if isinstance(p, Reference))

    @property
    def mentions(self) -> tuple[Mention, ...]:
        return tuple(p for p in self.parts if isinstance(p, Mention))


def shape_of(
    scene: Scene, mentions: Sequence[Mention], references: Sequence[Reference], numbers: Sequence[Wanted]
) -> Shape:
    """References come before numbers, and these before mentions, where they overlap."""
    at = 0
    symbols: list[str] = []
    spans: list[tuple[int, int]] = []
    parts: list[Part] = []
    marks: dict[int, Mention | Wanted | Reference] = {m.start: m for m in mentions}
    marks |= {n.start: n for n in numbers}
    marks |= {r.start: r for r in references}
    while at < len(scene.words):
        part = marks.get(at)
        end = part.end if part else at + 1
        symbols.append(_symbol(scene, part, at))
        spans.append((at, end))
        parts.append(part)
        at = end
    return Shape(tuple(symbols), tuple(spans), tuple(parts))


def _symbol(scene: Scene, part: Part, at: int) -> str:
    match part:
        case Reference():
            return "IT" if part.weak else "TITLE" if part.title else "REF"
        case Wanted():
            return "NUMBER"
        case Mention():
            return _of_mention(scene, part)
        case _:
            return scene.words[at]


def _of_mention(scene: Scene, mention: Mention) -> str:
    if mention.titles:
        return "TITLE"
    roles = {m.role for m in mention.meanings}
    for symbol, members in SYMBOLS:
        if roles & set(members):
            single = scene.words[mention.start] if mention.end - mention.start == 1 else ""
            return single if symbol == "ATTR" and single in GRAMMAR else symbol
    return "VALUE" if roles else scene.words[mention.start]


def clauses(scene: Scene) -> list[tuple[int, int]]:
    """Token ranges between punctuation marks."""
    found, start = [], 0
    for at, token in enumerate(scene.tokens):
        if not token.word and token.text in ',.!?;:…()"“”':
            found.append((start, at))
            start = at + 1
    return [(a, b) for a, b in [*found, (start, len(scene.tokens))] if b > a]
