"""The machine's and the model's part of `throughput.py`: copy bandwidth, and the bytes that a decoding step reads."""

import argparse
import statistics
import time
from pathlib import Path

import results
import torch
from throughput_engine import tell

from bench import memory
from bench.engines.loading import read_config

COPIES = 20


def bandwidth() -> float:
    """Bytes a second that a copy moves, read and written, on the GPU or in main memory: median of several."""
    gpu = torch.cuda.is_available()
    source = torch.zeros((4 << 30) if gpu else (256 << 20), dtype=torch.uint8, device="cuda" if gpu else "cpu")
    target = torch.empty_like(source)
    seconds = []
    for _ in range(COPIES):
        start = time.perf_counter()
        target.copy_(source)
        if gpu:
            torch.cuda.synchronize()
        seconds.append(time.perf_counter() - start)
    return 2 * source.nbytes / statistics.median(seconds[2:])


def main() -> None:
    """Tell both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    config = read_config(parser.parse_args().model)
    gpus = [torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())]
    line = results.machine() + (f"; {len(gpus)} x {gpus[0]}, CUDA {torch.version.cuda}" if gpus else "")
    tell("machine", machine=line, gpus=gpus, bandwidth=bandwidth())
    counted = memory.weights(config, kept=memory.kept_modules(config))
    text = config.get_text_config()
    # Of the embeddings only the rows' own are read in a step; tied ones are read as the output layer.
    table = 0 if config.tie_word_embeddings else text.vocab_size * text.hidden_size * memory.HALF
    tell(
        "model",
        parameters=counted.parameters,
        read_half=counted.half - table,
        read_nf4=counted.nf4 - table,
        quantised=bool(getattr(config, "quantization_config", None)),
        kv=memory.kv_bytes(config, 1),
        shape=results.model(config, counted.parameters),
    )
    tell("done")


if __name__ == "__main__":
    main()
