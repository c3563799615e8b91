"""Each `trl-*` export trains SmolLM2, a real small language model, for a few steps: LoRA, by TRL's own trainers."""

import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import torch
from datasets import Dataset
from jobs import Job, read_jsonl, run
from peft import LoraConfig
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification, AutoTokenizer
from trl import DPOConfig, DPOTrainer, KTOConfig, KTOTrainer, RewardConfig, RewardTrainer, SFTConfig, SFTTrainer

MODEL = Path(sys.prefix) / "smollm2"
ROWS, STEPS, RATE, LONGEST = 2, 2, 1e-3, 512
Kind = tuple[Callable[..., object], Callable[..., object], str]


def main() -> None:
    kinds: Mapping[str, Kind] = {
        "trl-sft": (SFTTrainer, SFTConfig, "CAUSAL_LM"),
        "trl-dpo": (DPOTrainer, DPOConfig, "CAUSAL_LM"),
        "trl-kto": (KTOTrainer, KTOConfig, "CAUSAL_LM"),
        "trl-reward": (RewardTrainer, RewardConfig, "SEQ_CLS"),
    }
    jobs: Mapping[str, Job] = {name: partial(trained, kind=kind) for name, kind in kinds.items()}
    run(jobs)


def trained(folder: Path, kind: Kind) -> Mapping[str, object]:
    rows = read_jsonl(folder)
    return {"rows": len(rows), "columns": rows.column_names, "losses": {kind[0].__name__: _steps(_few(rows), kind)}}


def _few(rows: Dataset) -> Dataset:
    """The first rows; of both labels, where there are labels."""
    if "label" not in rows.column_names:
        return rows.select(range(ROWS))
    labels = rows["label"]
    return rows.select([labels.index(label) for label in (True, False)])


def _steps(rows: Dataset, kind: Kind) -> tuple[float, float]:
    """The loss on the rows before and after training on them."""
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
            per_device_eval_batch_size=ROWS,
            learning_rate=RATE,
            lr_scheduler_type="constant",
            max_length=LONGEST,
            gradient_checkpointing=False,
            report_to="none",
            save_strategy="no",
            disable_tqdm=True,
            use_cpu=True,
            bf16=False,
        )
        lora = LoraConfig(r=4, task_type=task, target_modules=["q_proj", "v_proj"])
        training = make(
            model=model, args=args, train_dataset=rows, eval_dataset=rows, processing_class=tokenizer, peft_config=lora
        )
        before = training.evaluate()["eval_loss"]
        training.train()
        return before, training.evaluate()["eval_loss"]


if __name__ == "__main__":
    main()
