from agents.dialogue import Preference, Profile, Strength
from agents.explaining import explain, facts
from retrieval.catalogue import Attribute, Catalogue, Constraint, Domain, Item, Kind, Operator
from retrieval.columns import Columns


def film(films: Catalogue, item_id: str) -> Item:
    item = films.find(item_id)
    assert item is not None
    return item


def test_names_what_is_met_then_what_is_missed(films: Catalogue, comedy: Preference, short: Preference) -> None:
    told = explain(film(films, "wet"), Profile((comedy, short)), films.domain)
    assert [e.met for e in told.evidence] == [True, False]
    assert told.sentence == "Comedy. Longer than you wished: 2 h 11 min, not at most 1 h 32 min."


def test_of_several_tags_only_the_wished_one_is_named(films: Catalogue, comedy: Preference) -> None:
    assert "romance" not in explain(film(films, "wet"), Profile((comedy,)), films.domain).sentence


def test_a_kept_exclusion_is_a_reason_too(films: Catalogue) -> None:
    no_war = Preference(Constraint("genres", Operator.EQ, "war"), Strength.NEVER)
    assert explain(film(films, "dry"), Profile((no_war,)), films.domain).sentence == "Not war."


def test_an_unknown_value_is_said_to_be_unknown(films: Catalogue, short: Preference) -> None:
    bare = Item("x", "X", {})
    assert "does not give its length" in explain(bare, Profile((short,)), films.domain).sentence


def test_without_wishes_it_states_facts(films: Catalogue) -> None:
    assert explain(film(films, "fog"), Profile(), films.domain).sentence == "Thriller, directed by Bo Lind, from 1987."


def test_likeness_names_only_what_both_share(films: Catalogue) -> None:
    told = explain(film(films, "rat"), Profile(liked=("ice",)), films.domain, (film(films, "ice"),))
    assert told.sentence == "Like Thin Ice: also crime, directed by Bo Lind, dark."


def test_what_most_items_have_is_no_likeness(films: Catalogue, columns: Columns) -> None:
    anchors = (film(films, "ice"),)
    told = explain(film(films, "rat"), Profile(liked=("ice",)), films.domain, anchors, columns.share)
    assert columns.share("director", "Bo Lind") == 3 / 12
    assert told.sentence == "Crime and comedy, directed by Bo Lind, from 2001."


def test_likeness_does_not_repeat_what_was_wished(films: Catalogue, comedy: Preference) -> None:
    told = explain(film(films, "jam"), Profile((comedy,), liked=("dry",)), films.domain, (film(films, "dry"),))
    assert told.sentence == "Comedy. Like Dry Season: also funny."


def test_every_word_of_evidence_is_a_value_of_the_item(films: Catalogue, comedy: Preference) -> None:
    for item in films.items:
        for evidence in explain(item, Profile((comedy,)), films.domain).evidence:
            assert evidence.met == ("comedy" in item.tags("genres"))
            if evidence.met:
                assert evidence.value == "comedy"


def test_facts_follow_the_card(films: Catalogue) -> None:
    assert facts(film(films, "dry"), films.domain) == (
        ("year", "1994"),
        ("genre", "comedy"),
        ("director", "Ana Ruiz"),
        ("length", "1 h 28 min"),
    )


def test_a_missed_name_is_told_with_what_there_is_instead(films: Catalogue) -> None:
    wish = Preference(Constraint("genres", Operator.EQ, "war"), Strength.PREFER)
    assert explain(film(films, "wet"), Profile((wish,)), films.domain).sentence == "Not war, but comedy and romance."


def test_what_had_better_not_be_is_told_where_it_is(films: Catalogue) -> None:
    wish = Preference(Constraint("director", Operator.EQ, "Bo Lind"), Strength.AVOID)
    told = explain(film(films, "fog"), Profile((wish,)), films.domain).sentence
    assert told == "Directed by Bo Lind, though you would rather not."


def test_what_it_is_comes_before_by_whom_and_what_it_is_not(films: Catalogue, comedy: Preference) -> None:
    never = Preference(Constraint("director", Operator.EQ, "Bo Lind"), Strength.NEVER)
    by = Preference(Constraint("year", Operator.GE, 1990.0))
    funny = Preference(Constraint("moods", Operator.EQ, "funny"))
    told = explain(film(films, "dry"), Profile((never, by, comedy, funny)), films.domain).sentence
    assert told == "Comedy and funny, from 1994, not directed by Bo Lind."


def test_a_flag_is_told_whichever_way_it_is_missed() -> None:
    dry = Attribute("dry", Kind.FLAG, label="waterproof (tested)")
    domain = Domain("d", "D", (dry,))
    wish = Preference(Constraint("dry", Operator.EQ, True), Strength.PREFER)
    told = explain(Item("x", "X", {"dry": False}), Profile((wish,)), domain).sentence
    assert told == "Not waterproof, though you wished otherwise."
    assert "does not say whether it is waterproof" in explain(Item("x", "X", {}), Profile((wish,)), domain).sentence


def test_what_is_given_up_against_the_next_is_told(films: Catalogue, comedy: Preference) -> None:
    longer = Preference(Constraint("runtime", Operator.LE, 140.0))
    told = explain(film(films, "wet"), Profile((comedy, longer)), films.domain, beside=film(films, "dry")).sentence
    assert told.endswith("43 min longer than Dry Season.")
