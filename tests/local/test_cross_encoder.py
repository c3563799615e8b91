"""A real cross-encoder, tiny and random, made here: its numbers mean nothing, all else is as with a trained one."""

import math
from pathlib import Path

import pytest

from retrieval.catalogue import Attribute, Catalogue, Constraint, Domain, Item, Kind, Operator
from retrieval.columns import Columns
from retrieval.scorer import Candidate, Query, Wish
from retrieval.scorers import load_scorer

pytestmark = pytest.mark.local

WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "red", "blue", "thing", "tent", "colour", ":", ".")
ITEMS = tuple(Item(str(n), f"a {('red', 'blue')[n % 2]} thing {'tent ' * (n * 40)}", {}) for n in range(20))
DOMAIN = Domain("shop", "Shop", (Attribute("colour", Kind.CATEGORY),))
CANDIDATES = tuple(Candidate(n, str(n), 1.0) for n in range(20))


def made(folder: Path, labels: int = 1) -> Path:
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    torch.manual_seed(7)
    (folder / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
    config = transformers.BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        initializer_range=0.7,  # so that texts differ in their numbers
    )
    config.num_labels = labels
    transformers.BertForSequenceClassification(config).save_pretrained(folder)
    transformers.BertTokenizerFast(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("tiny"))


async def test_scores_are_the_networks_whatever_the_batch(folder: Path) -> None:
    scorer = load_scorer(f"cross-encoder:{folder}", Columns(Catalogue(DOMAIN, "1", ITEMS)))
    query = Query("a red tent", wishes=(Wish(Constraint("colour", Operator.EQ, "blue"), 1.0),))
    found = await scorer.score(query, CANDIDATES)
    assert len({round(score.value, 6) for score in found}) > 5
    assert all(0 < score.value < 1 for score in found)
    assert {(score.scored_by, score.version) for score in found} == {(f"cross-encoder:{folder}", "1")}
    for place in (0, 7, 19):
        (alone,) = await scorer.score(query, CANDIDATES[place : place + 1])
        assert math.isclose(alone.value, found[place].value, abs_tol=1e-5)
    turned = await scorer.score(query, CANDIDATES[::-1])
    assert all(math.isclose(a.value, b.value, abs_tol=1e-5) for a, b in zip(found, turned[::-1], strict=True))
    other = await scorer.score(Query("a blue thing"), CANDIDATES)
    assert [score.value for score in other] != [score.value for score in found]


def test_one_that_gives_several_numbers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="gives 3 numbers a pair"):
        load_scorer(f"cross-encoder:{made(tmp_path, 3)}", Columns(Catalogue(DOMAIN, "1", ITEMS)))


def test_one_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be loaded"):
        load_scorer(f"cross-encoder:{tmp_path / 'nowhere'}", Columns(Catalogue(DOMAIN, "1", ITEMS)))
