"""What counts as noticing a fault, and how it is told."""

from collections.abc import Mapping

from evals.mutations.catching import Caught, caught
from evals.mutations.fault import Fault
from evals.mutations.table import as_json, lines, page
from evals.results import Check, Played, Run

FAULT = Fault("lost", "what was said is lost", {})


def script(name: str, *failed: tuple[int, str]) -> Played:
    checks = tuple(Check(check, False, "", turn) for turn, check in failed)
    return Played(f"tea/{name}", "tea", "script", "", 0, (), (Check("move", True, "", 1), *checks))


def person(number: int, **figures: float) -> Played:
    known = {"success": 1.0, "satisfaction": 0.8, "broken": 0.0, "turns": 3.0}
    return Played(f"plain-{number}", "tea", "simulated", "plain", 7, (), (), known | figures)


def told(before: list[Played], after: list[Played]) -> Caught:
    first, second = (
        Run(label, "", "builtin", "utility", 7, tuple(ones)) for label, ones in (("a", before), ("b", after))
    )
    return caught(FAULT, [(first, second)])


def test_a_script_that_passed_and_fails_catches_it_and_says_where() -> None:
    found = told([script("one"), script("two")], [script("one", (2, "every"), (0, "kept")), script("two")])
    assert found.scripts == {"tea/one": "turn 2, every"}
    assert found.noticed


def test_what_failed_before_and_what_is_only_slow_catches_nothing() -> None:
    failing = script("one", (1, "profile"))
    found = told([failing, script("two")], [failing, script("two", (1, "ms"))])
    assert not found.noticed
    # … and a script that was only slow before still catches what breaks it
    assert told([script("two", (1, "ms"))], [script("two", (1, "every"))]).noticed


def test_a_count_that_rises_and_a_rate_beyond_its_interval_catch_it() -> None:
    before = [person(n) for n in range(20)]
    assert not told(before, before).noticed
    one_broken = [person(0, broken=1.0), *before[1:]]
    assert told(before, one_broken).figures == ("cards that break a wish 0 → 1",)
    sad = [person(n, satisfaction=0.3 + 0.01 * (n % 3)) for n in range(20)]
    assert told(before, sad).figures == ("satisfaction 0.80 → 0.31",)
    one_sad = [person(0, satisfaction=0.7), *before[1:]]
    assert not told(before, one_sad).noticed


def test_the_page_names_scripts_of_different_checks_and_owns_up_to_what_nobody_caught() -> None:
    scripts: Mapping[str, str] = {"tea/a": "turn 1, every", "tea/b": "turn 2, every", "tea/c": "kept"}
    seen, unseen = Caught("lost", "it is lost", scripts, ("regret 0.1 → 0.2",)), Caught("odd", "it is odd", {})
    text = page([seen, unseen], {"lost": ("tea", "films"), "odd": ("tea",)}, 30)
    assert "1 of 2 faults are caught; **not caught: odd**. Scripts catch 1 of them, 30 simulated people 1." in text
    assert "were not asked. Some of this was played with earlier" in page([seen], {"lost": ()}, 0, older=True)
    row = "3 scripts: `tea/a` (turn 1, every), `tea/c` (kept) and 1 more. people: regret 0.1 → 0.2"
    assert f"| `lost` | it is lost | tea, films | {row} |" in text
    assert "| `odd` | it is odd | tea | **nobody** |" in text
    assert "NOT CAUGHT  odd: it is odd" in "\n".join(lines([seen, unseen], in_full=False))
    assert "tea/b: turn 2, every" in "\n".join(lines([seen], in_full=True))
    assert as_json([unseen]) == {"odd": {"caught": False, "scripts": {}, "figures": []}}
