"""OpenAI's services cannot be asked here: every line is held against what they document, and their package's types."""

from pathlib import Path

import orjson
import pytest
from openai.types.chat import ChatCompletionMessageParam
from pydantic import TypeAdapter, ValidationError

from tests.trainers.conftest import Exports
from tests.trainers.openai_shapes import FEWEST, FineTuneChatRequestInput, FineTunePreferenceRequestInput

pytestmark = pytest.mark.trainers

MESSAGES = TypeAdapter(list[ChatCompletionMessageParam])
SPLITS = ("train", "valid", "test")


def lines(folder: Path, split: str) -> list[bytes]:
    return (folder / f"{split}.jsonl").read_bytes().splitlines()


@pytest.mark.parametrize("split", SPLITS)
def test_supervised(exports: Exports, split: str) -> None:
    found = lines(exports["openai-sft"], split)
    assert len(found) >= (FEWEST if split == "train" else 1)
    for line in found:
        read = FineTuneChatRequestInput.model_validate_json(line)
        MESSAGES.validate_python([one.model_dump(exclude={"weight"}) for one in read.messages])


@pytest.mark.parametrize("split", SPLITS)
def test_preference(exports: Exports, split: str) -> None:
    found = lines(exports["openai-preference"], split)
    assert len(found) >= (FEWEST if split == "train" else 1)
    for line in found:
        read = FineTunePreferenceRequestInput.model_validate_json(line)
        MESSAGES.validate_python([one.model_dump() for one in (*read.input.messages, *read.preferred_output)])


@pytest.mark.parametrize(
    "change",
    [{"weight": 0}, {"weight": 0.5}, {"weight": True}, {"role": "user"}, {"content": " "}, {"name": "x"}],
)
def test_a_last_message_that_is_not_as_documented_is_refused(exports: Exports, change: dict[str, object]) -> None:
    row = orjson.loads(lines(exports["openai-sft"], "train")[0])
    row["messages"][-1] |= change
    with pytest.raises(ValidationError):
        FineTuneChatRequestInput.model_validate(row)
