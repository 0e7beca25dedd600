"""The adapter's card: what it was made of and how it went, for people, with the loss curve as a picture."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import vl_convert

from bench.figures.style import BLUE, table
from bench.tuning.job import Tuned

GIB = 1 << 30
_WIDTH, _HEIGHT, _POINTS = 560, 260, 400
"""Of the picture; and how many points it draws at most, each a mean of its steps."""
_CARD = """---
library_name: peft
base_model: {base}
tags: [lora, kenzan]
---

# {name}

A LoRA adapter of `{base}`, tuned by `kenzan tune` on {rows} pairs of `{data}`{kept}.

```sh
{command}
```

What it did to the base's answers and to its reasoning: `kenzan run -m {base} -a {name}`.

| | |
|---|---|
{table}

![Loss by step](loss.png)

Every step's loss, all settings, hashes and versions are in `tuning.json`.
"""


def card(result: dict[str, Any], asked: dict[str, Any], name: str) -> str:
    """The card in Markdown.

    Parameters
    ----------
    result, asked : as `tuning.json` has them.
    name : of the adapter's folder.
    """
    settings, memory = asked["settings"], result["memory"]
    rows = {
        "adapter": f"r {settings['r']}, alpha {settings['alpha']}, dropout {settings['dropout']:g}, bias none"
        + (", rsLoRA" if settings["rslora"] else "")
        + (", LoftQ" if settings["loftq"] else ""),
        "modules": ", ".join(settings["targets"]),
        "base weights": result["quantisation"],
        "prompt": f"{settings['format']}, up to {settings['max_seq_length']} tokens, loss on "
        + ("the response" if settings["response_only"] else "prompt and response"),
        "training": f"{result['steps']} steps of {settings['batch_size']} × {settings['accumulation']} examples; "
        f"learning rate {settings['learning_rate']:g}, {settings['schedule']}, {settings['warmup_steps']} steps of "
        f"warm-up, weight decay {settings['weight_decay']:g}, {result['optimizer']}, seed {settings['seed']}",
        "loss": f"{result['first_loss']:.4f} at first, {result['last_loss']:.4f} at last (means of a tenth)",
        "time": f"{result['seconds']:.0f} s of training by {asked['trainer']} on {memory['device']}",
        "memory": told(memory),
        "data (SHA-256)": f"`{asked['data']}`",
        "base (SHA-256)": f"`{asked['base']}`",
        "versions": ", ".join(f"{library} {version}" for library, version in asked["versions"].items()),
    }
    kept = result["kept"]
    return _CARD.format(
        base=result["base_name"],
        name=name,
        rows=result["pairs"],
        data=result["data_name"],
        kept=f", with {kept} of the base's own traces" if kept else "",
        command=result["command"],
        table="\n".join(f"| {head} | {text} |" for head, text in rows.items()),
    )


def lines(done: Tuned) -> list[str]:
    """The result for the terminal; the last line is the adapter's folder."""
    result = done.result
    kept = f" and {result['kept']} of the base's own traces" if result["kept"] else ""
    return [
        f"{result['steps']} steps on {result['pairs']} pairs{kept} in {result['seconds']:.0f} s; "
        f"loss {result['first_loss']:.4f} -> {result['last_loss']:.4f}",
        told(result["memory"]),
        str(done.adapter),
    ]


def told(memory: dict[str, Any]) -> str:
    """Memory as notebooks print it: reserved before, peak, and their shares of the whole."""
    total, before, peak = memory["total"], memory["reserved"], memory["peak"]
    sizes = f"{before / GIB:.2f} GiB reserved before, peak {peak / GIB:.2f} GiB"
    more = f", {(peak - before) / GIB:.2f} GiB of it for training"
    if not total:
        return sizes + more
    shares = f" ({100 * peak / total:.1f} % of {total / GIB:.1f} GiB; training {100 * (peak - before) / total:.1f} %)"
    return sizes + more + shares


def curve(steps: Sequence[dict[str, float]], title: str) -> bytes:
    """The loss by step as a PNG image; of many steps means of neighbours."""
    each = -(-len(steps) // _POINTS)
    groups = [steps[at : at + each] for at in range(0, len(steps), each)]
    points = [
        {"step": sum(s["step"] for s in group) / len(group), "loss": sum(s["loss"] for s in group) / len(group)}
        for group in groups
    ]
    chart = (
        alt.Chart(table("steps"), title=title)
        .mark_line(color=BLUE, strokeWidth=1.5)
        .encode(x=alt.X("step:Q", scale=alt.Scale(nice=False)), y=alt.Y("loss:Q"))
        .properties(width=_WIDTH, height=_HEIGHT)
    )
    return bytes(vl_convert.vegalite_to_png({**chart.to_dict(), "datasets": {"steps": points}}, scale=2))
