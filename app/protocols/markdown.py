"""A reply as markdown, for clients that show nothing else. The only links in it are items' own http(s) addresses.

Whatever comes from a catalogue or a person is text: it cannot begin a link, a picture, HTML, mathematics, a list or a
heading, in CommonMark, in GitHub's dialect, or in what chat front ends add to them.
"""

import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from pydantic import AnyHttpUrl, TypeAdapter, ValidationError

from app.wire import shapes

SAY = "You can say:"
"""How the line begins that offers what to say next; the offers stand in “ ”."""

_BROKEN = re.compile(
    r"(?<=\\)|(?<=<)(?=\S)|(?<=&)(?=[#\w])|(?<=\{)(?=\{)|(?<=\})(?=\})|(?<=\])(?=[(\[:])|(?<=!)(?=\[)"
    r"|(?<=:)(?=//)|(?<=\bwww)(?=\.)|(?<=\S)(?=@\S)|(?<=[\w-]\.)(?=[^\W\d_]{2})",
    re.IGNORECASE,
)
"""Where an escape, a tag, a reference, a place to fill, a link, or an address that is made a link unasked would begin.

A zero-width space there is not seen, and undoes it in every dialect. Backslashes and references do not: some front ends
show references as they are, read "\\[" as mathematics, and look for tags before they read markdown.
"""
_MARK = re.compile(r"[*_~$|^`]")
_FIRST = re.compile(r"^(?:(\d{1,9})(?=[.)])|(?=[-+=#:>]))")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_TURNED = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
"""What turns the direction of all that follows, our own words too."""
_PAIRS = re.compile(r"[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*")
_ROUND = str.maketrans("[]", "()")
_INVISIBLE = "\u200b"
_KEPT = ":/?#@!&,;=%"
_ADDRESS: TypeAdapter[AnyHttpUrl] = TypeAdapter(AnyHttpUrl)


def plain(text: str) -> str:
    """The text on one line, as markdown that shows it as it is; square brackets that do not pair become round."""
    return _FIRST.sub(r"\1\\", _in_line(text.strip()))


def piece(text: str) -> str:
    """As `plain`, for what follows in a text that is cut at its spaces: the pieces together are the text."""
    return f"{' ' if text[:1].isspace() else ''}{_in_line(text.strip())}"


def unescaped(marked: str) -> str:
    """The text that `plain` was given."""
    return re.sub(r"\\([*_~$|^`.)+=#:>-])", r"\1", marked).replace(_INVISIBLE, "")


def _in_line(text: str) -> str:
    line = " ".join(_CONTROL.sub(" ", _TURNED.sub("", text)).split())
    return _MARK.sub(r"\\\g<0>", _BROKEN.sub(_INVISIBLE, _paired(line)))


def _paired(line: str) -> str:
    """Pairs do no harm, even in the words of a link; one alone would."""
    return line if _PAIRS.fullmatch(line) else line.translate(_ROUND)


def address(link: str) -> str:
    """The link as a browser would understand it, fit to stand in brackets; empty unless it is http(s)."""
    try:
        url = str(_ADDRESS.validate_python(link))
    except ValidationError:
        return ""
    return "" if "[" in urlsplit(url).netloc else re.sub(r"&(?=#?\w+;)", "&amp;", quote(url, safe=_KEPT))


def reply(told: shapes.Reply) -> str:
    """All of a reply: what it says, the cards, what to say next."""
    return blocks(plain(told.text), cards(told.recommendations), after(told))


def blocks(*several: str) -> str:
    return "\n\n".join(block for block in several if block)


def cards(recommendations: Sequence[shapes.Recommendation]) -> str:
    return "\n".join(map(_card, recommendations))


def _card(one: shapes.Recommendation) -> str:
    known = plain(" · ".join(fact.value for fact in one.facts))
    lines = [f"{one.rank}. {_title(one)}{f' ({known})' if known else ''}"]
    lines += [_picture(one)] if one.image != one.drawing else []
    lines += [plain(one.why)] if one.why else []
    return "  \n   ".join(line for line in lines if line)


def _title(one: shapes.Recommendation) -> str:
    to, title = address(one.link), plain(one.title)
    return f"**[{title}]({to})**" if to else f"**{title}**"


def _picture(one: shapes.Recommendation) -> str:
    """Only a photograph of the item's own: a drawing of ours says nothing that the words do not."""
    to = address(one.image)
    return f"![{plain(one.title)}]({to})" if to else ""


def after(told: shapes.Reply) -> str:
    """What follows the words and the cards."""
    return blocks(table(told.comparison), *map(notice, told.notices), offers(told))


def table(compared: shapes.Comparison | None) -> str:
    if compared is None or not compared.rows:
        return ""
    rows = [("", *compared.titles), *((row.label, *row.values) for row in compared.rows)]
    head, *rest = (f"| {' | '.join(map(plain, row))} |" for row in rows)
    return "\n".join([head, f"|{' --- |' * (len(compared.titles) + 1)}", *rest])


def notice(words: str) -> str:
    return f"*{plain(words)}*"


def offers(told: shapes.Reply) -> str:
    """What to say next: the answers to the question with how many items each leaves, then the suggestions."""
    options = (*(told.question.options if told.question else ()), *_ways(told), *told.suggestions)
    said = dict.fromkeys(f"“{plain(o.utterance)}”{'' if o.count is None else f' ({o.count:,})'}" for o in options)
    return f"{SAY} {' · '.join(said)}" if said else ""


def _ways(told: shapes.Reply) -> list[shapes.Option]:
    return [way.option for way in told.relaxations if way.option]
