"""What is wrong with a script, told with its line and what would be right."""

from collections.abc import Callable
from pathlib import Path

import pytest

from evals.scripting.reading import Read, ScriptError, find, read, read_all
from evals.scripting.soundness import sound
from evals.scripting.written import amount
from retrieval.catalogue import Catalogue

Script = Callable[[str], Read]
Write = Callable[..., Path]

TURN = 'goal = "g"\n[[turn]]\nsay = "hello"\n'


def wrong(text: str, write: Write) -> str:
    with pytest.raises(ScriptError) as caught:
        read(write(text))
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (TURN + 'expect = { mvoe = "recommend" }', 4, '"mvoe" is no key of turn.expect; did you mean "move"?'),
        (TURN + "[turn.expect]\ncoutn = 3", 5, '"coutn" is no key of turn.expect; did you mean "count"?'),
        (TURN + "[[turn]]\nsya = 'x'", 5, '"sya" is no key of turn; did you mean "say"?'),
        ("[expect]\nfinds = 'price < 3'\nquestion = 3\n" + TURN, 3, 'did you mean "questions"?'),
        ('gaol = "x"\n' + TURN, 1, '"gaol" is no key of a script; did you mean "goal"?'),
        (TURN + "[expect]\nmove = 'close'", 5, "it belongs into [turn.expect]."),
        (TURN + 'expect = { count = "many" }', 4, '"many" is no amount; write 3, "<= 3"'),
        (TURN + 'expect = { every = "cheap" }', 4, '"cheap" is no test; write an attribute'),
        (TURN + 'expect = { move = "sing" }', 4, '"sing": it should be'),
        (TURN + "[[turn]]\nexpect = { count = 3 }", 4, "needs something to say"),
        (TURN + "[[turn]]\n[[turn.when]]\nsay = 'x'", 5, "needs a condition"),
        (TURN + "[[turn]]\ndo = 'sing'", 5, '"sing" cannot be done; write undo, remove price'),
        (TURN + "expect = { says = 5 }", 4, '"5": it should be words, or a list of them.'),
        (TURN + "expect = { grounded = 'x' }", 4, '"x": it should be true or false.'),
        (TURN + "expect = { count = '3..1' }", 4, '"3..1" holds for no number; write "1..3"'),
        ('[[turn]]\nsay = "x"', 1, '"goal" is missing'),
        ('goal = "x"\nturn = []', 2, "at least 1"),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, line: int, said: str, write: Write) -> None:
    told = wrong(text, write)
    assert f"one.toml, line {line}: " in told
    assert said in told


def test_a_script_cut_short_and_one_that_is_no_text_are_told(write: Write) -> None:
    assert "(at line 3, where it ends)" in wrong('goal = "g"\n[[turn]]\nsay = "hel', write)
    path = write("")
    path.write_bytes(b'goal = "\xff"')
    with pytest.raises(ScriptError, match="not UTF-8 text"):
        read(path)


def test_all_mistakes_of_all_scripts_are_told_at_once(write: Write) -> None:
    paths = [write(TURN + "[[turn]]\nsya = 1", name) for name in ("a", "b")]
    with pytest.raises(ScriptError) as caught:
        read_all(paths)
    assert "a.toml" in str(caught.value)
    assert "b.toml" in str(caught.value)


def test_two_scripts_of_one_name_are_told(write: Write) -> None:
    paths = [write('name = "same"\n' + TURN, name) for name in ("a", "b")]
    with pytest.raises(ScriptError, match="is called, too"):
        read_all(paths)


def test_scripts_are_found_in_folders(write: Write, tmp_path: Path) -> None:
    path = write(TURN)
    path.with_name("domain.toml").write_text("", encoding="utf-8")
    assert find([tmp_path]) == (path,)
    with pytest.raises(ScriptError, match="no script or folder"):
        find([tmp_path / "nowhere"])


def test_the_folder_names_the_catalogue_and_may_bring_it(script: Script) -> None:
    found = script(TURN)
    assert (found.name, found.domain) == ("kettles/one", "kettles")
    assert found.brought is not None


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ('every = "colour = redd"', 'no kettle has colour "redd"; did you mean "red"?'),
        ('every = "coluor = red"', '"coluor" is no attribute of kettles; did you mean "colour"?'),
        ('profile = "must price <= low"', '"low" is none'),
        ('profile = "never colour = gren"', 'did you mean "green"?'),
        ('absent = "weight"', '"weight" is no attribute of kettles; there are colour, style, price, whistles'),
        ('asked = "colours"', 'did you mean "colour"?'),
        ('contains = "Kettle 33"', 'there is no kettle "Kettle 33"; did you mean "Kettle 3"?'),
        ('rank = { "Kettle 33" = 1 }', 'there is no kettle "Kettle 33"'),
    ],
)
def test_what_the_catalogue_lacks_is_an_error(expect: str, said: str, script: Script, kettles: Catalogue) -> None:
    found = sound(script(TURN + f"expect = {{ {expect} }}"), kettles)
    assert len(found.errors) == 1
    assert "one.toml, line 4: " in found.errors[0]
    assert said in found.errors[0]


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ('every = "price <= 500"', "all kettles pass"),
        ('none = "price > 500"', "none of the kettles passes"),
        ('some = "price > 500"', "can never hold"),
        ('count = ">= 0"', "holds for every number"),
        ("says = []", "says is empty"),
        ("no_repeats = false", "looks at nothing"),
        ('move = ["elicit", "recommend", "relax", "inform", "compare", "explain", "clarify", "close"]', "all moves"),
    ],
)
def test_what_can_never_fail_or_hold_is_warned_of(expect: str, said: str, script: Script, kettles: Catalogue) -> None:
    found = sound(script(TURN + f"expect = {{ {expect} }}"), kettles)
    assert not found.errors
    assert len(found.warnings) == 1
    assert said in found.warnings[0]


def test_of_the_whole_no_card_can_be_referred_to(script: Script, kettles: Catalogue) -> None:
    found = sound(script('goal = "g"\n[expect]\nfinds = "price < @1.1"\n[[turn]]\nsay = "x"'), kettles)
    assert "line 3: " in found.errors[0]
    assert "no card can be referred to" in found.errors[0]


def test_a_sound_script_is_not_complained_about(script: Script, kettles: Catalogue) -> None:
    text = TURN + 'expect = { every = ["price <= 30", "price < @last.1"], profile = "must colour = red", count = 3 }'
    found = sound(script(text), kettles)
    assert found.errors == found.warnings == ()


def test_amounts() -> None:
    assert [amount(a).holds(3) for a in (3, "<= 3", "< 3", ">= 3", "> 3", "1..3", "= 3")] == [
        True, True, False, True, False, True, True,
    ]  # fmt: skip
