"""Conversations for TRL's trainers: imitation, preference, desirability, reward."""

from collections.abc import Iterator

from storage.exports.chat import before, message
from storage.exports.format import Format, Line, Origin, by_split
from storage.exports.preferred import judged, preferred
from storage.exports.shelf import ItemShelf
from storage.exports.worth import answers
from storage.labels.told import Told


def _imitation(told: Told, shelf: ItemShelf) -> Iterator[Line]:
    for worth in answers(told, shelf):
        if prompt := before(told, worth.turn, shelf):
            row = {"prompt": prompt, "completion": [message("assistant", worth.text)]}
            found = Origin(told.id, worth.turn, worth.items, worth.source, worth.rule, worth.weight)
            yield Line(told.split, row, found)


def _preference(told: Told, shelf: ItemShelf) -> Iterator[Line]:
    for one in preferred(told, shelf):
        yield Line(told.split, {"prompt": one.prompt, "chosen": [one.chosen], "rejected": [one.rejected]}, one.origin)


def _desirability(told: Told, shelf: ItemShelf) -> Iterator[Line]:
    for one in judged(told, shelf):
        row = {"prompt": one.prompt, "completion": [one.completion], "label": one.wanted}
        yield Line(told.split, row, one.origin)


def _reward(told: Told, shelf: ItemShelf) -> Iterator[Line]:
    for one in preferred(told, shelf):
        row = {"chosen": [*one.prompt, one.chosen], "rejected": [*one.prompt, one.rejected]}
        yield Line(told.split, row, one.origin)


WEIGHTS = "What a row is worth stands in origins.jsonl: leave out what weighs too little before training."
ONE_TEMPLATE = "Both answers are worded by one template, so that only the items and their facts tell them apart."

SFT = Format(
    name="trl-sft",
    about="what was said so far, and an answer that served: wanted cards, an answered question, a step on the way",
    consumer="TRL: SFTTrainer (the loss is on the completion alone)",
    rows=_imitation,
    tables=by_split({"prompt": "messages", "completion": "messages"}),
    synthetic="never",
)
DPO = Format(
    name="trl-dpo",
    about="what was said so far, the recommendation of the better item and that of the worse one",
    consumer="TRL: DPOTrainer",
    rows=_preference,
    tables=by_split({"prompt": "messages", "chosen": "messages", "rejected": "messages"}),
    notes=(ONE_TEMPLATE, WEIGHTS),
)
KTO = Format(
    name="trl-kto",
    about="what was said so far, the recommendation of one item, and whether it was wanted",
    consumer="TRL: KTOTrainer",
    rows=_desirability,
    tables=by_split({"prompt": "messages", "completion": "messages", "label": "flag"}),
    classes="label",
    notes=(WEIGHTS,),
)
REWARD = Format(
    name="trl-reward",
    about="the whole talk with the better item recommended, and with the worse one",
    consumer="TRL: RewardTrainer",
    rows=_reward,
    tables=by_split({"chosen": "messages", "rejected": "messages"}),
    notes=(ONE_TEMPLATE, WEIGHTS),
)
