"""The figures of `throughput.py` as a Markdown table."""

from collections.abc import Sequence
from typing import Any

GIB = 1 << 30
_ONES = {"equal": "equal", "long": "long-tailed"}


def title(figures: Sequence[dict[str, Any]]) -> str:
    """Heading of the section: one for each model and machine."""
    model = next((f for f in figures if f["kind"] == "model"), None)
    machine = next((f for f in figures if f["kind"] == "machine"), {})
    gpus = machine.get("gpus") or []
    where = f"{len(gpus)} x {gpus[0]}" if gpus else "CPU"
    return f"Throughput: {model['shape'] if model else 'unknown model'}, {where}"


def body(figures: Sequence[dict[str, Any]]) -> str:
    """Tables by number of rows, lengths and arms; what failed; what was gained."""
    machine = next((f for f in figures if f["kind"] == "machine"), {"bandwidth": 0.0})
    model = next((f for f in figures if f["kind"] == "model"), None)
    cells = [f for f in figures if f["kind"] == "setting"]
    lines = [f"Copy bandwidth measured: {machine['bandwidth'] / 1e12:.3g} TB/s. New tokens a second, median "]
    lines[0] += "(least to most) of the repeats. *Limit*: share of what the bandwidth allows."
    lines += ["", "| rows | lengths | arms | engine | tokens/s | ms a step | limit | first result, s | memory, GiB |"]
    lines += ["|---:|---|---|---|---:|---:|---:|---:|---:|"]
    shown = {f"{n} {v}" for f in figures for n, v in f.get("versions", {}).items() if n in ("vllm", "unsloth", "ray")}
    lines[0] += f" {', '.join(sorted(shown))}." if shown else ""
    order = {engine: i for i, engine in enumerate(dict.fromkeys(f["engine"] for f in figures))}
    for cell in sorted(cells, key=lambda f: (f["rows"], f["lengths"], f["arms"] == "base", order[f["engine"]])):
        lines.append("| " + " | ".join(_row(cell, machine, model)) + " |")
    lines += ["", *_ratios(cells)]
    lines += [f"- {_failed(f)}" for f in figures if f["kind"] == "failed"]
    words = dict.fromkeys(f["words"] for f in figures if f["kind"] == "command")
    asked = [f"python benchmarks/throughput.py {each}".strip() for each in words]
    lines += ["", "```sh", *asked, "```"] if asked else []
    return "\n".join(lines)


def _row(cell: dict[str, Any], machine: dict[str, Any], model: dict[str, Any] | None) -> list[str]:
    together = cell["lengths"] == "equal" and not cell["engine"].startswith(("lm-eval", "ray"))
    step = f"{1000 * cell['seconds'] / cell['longest']:.1f}" if together else ""
    limit = _limit(cell, machine["bandwidth"], model)
    # vLLM keeps its memory in other processes; what the process itself holds says nothing beside a GPU.
    held = cell.get("gpu_memory") or cell["resident"]
    return [
        str(cell["rows"]),
        _ONES[cell["lengths"]] + (f" (mean {cell['mean']:.0f}, longest {cell['longest']})"),
        cell["arms"],
        cell["engine"],
        f"{cell['rate']:,.1f} ({cell['least']:,.1f} to {cell['most']:,.1f})",
        step,
        f"{100 * cell['rate'] / limit:.1f} %" if limit else "",
        f"{cell['first']:.2f}",
        f"{held / GIB:.1f}",
    ]


def _limit(cell: dict[str, Any], bandwidth: float, model: dict[str, Any] | None) -> float | None:
    """Tokens a second if a step took no longer than reading the weights and the rows' keys and values once."""
    if model is None or not bandwidth or cell["engine"].startswith("ray"):
        return None
    half = "bf16" in cell["engine"] or "dummy" in cell["engine"] or not model["quantised"]
    tokens = cell["prompt_tokens"] + cell["mean"] / 2
    step = model["read_half" if half else "read_nf4"] + cell["rows"] * tokens * model["kv"]
    return float(cell["rows"] * bandwidth / step)


def _ratios(cells: Sequence[dict[str, Any]]) -> list[str]:
    """What the adapter rows cost, what refilling rows gains, and the paired engine against each other one."""
    rate = {(f["engine"], f["rows"], f["lengths"], f["arms"]): f["rate"] for f in cells}
    lines = []
    for (engine, rows, lengths, arms), value in rate.items():
        where = f"{rows} rows, {_ONES[lengths]}, {arms}"
        base = rate.get((engine, rows, lengths, "base"))
        if arms == "mixed" and lengths == "equal" and base and not engine.startswith("ray"):
            cost = base / value - 1
            lines.append(f"- {engine}, {rows} rows: half the rows on the adapter cost {100 * cost:.0f} % more time.")
        name, _, workers = engine.rpartition(" x")
        one = rate.get((f"{name} x1", rows, lengths, arms))
        if one and workers != "1":
            lines.append(f"- {name}, {where}: {value / one:.2f} x with {workers} workers.")
        static = rate.get((f"{engine}+static", rows, lengths, arms))
        if static:
            lines.append(f"- {engine}, {where}: {value / static:.2f} x its own static batches.")
        if engine.partition("@")[0] == "slots":
            lines += _against(rate, (engine, rows, lengths, arms), where)
    return lines


def _against(rate: dict[tuple[str, int, str, str], float], cell: tuple[str, int, str, str], where: str) -> list[str]:
    """One setting of the paired engine: times the others at the same setting, and the seed's loop of one row."""
    own, rows, lengths, arms = rate[cell], *cell[1:]
    others = [
        f"{own / value:.2f} x {engine}"
        for (engine, *setting), value in rate.items()
        if setting == [rows, lengths, arms] and not engine.startswith(("slots", "ray"))
    ]
    loop = rate.get(("unsloth", 1, "equal", "adapter"))
    if loop and rows > 1:
        others.append(f"{own / loop:.1f} x unsloth with one row")
    return [f"- {cell[0]}, {where}: {', '.join(others)}."] if others else []


def _failed(figure: dict[str, Any]) -> str:
    where = f", {figure['rows']} rows, {figure['lengths']}, {figure['arms']}" if "rows" in figure else ""
    reason = " ".join(str(figure["reason"]).split())[:300]
    return f"{figure['engine']}{where}: no figure ({reason})"
