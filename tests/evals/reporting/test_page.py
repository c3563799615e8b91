"""The page tells what it should, and nothing that people wrote can do anything in it."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from evals import results
from evals.compare import compared
from evals.reporting import writing
from evals.reporting.chats import LONGEST, failing, shortened
from evals.reporting.page import page
from evals.reporting.scorecard import beside
from evals.results import BrokenRun, Card, Check, Played, Run, save
from tests.evals.reporting.made import played, run, turn

EVIL = '"><script>alert(1)</script><img src="http://out/x.png" onerror=alert(1)>'


class Seen(HTMLParser):
    """Every tag, every attribute and the text outside of the style sheet."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def person(number: int, success: bool, persona: str = "vague") -> Played:
    figures = {"success": float(success), "turns": float(2 + number % 3), "satisfaction": 0.8 * success}
    return played(f"{persona}-{number}", kind="simulated", persona=persona, figures=figures)


def everything(label: str, better: int = 0) -> Run:
    people = [person(n, n % 4 < 2 + better, ("vague", "terse")[n % 2]) for n in range(40)]
    return run(label, [*(played(f"s{n}") for n in range(12)), *people])


def test_nothing_that_people_wrote_becomes_markup() -> None:
    evil_turn = replace(turn(utterance=EVIL), text=EVIL, cards=(Card(EVIL, EVIL, 1, EVIL),), wishes=(EVIL,), move=EVIL)
    one = Played(EVIL, EVIL, "script", EVIL, 7, (evil_turn,), (Check(EVIL, False, EVIL, 1), Check(EVIL, False, EVIL)),
                 {EVIL: 1.0}, EVIL)  # fmt: skip
    bad = Run(EVIL, EVIL, EVIL, EVIL, 7, (one,), {EVIL: 1.0})
    seen = Seen(page(bad, replace(bad, label=EVIL), [bad]))
    assert not {"script", "img", "iframe", "link"} & set(seen.tags)
    assert not [name for name, _ in seen.attributes if name.startswith("on") or name in ("src", "style")]
    assert all((value or "").startswith("#") for name, value in seen.attributes if name == "href")
    assert seen.text.count("<script>alert(1)</script>") >= 10


def test_the_page_asks_no_other_machine_and_its_policy_lets_nothing_else_work() -> None:
    html = page(everything("main"))
    assert not re.search(r"https?://|//[a-z]|url\(|@import", html)
    assert "default-src 'none'; style-src 'sha256-" in html


def test_a_failing_turn_has_its_reason_beside_it() -> None:
    html = page(run("main", [played("good"), played("bad", passed=False)]))
    article = html[html.index("<article") : html.index("</article>")]
    assert "it was elicit, not recommend" in article
    assert article.index("short ones") < article.index("it was elicit")
    assert html.count("<article") == 1


def test_a_reason_about_a_turn_that_never_came_is_told_of_the_whole() -> None:
    one = replace(played(), checks=(Check("answered", False, "it broke off", 5),))
    (chat,) = failing(run("main", [one]), None)
    assert [check.name for check in chat.failed] == ["answered"]


def test_of_the_wishes_those_are_told_that_a_turn_changed() -> None:
    turns = tuple(
        replace(turn(), number=number, wishes=wishes)
        for number, wishes in enumerate((("must a", "prefer b"), ("must a", "prefer b", "never c"), ("must a",)), 1)
    )
    one = replace(played("bad", passed=False), turns=turns)
    (chat,) = failing(run("main", [one]), None)
    assert [(told.fresh, told.gone, told.standing) for told in chat.turns] == [
        (("must a", "prefer b"), (), 0),
        (("never c",), (), 2),
        ((), ("prefer b", "never c"), 1),
    ]
    text = Seen(page(run("main", [one]))).text
    assert "never c 2 wishes as before" in text
    assert "No more: prefer b No more: never c 1 wish as before" in text


def test_the_scorecard_tells_what_moved_since_the_accepted_run_and_how_surely() -> None:
    text = Seen(page(everything("main", better=2), everything("before"))).text
    assert "52 conversations are in both runs" in text
    assert re.search(
        r"People who found what they would take 100 % 91\.2 to 100 % 50\.0 % \+50\.0 points .* ▲ better", text
    )
    assert "Scripts that meet every expectation 100 % 75.8 to 100 % 100 % the same" in text


def test_an_accepted_run_of_other_conversations_is_said_to_be_none() -> None:
    text = Seen(page(everything("main"), run("before", [played("other")]))).text
    assert 'No conversation is both in "before" and in "main"' in text
    assert "Before Change" not in text


def test_baselines_stand_beside_it() -> None:
    text = Seen(page(everything("main", 2), None, [run("popularity", everything("x").played)])).text
    assert "Beside simple baselines" in text
    assert "50.0 % against 100 % +50.0 points" in text
    with pytest.raises(BrokenRun, match='"popularity"'):
        page(everything("main"), None, [run("popularity", [played("other")])])


def test_beside_baselines_stands_only_what_differs_and_in_the_scorecards_order() -> None:
    def people(satisfaction: float, **more: float) -> list[Played]:
        figures = {"success": 1.0, "turns": 3.0, "leaks": 0.0, "satisfaction": satisfaction, **more}
        return [played(f"p-{n}", kind="simulated", persona="plain", figures=figures) for n in range(4)]

    deaf, hears = run("deaf", people(0.2)), run("hears", people(0.4, misheard=1.0))
    rows = [
        row.words for row in beside([compared(one, run("main", people(0.8, misheard=0.0))) for one in (deaf, hears)])
    ]
    assert rows == ["Satisfaction, from 0 to 1", "People whose yes to an item was not taken for one"]


def test_people_are_sliced_by_domain_and_persona_and_few_are_said_to_be_few() -> None:
    text = Seen(page(run("main", [*everything("x").played, person(1, True, "rare")]))).text
    assert "Simulated people by persona" in text
    assert re.search(r"rare 1 \(few\) 100 %", text)


def test_how_soon_is_told_in_words_too() -> None:
    html = page(everything("main"))
    assert "main: by turn 1 0 %, by turn 2 17.5 %" in html
    assert "How soon people find" not in page(run("main", [played()]))


def test_every_table_has_a_caption_and_every_plot_words() -> None:
    html = page(everything("main", 2), everything("before"), [run("popularity", everything("x").played)])
    assert html.count("<table") == html.count("<caption") > 5
    for figure in re.findall(r"<figure>.*?</figure>", html, re.DOTALL):
        assert 'role="img" aria-label="' in figure
    assert html.count("<svg") == html.count('aria-hidden="true" focusable="false"')


def test_only_so_many_chats_are_shown_and_broken_ones_come_first() -> None:
    now = run("main", [played("a", False), played("b", False), played("k", False, known="hard"), person(1, False)])
    before = run("before", [played("a", False), played("b")])
    html = page(replace(now, played=now.played), before, chats=2)
    assert html.count("<article") == 2
    assert html.index(">b</bdi>") < html.index(">a</bdi>")
    assert "passed before" in html


def test_a_long_utterance_is_cut_and_says_so() -> None:
    assert shortened("x" * (LONGEST + 5)).endswith("x… (5 characters more)")


def test_one_run_gives_one_page() -> None:
    assert page(everything("main"), everything("before")) == page(everything("main"), everything("before"))


def test_an_empty_run_is_a_page_still() -> None:
    assert "0 conversations" in Seen(page(run("main", []))).text


def test_the_report_is_written_or_nothing_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(results, "RUNS", tmp_path / "runs")
    out = tmp_path / "deep" / "report.html"
    with pytest.raises(SystemExit, match="There is no run"):
        writing.run([], out)
    assert not out.parent.exists()
    save(everything("main"), tmp_path / "runs" / "main")
    writing.run([], out)
    assert f'"main" in {out}' in capsys.readouterr().out
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")
    with pytest.raises(SystemExit, match="cannot be written"):
        writing.run([], tmp_path)
