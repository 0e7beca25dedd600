"""lm-eval's part of `throughput.py`, run by the Python of an environment that has lm-eval: its `hf` model, unchanged.

Not meant to be called by hand. Takes a JSON file (folder of the model, batch size, new tokens, prompts of each repeat)
and prints a `FIGURE` line as `throughput_engine.py` does. It imports nothing of Kenzan.
"""

import json
import resource
import statistics
import sys
import time
from pathlib import Path

import torch
from lm_eval.api.instance import Instance
from lm_eval.models.huggingface import HFLM


def measure(model: HFLM, prompts: list[str], tokens: int) -> tuple[float, int]:
    """Seconds and new tokens of one pass; the texts that come back are counted in tokens again."""
    options = {"until": [], "max_gen_toks": tokens, "do_sample": False}
    asked = [
        Instance(request_type="generate_until", doc={}, arguments=(text, dict(options)), idx=i)
        for i, text in enumerate(prompts)
    ]
    start = time.perf_counter()
    texts = model.generate_until(asked, disable_tqdm=True)
    seconds = time.perf_counter() - start
    return seconds, sum(len(model.tokenizer(text, add_special_tokens=False)["input_ids"]) for text in texts)


def main() -> None:
    """Measure what the file says and tell the median."""
    asked = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    model = HFLM(
        pretrained=asked["model"], batch_size=asked["batch"], device="cuda" if torch.cuda.is_available() else "cpu"
    )
    measure(model, asked["work"][0][:1], 4)
    found = [measure(model, prompts, asked["tokens"]) for prompts in asked["work"]]
    rates = [tokens / seconds for seconds, tokens in found]
    seconds = statistics.median(s for s, _ in found)
    figure = {
        "kind": "setting",
        "rows": len(asked["work"][0]),
        "lengths": "equal",
        "arms": "base",
        "requests": len(asked["work"][0]),
        "prompt_tokens": len(model.tokenizer(asked["work"][0][0])["input_ids"]),
        "mean": asked["tokens"],
        "longest": asked["tokens"],
        "new_tokens": statistics.median(t for _, t in found),
        "seconds": seconds,
        "first": seconds,
        "rate": statistics.median(rates),
        "least": min(rates),
        "most": max(rates),
        "resident": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }
    for line in (figure, {"kind": "done"}):
        print("FIGURE " + json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
