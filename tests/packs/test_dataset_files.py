"""A dataset's folder beside a pack reaches nothing else."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.errors import InputError
from bench.packs.dataset_files import guard

Spoil = Callable[[Path, Path], object]


def _nested(folder: Path, secret: Path) -> None:
    (folder / "test").mkdir()
    (folder / "test" / "state.json").write_text(json.dumps({"_data_files": [{"filename": str(secret)}]}), "utf-8")


SPOILS: dict[str, tuple[Spoil, str]] = {
    "a linked file": (lambda rows, secret: (rows / "more.txt").symlink_to(secret), "is a link"),
    "a linked folder": (lambda rows, secret: (rows / "more").symlink_to(secret.parent), "is a link"),
    "a README that names files": (
        lambda rows, secret: (rows / "README.md").write_text(f"---\nconfigs:\n- data_files: {secret}\n---\n", "utf-8"),
        "names files of the dataset",
    ),
    "a hidden README": (
        lambda rows, secret: (rows / ".huggingface.yaml").write_text("configs: []\n", "utf-8"),
        "no file of rows",
    ),
    "code": (lambda rows, secret: (rows / "rows.py").write_text("import os\n", "utf-8"), "no file of rows"),
    "a pickle": (lambda rows, secret: (rows / "test.pkl").write_bytes(b""), "no file of rows"),
    "a split elsewhere": (
        lambda rows, secret: (rows / "dataset_dict.json").write_text('{"splits": ["../other"]}', "utf-8"),
        "names a file that is not beside it",
    ),
    "rows elsewhere": (_nested, "names a file that is not beside it"),
    "what is no JSON": (lambda rows, secret: (rows / "state.json").write_text("[" * 99_999, "utf-8"), "not JSON"),
}


@pytest.mark.parametrize("name", SPOILS)
def test_what_leads_out_is_refused(name: str, tmp_path: Path) -> None:
    spoil, told = SPOILS[name]
    rows, secret = tmp_path / "pack" / "rows", tmp_path / "elsewhere" / "secret.txt"
    rows.mkdir(parents=True)
    secret.parent.mkdir()
    secret.write_text("secret", "utf-8")
    (rows / "test.jsonl").write_text("{}\n", "utf-8")
    guard(rows, rows.parent)
    spoil(rows, secret)
    with pytest.raises(InputError, match=told):
        guard(rows, rows.parent)


def test_a_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "rows").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="is a link"):
        guard(tmp_path / "pack" / "rows", tmp_path / "pack")


def test_a_pack_that_is_reached_by_a_link_may_have_one(tmp_path: Path) -> None:
    (tmp_path / "pack" / "rows").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "pack")
    guard(tmp_path / "link" / "rows", tmp_path / "link")
