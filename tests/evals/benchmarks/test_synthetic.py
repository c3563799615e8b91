import numpy as np
import pytest

from evals.benchmarks.synthetic import StandIn, recombined
from retrieval.catalogue import Attribute, Catalogue, Domain, Item, Kind
from retrieval.embedders.hash import HashEmbedder

DOMAIN = Domain(
    "lamps",
    "Lamps",
    (
        Attribute("style", Kind.TAGS, label="style"),
        Attribute("designer", Kind.CATEGORY, label="designer"),
        Attribute("price", Kind.MONEY, label="price"),
        Attribute("dimmable", Kind.FLAG, label="dimmable"),
    ),
)
STYLES = ("art deco", "plain", "rustic")


def lamp(n: int) -> Item:
    values = {"style": (STYLES[n % 3],), "designer": f"Given{n} Family{n}", "price": float(n), "dimmable": n % 2 == 0}
    if n % 4 == 0:
        del values["price"]
    return Item(f"lamp-{n}", f"Bright Lamp {n}", values, text=f"It shines, number {n}.")  # type: ignore[arg-type]


SOURCE = Catalogue(DOMAIN, "v1", tuple(lamp(n) for n in range(20)))


def test_it_has_the_wanted_size_and_distinct_ids() -> None:
    made = recombined(SOURCE, 300)
    assert len(made.items) == len(made.rows) == 300


def test_every_value_is_one_of_its_source_or_made_of_two_of_its_names() -> None:
    given = {n for item in SOURCE.items for n in item.tags("designer")}
    firsts, lasts = {n.split()[0] for n in given}, {n.split()[1] for n in given}
    for item in recombined(SOURCE, 200).items:
        assert set(item.tags("style")) <= set(STYLES)
        assert all(n.split()[0] in firsts and n.split()[1] in lasts for n in item.tags("designer"))
        assert item.number("price") is None or item.number("price") in range(20)


def test_names_grow_with_the_catalogue_and_everyday_words_do_not() -> None:
    made = recombined(SOURCE, 400)
    designers = {n for item in made.items for n in item.tags("designer")}
    assert len(designers) > 100
    assert {n for item in made.items for n in item.tags("style")} == set(STYLES)


def test_gaps_stay_as_frequent_as_they_were() -> None:
    made = recombined(SOURCE, 2000)
    without = sum(item.number("price") is None for item in made.items) / 2000
    assert without == pytest.approx(0.25, abs=0.05)


def test_the_same_seed_gives_the_same_catalogue() -> None:
    assert recombined(SOURCE, 50, seed=3) == recombined(SOURCE, 50, seed=3)
    assert recombined(SOURCE, 50, seed=3).version != recombined(SOURCE, 50, seed=4).version


def test_stand_in_vectors_are_unit_rows_under_the_name_of_the_real_embedder() -> None:
    real = HashEmbedder(64)
    stand_in = StandIn(real, SOURCE)
    vectors = stand_in.embed(["a plain lamp", "", "no word of it"])
    assert (stand_in.name, stand_in.dimension) == (real.name, real.dimension)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert stand_in.embed([]).shape == (0, 64)


def test_texts_that_share_everyday_words_are_closer_than_others() -> None:
    stand_in = StandIn(HashEmbedder(64), SOURCE)
    one, same, other = stand_in.embed(["rustic, from 1920", "rustic, from 1950", "art deco, from 1920"])
    assert one @ same > one @ other + 0.2
    assert np.array_equal(stand_in.embed(["rustic, from 1920"])[0], one)
