"""Rows of XML product feeds: Google Merchant (RSS 2.0 or Atom), or any flat list of items."""

from typing import TYPE_CHECKING, BinaryIO

from retrieval.importing.rows import BadFileError, RawRow, Rows

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ENTRIES = frozenset({"item", "entry", "product", "offer", "row", "record"})


def read_feed(stream: BinaryIO) -> Rows:
    """`line` counts the entries. External entities and document types are refused."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    number, depth, inside = 0, 0, 0
    try:
        for event, element in iterparse(stream, events=("start", "end")):
            depth += 1 if event == "start" else -1
            if event == "start":
                inside = inside or (depth if _name(element) in ENTRIES else 0)
            elif inside and depth < inside:
                number, inside = number + 1, 0
                yield RawRow(number, _cells(element))
                element.clear()
    except DefusedXmlException as error:
        raise BadFileError("The XML declares entities or a document type of its own, which is refused.") from error
    except ParseError as error:
        raise BadFileError(f"The XML is broken: {error}.") from error


def _name(element: "Element") -> str:
    return element.tag.rpartition("}")[2].lower()


def _cells(entry: "Element") -> dict[str, object]:
    """Children by name without namespace; those that come several times as a list, nested ones as `outer.inner`."""
    found: dict[str, list[str]] = {}
    for child in entry:
        if len(child):
            for inner in child:
                found.setdefault(f"{_name(child)}.{_name(inner)}", []).append(_text(inner))
        else:
            found.setdefault(_name(child), []).append(_text(child))
    return {name: texts[0] if len(texts) == 1 else texts for name, texts in found.items()}


def _text(element: "Element") -> str:
    return (element.text or element.get("href") or "").strip()
