"""The script as it is served: small, and made so that no word of a catalogue can become more than text."""

import json
import re
from pathlib import Path

import pytest

from app.widget.bundle import HOME, languages, script, smaller, texts

HERE = Path(str(HOME))
SOURCES = {path.name: path.read_text(encoding="utf-8") for path in sorted((HERE / "js").glob("*.js"))}
CODE = "\n".join(SOURCES.values())
STYLES = "\n".join(path.read_text(encoding="utf-8") for path in (HERE / "css").glob("*.css"))
GUIDE = (Path(__file__).parents[3] / "docs" / "widget.md").read_text(encoding="utf-8")
USED = re.findall(r'\bw\.t\("(\w+)"', CODE)


def test_it_is_no_larger_than_fifteen_kilobytes_on_the_wire() -> None:
    assert len(script().zipped) <= 15 * 1024


FORBIDDEN = """innerHTML outerHTML insertAdjacentHTML document.write DOMParser createContextualFragment srcdoc
eval( Function( document.cookie .style. cssText "style" sessionStorage import("""


@pytest.mark.parametrize("forbidden", FORBIDDEN.split())
def test_nothing_in_it_makes_markup_styles_scripts_or_cookies(forbidden: str) -> None:
    assert forbidden not in CODE
    assert forbidden not in script().text.decode()


def test_it_leaves_no_name_on_the_page_but_its_own() -> None:
    text = script().text.decode()
    assert text.startswith("(()=>{")
    assert text.rstrip().endswith("})();")
    assert set(re.findall(r"window\.(\w+) *(?:\|\|)?=[^=]", CODE)) == {"tastemaker"}


def test_every_language_says_everything_with_the_same_gaps() -> None:
    english = texts("en")
    assert {"de", "en", "es", "ja"} <= set(languages())
    for language in languages():
        assert list(texts(language)) == list(english), language
        for key, words in texts(language).items():
            assert words.strip(), (language, key)
            assert set(re.findall(r"{\w+}", words)) == set(re.findall(r"{\w+}", english[key])), (language, key)


def test_every_word_that_is_asked_for_is_there() -> None:
    assert len(USED) > 20
    assert set(USED) <= set(texts("en"))


def test_the_guide_tells_every_attribute_variable_event_method_and_text() -> None:
    attributes = re.search(r"observedAttributes = (\[.*?\])", CODE)
    assert attributes
    variables = set(re.findall(r"var\((--tm-[\w-]+|--z-index)", STYLES))
    events = set(re.findall(r'"(rec-\w+)"', CODE))
    methods = set(re.findall(r"^  (\w+)\(.*\) {$", SOURCES["90-element.js"].partition("class ")[2], re.MULTILINE))
    methods -= {"connectedCallback", "disconnectedCallback", "attributeChangedCallback"}
    wanted = [*json.loads(attributes[1]), "theme", "position", *variables, *events, *methods, *texts("en")]
    assert events == {"rec-open", "rec-click", "rec-feedback", "rec-error"}
    assert {"open", "close", "send", "identify", "addToContext"} <= methods
    assert [name for name in wanted if f"`{name}`" not in GUIDE and f"`{name}(" not in GUIDE] == []


def test_styles_lose_their_comments_and_their_air_and_nothing_else() -> None:
    assert smaller("/* why */\na  b > c,\n d { margin: 0 calc(1px + 2px); }\n") == "a b>c,d{margin:0 calc(1px + 2px)}"
