import pytest

from agents.dialogue import Move, Option, Question, Reply
from evals.benchmarks.talks import BLANK, Script, read_talks
from retrieval.catalogue import Attribute, Catalogue, Domain, Item, Kind

DOMAIN = Domain("films", "Films", (Attribute("genres", Kind.TAGS),))
CATALOGUE = Catalogue(DOMAIN, "v", (Item("a", "Owls", {"genres": ("comedy", "drama")}), Item("b", "Fog", {})))


def test_talks_are_conversations_of_several_turns() -> None:
    talks = read_talks()
    assert len(talks) >= 6
    assert all(len(talk) >= 5 for talk in talks)
    assert {blank for talk in talks for line in talk for blank in BLANK.findall(line)} >= {"option", "title", "genres"}


def test_blanks_become_words_of_the_catalogue() -> None:
    (said,) = said_after(None, "a {genres} like {title} from the {decade}s, after {years}, under {minutes} minutes")
    assert "{" not in said
    assert any(genre in said for genre in ("comedy", "drama"))
    assert any(title in said for title in ("Owls", "Fog"))


def said_after(reply: Reply | None, template: str, seed: int = 0) -> list[str]:
    return list(Script(CATALOGUE, seed).say(template, reply))


def test_an_open_question_is_answered_with_one_of_its_options() -> None:
    question = Question("genres", "Which genre?", (Option("Comedy (2)", "comedy", 2),))
    assert said_after(Reply(Move.ELICIT, "", question=question), "{option}") == ["comedy"]
    assert said_after(None, "{option}") == ["anything goes"]


def test_the_way_out_of_a_dead_end_is_taken_first() -> None:
    dead_end = Reply(Move.RELAX, "", suggestions=(Option("Without fog", "never mind the fog"), Option("Other", "x")))
    assert said_after(dead_end, "more") == ["never mind the fog", "more"]
    assert said_after(Reply(Move.RELAX, ""), "more") == ["more"]
    assert said_after(Reply(Move.RECOMMEND, "", suggestions=dead_end.suggestions), "more") == ["more"]


def test_the_same_seed_says_the_same() -> None:
    line = "{genres} {years} {minutes} {title}"
    assert said_after(None, line, seed=5) == said_after(None, line, seed=5)


def test_a_blank_that_no_item_can_fill_is_an_error() -> None:
    with pytest.raises(ValueError, match="'director'"):
        said_after(None, "directed by {director}")
