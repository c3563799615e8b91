"""What people do depends on where the talk stands: the same words choose, ask, refuse or ask for more."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pytest

from agents.comparing import compare
from agents.dialogue import Ask, Compare, Conversation, Move, Preference, Profile, Reply, Turn
from agents.understanding.builtin import BuiltinReader
from retrieval.catalogue import Catalogue, Constraint, Operator
from retrieval.embedder import Embedder
from tests.agents.understanding.imported import imported
from tests.agents.understanding.notation import writings

Talk = Callable[..., Conversation]
TENTS, FILMS, WINES = ("o01", "o02", "o03"), ("f01", "f05", "f20"), ("W01", "W10", "W44")
SHOWN = {"outdoor": TENTS, "films": FILMS, "wines": WINES}
Read = Callable[..., tuple[str, ...]]


@pytest.fixture
def read(catalogues: Mapping[str, Catalogue], fake_embedder: Embedder, talk: Talk) -> Read:
    """The reading of words that are said after a slate, a question, and further turns of acts."""

    def reading(
        domain: str,
        say: str,
        *after: Ask | Compare,
        shown: Sequence[str] | None = None,
        question: str = "",
        wished: Sequence[Preference] = (),
    ) -> tuple[str, ...]:
        catalogue = imported(domain) if domain == "wines" else catalogues[domain]
        table = () if question or shown == () else shown or SHOWN[domain]
        conversation = talk(catalogue.domain, table, question, profile=Profile(tuple(wished)))
        for act in after:
            conversation = replace(conversation, turns=(*conversation.turns, _turn(act, conversation, catalogue)))
        return writings(BuiltinReader(catalogue, fake_embedder).read(say, conversation))

    return reading


def _turn(act: Ask | Compare, conversation: Conversation, catalogue: Catalogue) -> Turn:
    items = tuple(item for i in act.item_ids if (item := catalogue.find(i)))
    compared = isinstance(act, Compare)
    table = compare(items, catalogue.domain, Profile(), act.attribute) if isinstance(act, Compare) else None
    reply = Reply(Move.COMPARE if compared else Move.INFORM, "", comparison=table)
    return Turn(len(conversation.turns) + 1, "and?", (act,), conversation.profile, reply)


# --- the same question again ------------------------------------------------------------------------------------------

PRICE = {
    "outdoor": Ask("value", ("o02",), "price", "what does the second cost?"),
    "films": Ask("value", ("f05",), "runtime", "how long is the second?"),
    "wines": Ask("value", ("W10",), "price", "what does the second cost?"),
}


@pytest.mark.parametrize("domain", PRICE)
@pytest.mark.parametrize(
    "say",
    ["and the third?", "the third?", "and the third one?", "what about the third?", "how about the last one?",
     "and number 3", "ok, and the third one then?", "so what about number three"],
)  # fmt: skip
def test_a_question_is_asked_again_of_another_item(read: Read, domain: str, say: str) -> None:
    asked = PRICE[domain]
    assert read(domain, say, asked) == (f"ask value {SHOWN[domain][2]} {asked.attribute}",)


@pytest.mark.parametrize("say", ["the third", "the third please", "I'll take the third", "the third one then"])
def test_without_a_question_mark_the_item_is_taken(read: Read, say: str) -> None:
    assert read("outdoor", say, PRICE["outdoor"]) == ("accept o03",)


def test_a_question_is_asked_again_of_an_item_by_its_title(read: Read) -> None:
    assert read("outdoor", "and the Haul 65?", PRICE["outdoor"]) == ("ask value o16 price",)
    assert read("films", "and Inception?", PRICE["films"]) == ("ask value f02 runtime",)


def test_why_is_asked_again_too(read: Read) -> None:
    assert read("films", "and the third?", Ask("why", ("f05",), words="why the second?")) == ("ask why f20",)


def test_an_item_with_a_question_mark_is_asked_about_and_not_taken(read: Read) -> None:
    assert read("films", "the second?") == ("ask value f05",)
    assert read("outdoor", "and the last one?") == ("ask value o03",)


# --- which is the most ------------------------------------------------------------------------------------------------

MOST = {
    "outdoor": [("the cheapest of them?", "price"), ("which of these is the lightest?", "weight")],
    "films": [("the shortest of them?", "runtime"), ("which one of them is the newest?", "year")],
    "wines": [("the cheapest of these?", "price"), ("which is the cheapest of those?", "price")],
}


@pytest.mark.parametrize(("domain", "say", "attribute"), [(d, s, a) for d, every in MOST.items() for s, a in every])
@pytest.mark.parametrize("compared", [False, True])
def test_the_most_of_what_is_shown_is_a_question(
    read: Read, domain: str, say: str, attribute: str, compared: bool
) -> None:
    after = (Compare(SHOWN[domain]),) if compared else ()
    assert read(domain, say, *after) == (f"compare {' '.join(SHOWN[domain])} {attribute}",)


def test_what_was_compared_is_on_the_table(read: Read) -> None:
    compared = Compare(("f02", "f17", "f24"))
    assert read("films", "which is the shortest?", compared, shown=()) == ("compare f02 f17 f24 runtime",)
    assert read("films", "I'll take the second", compared, shown=()) == ("accept f17",)
    assert read("films", "the last one", compared) == ("accept f24",)
    assert read("films", "neither", Compare(("f02", "f17"))) == ("reject",)


def test_a_place_means_the_slate_where_only_some_of_it_was_compared(read: Read) -> None:
    assert read("films", "I'll take the third", Compare(("f05", "f20"))) == ("accept f20",)


# --- choosing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("domain", SHOWN)
@pytest.mark.parametrize(
    "say",
    ["the second looks good, I'll take it", "the second sounds great", "the second one seems perfect",
     "let's go with the second", "I think I'll go with number 2", "the second it is", "great, I'll go for the second",
     "yes, the second is the one", "the second is exactly what I was looking for", "alright, the second then",
     "hm, the second looks good, I'll take it. I hope that makes sense.", "ok, the second one, thanks",
     "my vote goes to the second", "I'd go with the second"],
)  # fmt: skip
def test_an_item_is_taken_in_many_words(read: Read, domain: str, say: str) -> None:
    assert [act for act in read(domain, say) if act != "thank"] == [f"accept {SHOWN[domain][1]}"]


@pytest.mark.parametrize(
    ("domain", "item", "title"),
    [
        ("films", "f05", "Earwig and the Witch"), ("films", "f01", "Alien"), ("films", "f20", "There Will Be Blood"),
        ("outdoor", "o03", "Burrow 3"), ("outdoor", "o02", "Lark 2"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "say", ["let's go with {}", "I think I'll go with {}", "{} it is", "{} sounds great", "perfect, {}", "I'll take {}",
            "ok, {}, thanks", "{} looks good, I'll take it", "yes, {} is the one", "alright, {} then"],
)  # fmt: skip
@pytest.mark.parametrize("lower", [False, True])
def test_an_item_is_taken_by_its_title(read: Read, domain: str, item: str, title: str, say: str, lower: bool) -> None:
    said = say.replace("{}", title)
    found = read(domain, said.lower() if lower else said)
    assert [act for act in found if act != "thank"] == [f"accept {item}"]


def test_praise_with_a_question_behind_it_asks(read: Read) -> None:
    assert read("films", "the second looks good, but is it long?") == ("ask value f05 runtime",)
    assert read("films", "the second sounds nice, how long is it?") == ("ask value f05 runtime",)
    assert read("outdoor", "the first looks good, but is it waterproof?") == ("ask value o01 waterproof",)


def test_praise_that_goes_on_takes_nothing(read: Read) -> None:
    assert read("outdoor", "the first looks good, but I'd like it cheaper") == ("like o01 price:less",)
    assert read("films", "the first looks good, what else is there?") == ("like f01", "more")


@pytest.mark.parametrize("say", ["sold", "sold!", "that one", "ok, that one", "I'll take it", "that's the one", "deal"])
def test_the_one_that_was_asked_about_is_taken(read: Read, say: str) -> None:
    assert read("outdoor", say, PRICE["outdoor"]) == ("accept o02",)


@pytest.mark.parametrize("say", ["ok, that one", "sold"])
def test_of_several_it_is_asked_which_is_taken(read: Read, say: str) -> None:
    assert read("outdoor", say) == ("other ambiguous",)


@pytest.mark.parametrize(
    "say", ["I'll go for the cheaper one", "the cheaper one, please", "let's go with the cheapest"]
)
def test_the_one_with_less_is_taken(read: Read, say: str) -> None:
    assert read("outdoor", say) == ("accept o01",)


# --- reasons ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("domain", "say", "attribute"),
    [
        ("outdoor", "the first is too small", "capacity:more"), ("outdoor", "the first is too heavy", "weight:less"),
        ("outdoor", "number 1 is way too big", "capacity:less"),
        ("outdoor", "the first one's too pricey", "price:less"),
        ("outdoor", "the first is too light", "weight:more"), ("films", "the first is too long", "runtime:less"),
        ("films", "the first is too short for me", "runtime:more"), ("films", "the first is too old", "year:more"),
        ("wines", "the first is too dear", "price:less"), ("wines", "the first one is too expensive", "price:less"),
    ],
)  # fmt: skip
def test_what_one_has_too_much_of_holds_for_the_others(read: Read, domain: str, say: str, attribute: str) -> None:
    first = SHOWN[domain][0]
    assert read(domain, say) == (f"reject {first}", f"than {first} {attribute}")


# --- titles -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("domain", "say", "found"),
    [
        ("films", "when was Alien made?", "ask value f01 year"),
        ("films", "who directed Alien?", "ask value f01 director"),
        ("films", "how long is Alien?", "ask value f01 runtime"),
        ("films", "when did Alien come out?", "ask value f01 year"),
        ("films", "who is in Alien?", "ask value f01 cast"),
        ("films", "who directed parasite?", "ask value f17 director"),
        ("outdoor", "how heavy is the Lantern?", "ask value o25 weight"),
        ("outdoor", "how much does the Scree cost?", "ask value o20 price"),
        ("films", "something between Alien and Parasite", "like f01 f17"),
        ("films", "a cross between Alien and Toy Story", "like f01 f24"),
        ("films", "somewhere between Parasite and Magnolia, maybe", "like f17 f21"),
        ("films", "a mix of Alien and Parasite", "like f01 f17"),
        ("films", "halfway between alien and parasite", "like f01 f17"),
        ("outdoor", "something between the Lark 1 and the Burrow 3", "like o01 o03"),
        ("films", "I've already seen Alien", "seen f01"),
        ("films", "we have watched Parasite", "seen f17"),
        ("outdoor", "we own the Lark 2 already", "seen o02"),
    ],
)  # fmt: skip
def test_a_title_is_read_where_one_stands(read: Read, domain: str, say: str, found: str) -> None:
    assert read(domain, say, shown=()) == (found,)


def test_between_two_years_is_no_title(read: Read) -> None:
    assert read("films", "something between 1990 and 2000", shown=()) == ("must year between 1990..2000",)


@pytest.mark.parametrize(
    "say", ["compare Alien and The Purple Weasel", "compare The Purple Weasel with Alien", "Alien vs The Purple Weasel",
            "what's the difference between Alien and The Purple Weasel?"],
)  # fmt: skip
def test_of_two_that_are_compared_it_is_said_which_is_unknown(read: Read, say: str) -> None:
    assert read("films", say, shown=()) == ("other not_in_catalogue",)


def test_of_three_the_two_that_are_known_are_compared(read: Read) -> None:
    found = read("films", "compare Alien, The Purple Weasel and Parasite", shown=())
    assert set(found) == {"compare f01 f17", "other not_in_catalogue"}


# --- to be shown ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "say", ["show me some", "let me see", "and now?", "go on", "show me some films", "surprise me"]
)
def test_before_a_slate_it_is_shown_at_once(read: Read, say: str) -> None:
    assert read("films", say, question="genres") == ("waive",)


@pytest.mark.parametrize(
    "say", ["show me some", "can I see some more?", "show me the rest", "what else is there?", "let me see some more",
            "have you got anything else for me?", "could you show me a few others?", "do you have any others?",
            "other ones?", "go on", "and now?", "are there any more of those?", "let me see",
            "not really, what else is there?"],
)  # fmt: skip
@pytest.mark.parametrize("domain", SHOWN)
def test_behind_a_slate_it_is_others_that_are_wanted(read: Read, domain: str, say: str) -> None:
    assert read(domain, say) in (("more",), ("reject", "more"))


@pytest.mark.parametrize("say", ["let me see, a comedy", "hm, let me think. a comedy", "well, let me see: a comedy"])
def test_thinking_aloud_asks_for_nothing(read: Read, say: str) -> None:
    assert read("films", say) == ("must genres=comedy",)


@pytest.mark.parametrize(
    "say", ["let me think. can you tell me more about the second?", "hm, tell me more about the second",
            "uh, what is the second about?", "could you tell me a bit more about the second one?"],
)  # fmt: skip
def test_thinking_aloud_hides_no_question(read: Read, say: str) -> None:
    assert read("films", say) == ("ask value f05",)


# --- no, and no answer ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("say", ["not my thing", "meh", "not really my thing", "not my cup of tea", "not for me"])
def test_no_refuses_what_was_shown(read: Read, say: str) -> None:
    assert read("films", say) == ("reject",)
    assert read("films", say, question="moods") == ("waive moods",)
    assert read("films", say, Ask("value", ("f05",), "runtime")) == ("reject f05",)


@pytest.mark.parametrize("say", ["no to all three", "no to all of them", "none of these", "neither"])
def test_no_to_all_refuses_them_though_one_was_talked_about(read: Read, say: str) -> None:
    assert read("films", say, Ask("value", ("f05",), "runtime")) == ("reject",)


@pytest.mark.parametrize(
    "say", ["hard to say", "can't say", "depends", "it depends", "no clue", "I have no clue", "who knows", "dunno",
            "hm, hard to say really", "I couldn't say"],
)  # fmt: skip
def test_no_answer_leaves_what_was_asked_open(read: Read, say: str) -> None:
    assert read("films", say, question="moods") == ("waive moods",)
    assert read("films", say) == ("other undecided",)


@pytest.mark.parametrize("say", ["forget it", "never mind", "leave it"])
def test_forgetting_it_is_about_what_came_last(read: Read, say: str) -> None:
    comedy = Preference(Constraint("genres", Operator.EQ, "comedy"), turn=1)
    assert read("films", say, question="moods", wished=[comedy]) == ("waive moods",)
    assert read("films", say, wished=[comedy]) == ("undo",)
    assert read("films", say, shown=()) == ("other farewell",)


@pytest.mark.parametrize("say", ["more like that", "more films like that", "more like this", "show me more like those"])
def test_more_like_that_means_all_that_was_shown(read: Read, say: str) -> None:
    assert read("films", say) == ("like f01 f05 f20",)


def test_what_is_asked_of_one_is_asked_of_the_others(read: Read) -> None:
    assert read("outdoor", "and the others?", PRICE["outdoor"]) == ("ask value o01 o03 price",)
    assert read("outdoor", "the others?") == ("more",)


def test_why_is_asked_of_one_that_was_not_shown(read: Read) -> None:
    assert read("films", "and Inception?", Ask("why", ("f05",), words="why the second?")) == ("ask why_not f02",)


@pytest.mark.parametrize("say", ["tell me more", "more details please", "could you tell me more"])
def test_details_are_of_the_one_that_is_talked_about(read: Read, say: str) -> None:
    assert read("outdoor", say, PRICE["outdoor"]) == ("ask value o02",)
    assert read("outdoor", say) == ("other ambiguous",)


@pytest.mark.parametrize("say", ["show me the second", "can I see the second one?", "let me see number 2"])
def test_to_look_at_one_is_not_to_take_it(read: Read, say: str) -> None:
    assert read("films", say) == ("ask value f05",)


def test_what_was_liked_but_too_long_is_no_refusal(read: Read) -> None:
    assert read("films", "I liked Inception but it was too long") == ("like f02 runtime:less",)


def test_how_about_something_smaller_is_no_question(read: Read) -> None:
    assert read("outdoor", "how about something smaller?") == ("than shown capacity:less",)


@pytest.mark.parametrize("say", ["I don't think any of these is for me", "don't think they are right for me"])
def test_what_is_not_for_me_is_refused(read: Read, say: str) -> None:
    assert read("films", say) == ("reject",)
    assert read("outdoor", say) == ("reject",)


def test_a_mistyped_small_word_is_no_value(read: Read) -> None:
    assert not [act for act in read("outdoor", "which poduct wold you recommend", shown=()) if "wood" in act]


@pytest.mark.parametrize("say", ["which product would you recommend?", "what would you suggest?"])
def test_a_recommendation_may_be_asked_for_outright(read: Read, say: str) -> None:
    assert read("outdoor", say, shown=()) == ("waive",)
