"""What does not matter: "price doesn't matter, but ...", "any area is fine", "no preference" to an open question."""

import re
from collections.abc import Iterator

from agents.dialogue import Waive
from agents.understanding.draft import Draft
from agents.understanding.exceptions import exception_end
from agents.understanding.lexicon import words
from agents.understanding.linking import Mention
from agents.understanding.scene import Scene
from agents.understanding.shape import Part, Shape
from agents.understanding.wanted import Wanted
from retrieval.catalogue import Kind

BREAKS = words("but as just however though although so only because since and")
"""Words that a clause which waives something ends before."""
_DO_NOT = r"(?:dont|do not|doesnt|does not|didnt|did not|wouldnt|would not|isnt|is not|arent|are not)"
_MATTER = r"(?:matters?|important|an issue|a concern|a factor|relevant|care|mind)"
NAMED = re.compile(
    rf"^(?!.*\b(?:there|offer|serve|different|other)\b).*?"
    rf"\b(?P<any>(?:any|whatever|whichever|no specific|no particular) ATTR\b)"
    rf"|\bATTR (?:\w+ ){{0,3}}?(?:{_DO_NOT}|not|never) (?:\w+ )?{_MATTER}\b"
    rf"|\b{_DO_NOT} (?:\w+ ){{0,2}}?(?:care|mind|matter|have (?:a |any )?(?:\w+ )?preferences?)(?: \w+){{0,4}}? ATTR\b"
    r"|\bno (?:\w+ )?preferences?(?: \w+){0,3}? ATTR\b"
    r"|\bnot (?:too |very |really )?(?:picky|fussy|particular|concerned|worried|bothered|choosy)(?: \w+){0,3}? ATTR\b"
    r"|\bregardless of(?: the)? ATTR\b|\bATTR (?:is|are) (?:flexible|irrelevant|unimportant|up to you|open)\b"
    r"|\b(?:open|flexible) (?:to|on|about|with|as to)(?: any| the)? ATTR\b"
)
ANSWER = re.compile(
    r"^(?:(?:no|nope|nah|well|oh|um|hmm|thanks|thank you|yes|honestly|actually|sorry) )*"
    r"(?:i |it |IT |that |im |we |id )*"
    r"(?:am |really |just |still |particularly |guess )*"
    rf"(?:{_DO_NOT}(?: \w+){{0,2}} (?:matter|care|mind|prefer)|{_DO_NOT}(?: really)? have (?:a |any |one )?(?:\w+ )?"
    r"(?:preferences?|ideas?|in mind)|no (?:\w+ )?preferences?|not (?:picky|fussy|particular|choosy|bothered|important)"
    r"|nothing (?:in particular|specific|special)|(?:no|nothing|none) (?:in )?particular"
    r"|any(?:where|thing|place|one)?(?: (?:\w+|of (?:IT|REF)))? (?:is|will|would|works|goes|sounds|at all)"
    r"|open to (?:any|anything|suggestions?|whatever|all)|up to you|no,? i (?:dont|do not)|(?:i )?(?:dont|do not)$"
    r"|any(?:where|thing|place)$)(?= |$)"
)
ANYTHING = re.compile(r"^(?:(?:no|well|just|please|yes) )*any(?:thing|where|place|one| kind| type)\b")


NO = re.compile(r"(?:no|nope|nah|not really|not particularly|no (?:thanks|thank you))$")


PROPOSES = re.compile(r"\b(?:how about|what about|can|could|try|let|lets|is|are|do|does)\b")


def read_waived(draft: Draft) -> None:
    """Waives the attributes named so; in the first clauses, without a name, the one that was asked about."""
    for place, (start, end) in enumerate(_segments(draft.scene)):
        if draft.open(start, end):
            shape = draft.shape.cut(start, end)
            _named(draft, shape, start, end) or (place < 2 and _asked(draft, shape, start, place))


def _segments(scene: Scene) -> Iterator[tuple[int, int]]:
    start = 0
    for at, token in enumerate(scene.tokens):
        if not token.word or token.text in BREAKS:
            if start < at:
                yield start, at
            start = at + 1
    if start < len(scene.tokens):
        yield start, len(scene.tokens)


def _named(draft: Draft, shape: Shape, start: int, end: int) -> bool:
    none = bool(draft.scene.asked) and re.fullmatch(r"(?:no |nope )*no (?:\w+ )?ATTR", shape.text)
    found = NAMED.search(shape.text)
    if not none and not found:
        return False
    closes = range(start, end)
    if found and found.group("any"):
        closes = _any_tokens(draft.scene, shape, found)
        if exception_end(draft.scene, closes.stop):
            return False  # "in any colour but black" matters
        others = any(_wishes(p) and s not in closes for p, (s, _) in zip(shape.parts, shape.spans, strict=True))
        closes = closes if others else range(start, end)
    parts = [p for p, s in zip(shape.parts, shape.symbols, strict=True) if s == "ATTR" and isinstance(p, Mention)]
    names = [name for part in parts if (name := _informable(draft, part))]
    if names:
        draft.add(start, *(Waive(name) for name in dict.fromkeys(names)), closes=closes)
    return bool(names)


def _any_tokens(scene: Scene, shape: Shape, found: re.Match[str]) -> range:
    """The tokens of "in any colour"."""
    first = shape.text[: found.start("any")].count(" ")
    last = first + found.group("any").count(" ")
    start, end = shape.spans[first][0], shape.spans[last][1]
    return range(start - (start > 0 and scene.words[start - 1] in ("in", "from", "of", "by", "with", "at")), end)


def _wishes(part: Part) -> bool:
    return isinstance(part, Wanted) or (isinstance(part, Mention) and part.has("value", "flag"))


def _informable(draft: Draft, part: Mention) -> str:
    named = (m.attribute for m in part.meanings if m.role == "attribute")
    return next((name for name in named if draft.scene.attribute(name).informable), "")


def _asked(draft: Draft, shape: Shape, start: int, place: int) -> bool:
    asked = draft.scene.asked
    if not asked or any(isinstance(act, Waive) and act.attribute == asked for _, act in draft.acts):
        return False
    others = not any(
        m.attribute == asked for p in draft.shape.mentions for m in p.meanings if m.role in ("value", "flag")
    )
    answered = ANSWER.match(shape.text) if "VALUE" not in shape.symbols else None
    goes_on = " ".join(draft.scene.words[start : start + 6])
    refused = (
        place == 0
        and NO.fullmatch(shape.text)
        and not PROPOSES.search(goes_on)
        and draft.scene.attribute(asked).kind is not Kind.FLAG
    )
    found = (answered or ANYTHING.match(shape.text) or (NO.match(shape.text) if refused else None)) if others else None
    if found:
        draft.add(start, Waive(asked), closes=shape.tokens(found))
    return bool(found)
