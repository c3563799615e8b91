"""Each `trl-*` export trains SmolLM2, a real small language model, for a few steps: LoRA, by TRL's own trainers."""

import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import torch
from datasets import Dataset
from peft import LoraConfig
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification, AutoTokenizer, Trainer
from trl import DPOConfig, DPOTrainer, KTOConfig, KTOTrainer, RewardConfig, RewardTrainer, SFTConfig, SFTTrainer

from tests.trainers.consumers.jobs import Job, read_jsonl, run

MODEL = Path(sys.prefix) / "smollm2"
ROWS, STEPS, RATE, LONGEST = 2, 2, 1e-3, 512
Kind = tuple[Callable[..., Trainer], Callable[..., object], str]


def main() -> None:
    kinds: Mapping[str, Kind] = {
        "trl-sft": (SFTTrainer, SFTConfig, "CAUSAL_LM"),
        "trl-dpo": (DPOTrainer, DPOConfig, "CAUSAL_LM"),
        "trl-kto": (KTOTrainer, KTOConfig, "CAUSAL_LM"),
        "trl-reward": (RewardTrainer, RewardConfig, "SEQ_CLS"),
        "p5": (SFTTrainer, SFTConfig, "CAUSAL_LM"),
    }
    jobs: Mapping[str, Job] = {name: partial(trained, kind=kind) for name, kind in kinds.items()}
    run(jobs)


def trained(folder: Path, kind: Kind) -> Mapping[str, object]:
    rows = read_jsonl(folder)
    return {"rows": len(rows), "columns": rows.column_names, "losses": {kind[0].__name__: _steps(_few(rows), kind)}}


def _few(rows: Dataset) -> Dataset:
    """The shortest rows, for this is slow; of both labels, where there are labels."""
    short = sorted(range(len(rows)), key=lambda at: len(str(rows[at])))
    if "label" in rows.column_names:
        return rows.select([next(at for at in short if rows[at]["label"] is wanted) for wanted in (True, False)])
    return rows.select(short[:ROWS])


def _steps(rows: Dataset, kind: Kind) -> tuple[float, float]:
    """The loss on the rows at the first step and at the last: the same rows each time, and no dropout."""
    make, settings, task = kind
    tokenizer = AutoTokenizer.from_pretrained(MODEL)
    if task == "SEQ_CLS":
        model = AutoModelForSequenceClassification.from_pretrained(MODEL, num_labels=1, dtype=torch.float32)
        model.config.pad_token_id = tokenizer.pad_token_id
    else:
        model = AutoModelForCausalLM.from_pretrained(MODEL, dtype=torch.float32)
    with tempfile.TemporaryDirectory() as out:
        args = settings(
            output_dir=out,
            max_steps=STEPS,
            per_device_train_batch_size=ROWS,
            learning_rate=RATE,
            lr_scheduler_type="constant",
            max_length=LONGEST,
            gradient_checkpointing=False,
            logging_steps=1,
            report_to="none",
            save_strategy="no",
            disable_tqdm=True,
            use_cpu=True,
            bf16=False,
        )
        lora = LoraConfig(r=4, task_type=task, target_modules=["q_proj", "v_proj"])
        training = make(model=model, args=args, train_dataset=rows, processing_class=tokenizer, peft_config=lora)
        training.train()
        told = [step["loss"] for step in training.state.log_history if "loss" in step]
        return told[0], told[-1]


if __name__ == "__main__":
    main()
