from agents.dialogue import Preference, Profile
from agents.relaxation import relaxations
from retrieval.catalogue import Catalogue, Constraint, Operator
from retrieval.columns import Columns


def test_the_smallest_sets_come_with_their_counts(films: Catalogue, columns: Columns, impossible: Profile) -> None:
    found = relaxations(impossible, films, columns)
    dropped = {tuple(p.attribute for p in way.dropped): way.count for way in found}
    assert dropped == {("director",): 1, ("runtime",): 1}


def test_two_are_given_up_together_only_when_one_is_not_enough(films: Catalogue, columns: Columns) -> None:
    profile = Profile(
        (
            Preference(Constraint("genres", Operator.EQ, "war")),
            Preference(Constraint("year", Operator.GE, 2010.0)),
            Preference(Constraint("runtime", Operator.LE, 80.0)),
        )
    )
    found = relaxations(profile, films, columns)
    assert found
    assert {len(way.dropped) for way in found} == {2}


def test_the_example_matches_and_the_option_forgets_what_is_dropped(
    films: Catalogue, columns: Columns, impossible: Profile
) -> None:
    way = relaxations(impossible, films, columns)[0]
    kept = Profile(tuple(p for p in impossible.preferences if p not in way.dropped))
    example = next(i for i in films.items if i.title == way.example)
    assert kept.permits(example)
    assert way.option is not None
    assert way.option.utterance == "forget the director"


def test_without_hard_wishes_there_is_nothing_to_give_up(films: Catalogue, columns: Columns) -> None:
    assert relaxations(Profile(), films, columns) == ()
