"""Markdown, looked at with the parsers of others: only what the catalogue links is a link, and words stay words."""

import re
import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.protocols import markdown
from app.wire import shapes

GITHUB = MarkdownIt("gfm-like")
SIGNS = string.punctuation + " \n\tabhttpswww.com0123é漢\u202e\u200b"
HOSTILE = [
    "[free](https://evil.example)",
    "![x](https://evil.example/p.png)",
    "<img src=x onerror=alert(1)>",
    "<https://evil.example>",
    "see https://evil.example/a and www.evil.example or mail@evil.example",
    "evil.example.com",
    "[x]: https://evil.example",
    "`code` ~~gone~~ **bold** _em_ $$x$$ \\(x\\) \\[x\\]",
    "{{HTML_FILE_ID_1}} &lt;b&gt; &#60;b&#62;",
    "# head\n- list\n1. one\n> quote\n---\n| a | b |",
    "1984. A year",
    "javascript:alert(1)",
    "http://a](https://evil.example)",
    ":::warning",
]


def inline(tokens: list[Token]) -> list[Token]:
    return [one for token in tokens for one in (token, *inline(token.children or []))]


def links(marked: str) -> list[str]:
    tokens = inline(GITHUB.parse(marked))
    return [str(t.attrs.get("href") or t.attrs.get("src")) for t in tokens if t.type in ("link_open", "image")]


def shown(marked: str) -> str:
    return "".join(t.content for t in inline(GITHUB.parse(marked)) if t.type in ("text", "text_special"))


def card(
    title: str = "Amber Harbour", link: str = "", text: str = "", image: str = "", why: str = "Calm."
) -> shapes.Recommendation:
    return shapes.Recommendation(
        impression_id="i",
        item_id="g1",
        rank=1,
        title=title,
        image=image or "https://us.example/drawing",
        drawing="https://us.example/drawing",
        link=link,
        text=text,
        facts=(shapes.Fact(label="theme", value=title),),
        price="",
        why=why,
        wishes=(),
        score=0.5,
        reject_reasons=(),
        mark="",
    )


def reply(text: str = "Here.", **more: object) -> shapes.Reply:
    told: dict[str, object] = {
        "turn": 1,
        "move": "recommend",
        "text": text,
        "slate_id": "",
        "recommendations": (),
        "question": None,
        "relaxations": (),
        "comparison": None,
        "suggestions": (),
        "notices": (),
        "understood_by": "builtin",
        "scored_by": "",
        "phrased_by": "templates",
    }
    return shapes.Reply.model_validate(told | more)


def seen(text: str) -> list[str]:
    """The words of a text as people see them; which kind of brackets is not told apart."""
    return "".join(c for c in text.translate(str.maketrans("[]", "()")) if c not in "\u202e\u200b").split()


@given(st.text(alphabet=SIGNS, max_size=60))
@example("*a*")
@example("a\\*b")
@example("[a] \\[b\\] [c][d] ![e]")
def test_text_is_shown_as_it_is_and_is_nothing_but_text(text: str) -> None:
    marked = markdown.plain(text)
    kinds = {t.type for t in inline(GITHUB.parse(marked))}
    assert kinds <= {"paragraph_open", "paragraph_close", "inline", "text", "text_special"}
    assert seen(shown(marked)) == seen(text)


@given(st.text(alphabet=SIGNS, max_size=60))
def test_what_was_marked_can_be_had_back(text: str) -> None:
    assert seen(markdown.unescaped(markdown.plain(text))) == seen(text)


@given(st.text(alphabet=SIGNS, max_size=60), st.integers(1, 5))
def test_pieces_in_order_are_the_text(text: str, size: int) -> None:
    words = text.split(" ")
    cut = [" ".join(words[n : n + size]) for n in range(0, len(words), size)]
    pieces = [piece if n == 0 else f" {piece}" for n, piece in enumerate(cut)]
    together = markdown.plain(pieces[0]) + "".join(map(markdown.piece, pieces[1:]))
    assert links(together) == []
    assert seen(shown(together)) == seen(text)


@given(st.text(alphabet=SIGNS, max_size=30), st.text(alphabet=SIGNS, max_size=30))
def test_an_item_of_any_name_has_its_one_link(title: str, why: str) -> None:
    marked = markdown.cards([card(f"T{title}", "https://shop.example/1", why=why)])
    assert links(marked) == ["https://shop.example/1"]


def test_brackets_in_pairs_stay() -> None:
    assert shown(markdown.cards([card("[REC] 2", "https://shop.example/1")])).startswith("[REC] 2")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_hostile_becomes_more_than_words(hostile: str) -> None:
    option = shapes.Option(label=hostile, utterance=hostile, count=2)
    told = reply(
        hostile,
        recommendations=(card(hostile, "https://shop.example/1", hostile, why=hostile),),
        question=shapes.Question(attribute="a", text=hostile, why=hostile, options=(option,)),
        comparison=shapes.Comparison(
            item_ids=("a",), titles=(hostile,), rows=(shapes.Row(label=hostile, values=(hostile,), differs=True),)
        ),
        suggestions=(option,),
        notices=(hostile,),
    )
    marked = markdown.reply(told)
    assert links(marked) == ["https://shop.example/1"]
    assert not re.search(r"<[a-z/!?|]", marked)
    assert not {t.type for t in inline(GITHUB.parse(marked))} & {
        "html_inline",
        "html_block",
        "code_inline",
        "heading_open",
    }


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("https://games.example/1?a=b&c=d#e", "https://games.example/1?a=b&c=d#e"),
        ("https://games.example/A_(film)", "https://games.example/A_%28film%29"),
        ("https://games.example/a b", "https://games.example/a%20b"),
        ("HTTPS://Games.example", "https://games.example/"),
        (
            "https://games.example/)[x](javascript:alert(1)",
            "https://games.example/%29%5Bx%5D%28javascript:alert%281%29",
        ),
        ("javascript:alert(1)", ""),
        ("data:text/html,<b>", ""),
        ("//games.example/1", ""),
        ("games.example/1", ""),
        ("vbscript:x", ""),
        ("", ""),
    ],
)
def test_only_addresses_of_the_web_are_links(link: str, address: str) -> None:
    marked = markdown.cards([card(link=link)])
    assert links(marked) == ([address] if address else [])
    assert "Amber Harbour" in shown(marked)


@given(st.text(alphabet=SIGNS, max_size=40))
def test_whatever_an_address_holds_it_stays_one_link_of_its_own_host(path: str) -> None:
    (found,) = links(markdown.cards([card("[Rec]", f"https://shop.example/{path}")]))
    assert found.startswith("https://shop.example/")


def test_a_picture_is_shown_only_where_the_item_has_its_own() -> None:
    assert links(markdown.cards([card()])) == []
    assert links(markdown.cards([card(image="https://shop.example/1.jpg")])) == ["https://shop.example/1.jpg"]
    assert links(markdown.cards([card(image="javascript:alert(1)")])) == []


def test_a_table_has_a_column_an_item() -> None:
    rows = (shapes.Row(label="mood", values=("calm | tense", "silly"), differs=True),)
    table = markdown.table(shapes.Comparison(item_ids=("a", "b"), titles=("Amber", "Brass"), rows=rows))
    cells = [t.content for t in inline(GITHUB.parse(table)) if t.type == "inline"]
    assert cells == ["", "Amber", "Brass", "mood", "calm | tense", "silly"]


def test_what_can_be_said_next_is_offered_once() -> None:
    some = shapes.Option(label="Calm", utterance="calm", count=1200)
    any_ = shapes.Option(label="Any", utterance="any")
    question = shapes.Question(attribute="mood", text="Which mood?", why="", options=(some, any_))
    told = reply("Which mood?", question=question, suggestions=(any_,))
    assert markdown.reply(told) == "Which mood?\n\nYou can say: “calm” (1,200) · “any”"
