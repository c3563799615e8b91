"""A model in this process, tiny and random: what is shared changes nothing, and what nobody waits for ends."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from time import sleep

import pytest

from agents.models import Access, ModelSpecError, load_model
from agents.models.model import ModelError, Prompt
from agents.models.transformers import TransformersModel, open_model
from agents.models.transformers_loaded import load
from agents.models.transformers_scoring import ROWS, common_length, last_logits, last_logits_apart, spellings
from tests.agents.models.raw_server import until

pytestmark = pytest.mark.local

CHAT = "{% for m in messages %}<{{ m['role'] }}> {{ m['content'] }} {% endfor %}<assistant>"
WORDS = ("Yes", "yes", "No", "no", "maybe", "film", "tent", "a", "is", "it", "good", "bad", *map(str, range(60)))
ASK = Prompt("say.v1", "is it good", "a film", longest=24)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import WhitespaceSplit
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("tiny")
    known = ("<unk>", "<end>", "<system>", "<user>", "<assistant>", *WORDS)
    plain = Tokenizer(WordLevel({word: place for place, word in enumerate(known)}, unk_token="<unk>"))
    plain.pre_tokenizer = WhitespaceSplit()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=plain, unk_token="<unk>", eos_token="<end>", pad_token="<end>", chat_template=CHAT
    )
    tokenizer.save_pretrained(folder)
    torch.manual_seed(3)
    config = LlamaConfig(
        vocab_size=len(known),
        hidden_size=64,
        intermediate_size=96,
        num_hidden_layers=3,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=512,
        eos_token_id=None,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


@pytest.fixture
async def opened(folder: Path) -> AsyncIterator[Callable[[float], TransformersModel]]:
    models: list[TransformersModel] = []

    def make(seconds: float = 30.0) -> TransformersModel:
        models.append(open_model(str(folder), Access(timeout=seconds)))
        models[-1].warm()
        return models[-1]

    yield make
    for one in models:
        await one.close()


def prompts(number: int, shared: str = "is it good") -> list[Prompt]:
    """Of different lengths, with a common beginning."""
    return [Prompt("yesno.v1", shared, "film " + " ".join(map(str, range(n, n + n % 7 + 1)))) for n in range(number)]


@pytest.mark.parametrize("number", [1, 2, 12, ROWS + 5])
async def test_sharing_what_prompts_begin_with_changes_nothing(folder: Path, number: int) -> None:
    loaded = load(folder)
    rows = [loaded.ids(prompt) for prompt in prompts(number)]
    together, apart = last_logits(loaded.model, rows), last_logits_apart(loaded.model, rows)
    assert together.shape == apart.shape
    assert float((together.softmax(1) - apart.softmax(1)).abs().max()) < 1e-4
    assert float((together - apart).abs().max()) < 1e-3


async def test_prompts_with_nothing_in_common_or_all_in_common_are_scored_too(folder: Path) -> None:
    model = load(folder).model
    for rows in ([[5, 6, 7], [8], [9, 10]], [[5, 6, 7]] * 3, [[5], [5, 6]]):
        found = last_logits(model, rows).softmax(1) - last_logits_apart(model, rows).softmax(1)
        assert float(found.abs().max()) < 1e-4


def test_something_of_every_row_is_left() -> None:
    assert common_length([[1, 2, 3], [1, 2, 4]]) == 2
    assert common_length([[1, 2], [1, 2, 4]]) == 1
    assert common_length([[1], [2]]) == 0


async def test_choices_are_shares_of_all_spellings(opened: Callable[[], TransformersModel], folder: Path) -> None:
    model = opened()
    choices = await model.choose(prompts(12), ["Yes", "No"])
    assert len(choices) == 12
    assert all(sum(choice.likelihoods) == pytest.approx(1) for choice in choices)
    assert len({choice.likelihoods for choice in choices}) > 6
    assert choices[3].tokens_in > 3
    loaded = load(folder)
    yes, no = (spellings(loaded.tokenizer, option) for option in ("Yes", "No"))
    assert (len(yes), len(no)) == (2, 2)
    (found,) = last_logits_apart(loaded.model, [loaded.ids(prompts(12)[5])]).softmax(1)
    wanted = float(found[yes].sum() / (found[yes].sum() + found[no].sum()))
    assert choices[5].likelihoods[0] == pytest.approx(wanted, abs=1e-4)
    assert await model.choose([], ["Yes", "No"]) == ()


async def test_text_is_told_while_it_is_written(opened: Callable[[], TransformersModel]) -> None:
    pieces: list[str] = []
    model = opened()
    answer = await model.ask(ASK, pieces.append)
    assert answer.text == "".join(pieces)
    assert len(pieces) > 5
    assert answer.tokens_out == ASK.longest
    assert answer.tokens_in > 5
    assert await model.ask(ASK) == answer, "nothing is drawn by chance"


async def test_a_question_that_takes_too_long_ends_at_its_next_token(
    opened: Callable[[float], TransformersModel],
) -> None:
    model = opened(0.5)
    endless = Prompt("say.v1", "is it good", "a film", longest=490)
    model._loaded = model._ready()
    generate = model._loaded.write
    ended: list[tuple[int, int]] = []

    def slowly(prompt: Prompt, on_text: Callable[[str], None], gone: object) -> tuple[int, int]:
        def told(piece: str) -> None:
            sleep(0.05)
            on_text(piece)

        ended.append(generate(prompt, told, gone))  # type: ignore[arg-type]
        return ended[-1]

    model._loaded.write = slowly  # type: ignore[method-assign]
    with pytest.raises(ModelError, match=r"timeout after 0\.5 s") as caught:
        await model.ask(endless)
    assert caught.value.unavailable
    await until(lambda: bool(ended))
    assert ended[0][1] < 40


async def test_whoever_is_cancelled_frees_the_machine(opened: Callable[[], TransformersModel]) -> None:
    model = opened()
    pieces: list[str] = []
    asking = asyncio.create_task(model.ask(Prompt("say.v1", "is it good", "a film", longest=480), pieces.append))
    await until(lambda: len(pieces) > 2)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    told = len(pieces)
    assert (await model.ask(ASK)).tokens_out == ASK.longest
    assert len(pieces) == told < 480


async def test_a_question_beyond_the_context_is_a_reason(opened: Callable[[], TransformersModel]) -> None:
    with pytest.raises(ModelError, match="longer than the model reads"):
        await opened().ask(Prompt("say.v1", "is " * 600, "a film"))
    with pytest.raises(ModelError, match="longer than the model reads"):
        await opened().choose([Prompt("say.v1", "is " * 600, "a film")], ["Yes", "No"])


async def test_a_closed_model_says_so(opened: Callable[[], TransformersModel]) -> None:
    model = opened()
    await model.close()
    with pytest.raises(ModelError, match="broke down"):
        await model.ask(ASK)


@pytest.fixture
def damaged(folder: Path, tmp_path: Path) -> Path:
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes()[:500])
    return tmp_path


async def test_weights_that_are_damaged_are_a_reason(damaged: Path) -> None:
    model = open_model(str(damaged), Access(timeout=30.0))
    model.warm()
    with pytest.raises(ModelError, match="cannot be loaded"):
        await model.ask(ASK)
    await model.close()


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    for detail in ("", str(tmp_path), str(tmp_path / "none")):
        with pytest.raises(ModelSpecError, match="There is no model in the folder"):
            load_model(f"transformers:{detail}", Access())
