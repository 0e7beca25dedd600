"""Every kind of source gives the same pairs and the same hash; what is no data is refused with its place."""

import json
from collections.abc import Callable
from pathlib import Path

import datasets
import pytest

from bench.errors import InputError
from bench.tuning.data import Pair, read

ROWS = [
    {"instruction": "1 + 1?", "input": "", "output": "2"},
    {"instruction": "富士山の高さは？", "input": "メートルで", "output": "3776"},
]


def jsonl(folder: Path) -> Path:
    path = folder / "pairs.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n\n" for row in ROWS), "utf-8")
    return path


def array(folder: Path) -> Path:
    path = folder / "pairs.json"
    path.write_text(json.dumps(ROWS), "utf-8")
    return path


def csv(folder: Path) -> Path:
    path = folder / "pairs.csv"
    path.write_text("﻿instruction,input,output\n1 + 1?,,2\n富士山の高さは？,メートルで,3776\n", "utf-8")
    return path


def parquet(folder: Path) -> Path:
    path = folder / "pairs.parquet"
    datasets.Dataset.from_list(ROWS).to_parquet(path)
    return path


def saved(folder: Path) -> Path:
    datasets.DatasetDict({"train": datasets.Dataset.from_list(ROWS)}).save_to_disk(folder / "saved")
    return folder / "saved"


def as_on_the_hub(folder: Path) -> Path:
    """A folder of files, as a data set of the hub is one."""
    path = folder / "hub"
    path.mkdir()
    datasets.Dataset.from_list(ROWS).to_json(path / "train.jsonl")
    return path


@pytest.mark.parametrize("make", [jsonl, array, csv, parquet, saved, as_on_the_hub])
def test_every_source_gives_the_same_pairs_and_hash(
    make: Callable[[Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    found = read(str(make(tmp_path)))
    assert [(p.instruction, p.input, p.output) for p in found.pairs] == [tuple(row.values()) for row in ROWS]
    (tmp_path / "plain").mkdir()
    assert found.digest == read(str(jsonl(tmp_path / "plain"))).digest
    assert len(found.digest) == 64


def test_a_place_is_a_line_or_a_row(tmp_path: Path) -> None:
    assert [p.where for p in read(str(jsonl(tmp_path))).pairs] == [f"{tmp_path}/pairs.jsonl:{n}" for n in (1, 3)]
    assert read(str(array(tmp_path))).pairs[1].where == f"{tmp_path}/pairs.json, row 2"


def test_fields_of_other_names_and_without_an_input(tmp_path: Path) -> None:
    path = tmp_path / "qa.jsonl"
    path.write_text('{"question": "1 + 1?", "answer": 2, "id": null}\n', "utf-8")
    (found,) = read(str(path), {"instruction": "question", "output": "answer"}).pairs
    assert found == Pair("1 + 1?", "", "2", f"{path}:1")


def test_the_hash_is_of_the_texts_in_their_order(tmp_path: Path) -> None:
    path, other = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), "utf-8")
    other.write_text("".join(json.dumps(row) + "\n" for row in reversed(ROWS)), "utf-8")
    assert read(str(path)).digest != read(str(other)).digest


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.jsonl", '{"instruction": "x", "output": "y"}\n{"instr', "a.jsonl:2: not JSON: "),
        ("a.jsonl", "[1, 2]\n", "a.jsonl:1: not a row with named fields"),
        (
            "a.jsonl",
            '{"instruction": "x"}\n',
            "a.jsonl:1: has no field 'output' for the output; there are instruction;",
        ),
        ("a.jsonl", '{"question": "x", "answer": "y"}\n', "--fields instruction=…"),
        (
            "a.jsonl",
            '{"instruction": ["x"], "output": "y"}\n',
            "a.jsonl:1: instruction: holds a list where text is due",
        ),
        ("a.jsonl", '{"instruction": "x", "output": true}\n', "a.jsonl:1: output: holds a bool where text is due"),
        ("a.jsonl", "\n", "a.jsonl: holds no rows"),
        ("a.csv", "instruction,output\n", "a.csv: holds no rows"),
        ("a.csv", 'instruction,output\n"x"y,z\n', "a.csv: not CSV: "),
        ("a.parquet", "no parquet", "a.parquet: not Parquet: "),
        ("a.txt", "x", "a.txt: unknown kind of file; there are .jsonl, .json, .csv, .parquet"),
    ],
)
def test_what_is_no_data_is_refused_with_its_place(name: str, text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(InputError) as refused:
        read(str(tmp_path / name))
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes('{"instruction": "富士山"}'.encode("shift_jis"))
    with pytest.raises(InputError, match=r"a\.jsonl: not UTF-8"):
        read(str(tmp_path / "a.jsonl"))


def test_what_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=r"-d \./no\.jsonl: no such file or folder"):
        read("./no.jsonl")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="`datasets` cannot load it"):
        read(str(tmp_path / "empty"))
    with pytest.raises(InputError, match=r"--split test: has no split of that name; there are train"):
        read(str(saved(tmp_path)), split="test")


def test_a_data_set_of_the_hub_is_loaded_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def load_dataset(name: str) -> datasets.DatasetDict:
        asked.append(name)
        return datasets.DatasetDict({"train": datasets.Dataset.from_list(ROWS)})

    monkeypatch.setattr(datasets, "load_dataset", load_dataset)
    assert read("YxBxRyXJx/QAsimple_URC_250123").pairs[1].where == "YxBxRyXJx/QAsimple_URC_250123, row 2"
    assert asked == ["YxBxRyXJx/QAsimple_URC_250123"]
