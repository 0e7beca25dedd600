"""Items from the rows of a dataset (GSM8K and its like), read with `datasets` at run time; nothing is vendored.

A row gives a question and an answer that ends in the gold. Which rows are asked is drawn: the seed puts them in an
order, and more instances change none of the first ones.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.errors import InputError
from bench.packs.compiled import Template
from bench.packs.dataset_files import guard
from bench.packs.notes import Problem
from bench.packs.readback import unread
from bench.packs.sampling import Stream
from bench.packs.schema import DatasetSource
from bench.records import Item, Reference

if TYPE_CHECKING:
    from bench.packs.loading import Pack

MAX_ROWS, MAX_CHARACTERS, MAX_GOLD = 100_000, 20_000, 200
"""Rows of a dataset; characters of a question or an answer, and of a gold."""
_NUMBER = re.compile(
    r"[$¥€£]?(-?(?:[0-9]{1,3}(?:,[0-9]{3}){1,6}|[0-9]{1,20})(?:\.[0-9]{1,12}|/[1-9][0-9]{0,11})?)[.。]?"
)


def items(pack: "Pack", template: Template, seed: int, count: int) -> Iterator[Item]:
    """The first `count` rows in the order of the seed; all where there are no more.

    Raises
    ------
    InputError
        The dataset cannot be read, lacks a field, or a row's answer is no number.
    """
    spec, source = template.spec, _source(template)
    rows = _rows(source, pack.source.path.parent)
    order = Stream(pack.id, pack.version, spec.id, seed, "rows").shuffled([str(i) for i in range(len(rows))])
    lang = source.lang or pack.spec.languages[0]
    for index, number in enumerate(order[:count]):
        question, gold = _row(template, rows, int(number))
        yield Item(
            id="/".join((pack.id, spec.id, str(index), "base", "-", "-", lang)),
            pack=pack.id,
            template=spec.id,
            family=spec.family,
            instance=index,
            lang=lang,
            variant="base",
            question=question,
            answer_line=pack.spec.answer_line.get(lang, ""),
            check=_judge(template),
            reference=Reference(gold=gold, unit=source.unit),
        )


def prove(pack: "Pack", template: Template) -> Iterator[Problem]:
    """Every row has a question and a gold; one that is a number is read back by the answer reader."""
    source = _source(template)
    rows = _rows(source, pack.source.path.parent)
    golds = []
    for number in range(len(rows)):
        try:
            golds.append(_row(template, rows, number)[1])
        except InputError as error:
            yield ("source",), f"{error.what}: row {number} of {source.dataset}"
    if _judge(template) == "number":
        numbers = map(Fraction, golds)
        yield from ((("source",), what) for what in unread(numbers, [source.lang or pack.spec.languages[0]]))


def gold_of(answer: str, after: str | None, *, number: bool = True) -> str | None:
    """The gold at the end of an answer, canonical; None where there is none.

    Parameters
    ----------
    after : what stands before it (``####`` in GSM8K); None: the whole answer is the gold.
    number : it must be a number; else it may be a letter or words.

    >>> gold_of("6 boxes of 12 are 6*12=72. #### 1,072", "####")
    '1072'
    """
    tail = answer if after is None else answer.rpartition(after)[2] if after in answer else ""
    tail = tail.strip()[: MAX_GOLD + 1]
    if not number:
        return tail if 0 < len(tail) <= MAX_GOLD else None
    found = _NUMBER.fullmatch(tail)
    return str(Fraction(found[1].replace(",", ""))) if found else None


def _source(template: Template) -> DatasetSource:
    assert template.spec.source is not None
    return template.spec.source


def _judge(template: Template) -> str:
    return template.spec.judge or "number"


def _row(template: Template, rows: Any, number: int) -> tuple[str, str]:
    """Question and gold of a row."""
    source, row = _source(template), rows[number]
    question, answer = row[source.fields.question], row[source.fields.answer]
    where = f"{source.dataset}: row {number}"
    if not isinstance(question, str) or not question.strip() or len(question) > MAX_CHARACTERS:
        raise InputError(f"{source.fields.question!r} is no text of at most {MAX_CHARACTERS:,} characters", where)
    wanted = _judge(template) == "number"
    gold = gold_of(str(answer)[-MAX_CHARACTERS:], source.gold.after, number=wanted)
    if gold is None:
        rule = f"after {source.gold.after!r}" if source.gold.after else "as the whole answer"
        raise InputError(f"{source.fields.answer!r} has no {'number' if wanted else 'gold'} {rule}", where)
    return question.strip(), gold


def _rows(source: DatasetSource, folder: Path) -> Any:
    try:
        import datasets
    except ImportError:
        raise InputError("datasets is not installed; pip install 'kenzan[hf]'", source.dataset) from None
    datasets.disable_progress_bars()
    local = source.dataset.startswith("./")
    path = folder / source.dataset
    if local and not path.is_dir():
        raise InputError("no such folder beside the pack", source.dataset)
    if local:
        guard(path, folder)
    elif source.dataset.count("/") != 1:
        raise InputError("no id of the hub; write owner/name, or ./name for a folder", source.dataset)
    elif Path(source.dataset).exists():  # `datasets` would read it in place of the hub's
        raise InputError("is also a file or folder here; start the command elsewhere", source.dataset)
    try:
        if local and (path / "dataset_dict.json").is_file():
            rows = datasets.load_from_disk(str(path))[source.split]
        elif local and (path / "state.json").is_file():
            rows = datasets.load_from_disk(str(path))
        else:
            rows = datasets.load_dataset(
                str(path) if local else source.dataset, source.config, split=source.split, revision=source.revision
            )
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        reason = " ".join(str(error).split())[:200]
        raise InputError(f"cannot be read: {reason}", source.dataset) from error
    for field in (source.fields.question, source.fields.answer):
        if field not in rows.column_names:
            raise InputError(f"has no field {field!r}; there are {', '.join(rows.column_names)}", source.dataset)
    if not 0 < len(rows) <= MAX_ROWS:
        raise InputError(f"has {len(rows):,} rows; 1 to {MAX_ROWS:,} can be read", source.dataset)
    return rows
