from pathlib import Path

from defusedxml.ElementTree import parse

from evals.results import Check, Played, PlayedTurn, Run
from evals.scripting.junit import write_junit

TURN = PlayedTurn(1, "x", "y", "inform", (), "", (), 250.0, 0, 0)


def one(name: str, passed: bool, known: str = "", reason: str = "it was <inform>\x00") -> Played:
    return Played(
        name, name.partition("/")[0], "script", "", 0, (TURN,), (Check("move", passed, reason, 1),), {}, known
    )


def test_a_run_is_told_as_ci_services_read_it(tmp_path: Path) -> None:
    played = (one("films/a", True), one("wines/b", False), one("films/c", False, "a known miss"))
    write_junit(Run("r", "1", "builtin", "utility", 0, played), tmp_path / "made" / "junit.xml")
    root = parse(tmp_path / "made" / "junit.xml").getroot()
    assert root is not None
    assert (root.get("tests"), root.get("failures"), root.get("skipped")) == ("3", "1", "1")
    assert [suite.get("name") for suite in root] == ["films", "wines"]
    cases = {case.get("name"): case for case in root.iter("testcase")}
    assert len(cases["films/a"]) == 0
    failure = cases["wines/b"].find("failure")
    assert failure is not None
    assert failure.text == "turn 1, move: it was <inform>�"
    skipped = cases["films/c"].find("skipped")
    assert skipped is not None
    assert skipped.get("message") == "a known miss"
