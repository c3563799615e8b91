import pytest

from agents.dialogue import Option, Question
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
    script = Script(CATALOGUE)
    said = script.fill("a {genres} like {title} from the {decade}s, after {years}, under {minutes} minutes", None)
    assert "{" not in said
    assert any(genre in said for genre in ("comedy", "drama"))
    assert any(title in said for title in ("Owls", "Fog"))


def test_an_open_question_is_answered_with_one_of_its_options() -> None:
    question = Question("genres", "Which genre?", (Option("Comedy (2)", "comedy", 2),))
    assert Script(CATALOGUE).fill("{option}", question) == "comedy"
    assert Script(CATALOGUE).fill("{option}", None) == "anything goes"


def test_the_same_seed_says_the_same() -> None:
    line = "{genres} {years} {minutes} {title}"
    assert Script(CATALOGUE, 5).fill(line, None) == Script(CATALOGUE, 5).fill(line, None)


def test_a_blank_that_no_item_can_fill_is_an_error() -> None:
    with pytest.raises(ValueError, match="'director'"):
        Script(CATALOGUE).fill("directed by {director}", None)
