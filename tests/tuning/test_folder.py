"""A folder is one tuning's: begun, continued, done; others are refused, cut-off checkpoints are removed."""

import errno
import json
from pathlib import Path
from typing import Any

import pytest
from safetensors import SafetensorError

from bench.errors import InputError
from bench.tuning.folder import CHECKPOINTS, STATE, WHOLE, Folder, telling

ASKED: dict[str, Any] = {"data": "d" * 64, "settings": {"r": 16}, "versions": {"torch": "2.13.0"}, "traces": None}


def checkpoint(folder: Path, step: int, seconds: float | None) -> Path:
    place = folder / CHECKPOINTS / f"checkpoint-{step}"
    place.mkdir(parents=True)
    if seconds is not None:
        (place / WHOLE).write_text(json.dumps({"seconds": seconds}))
    return place


def test_begun_continued_and_done(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "a" / "mine")
    with folder.owned():
        assert folder.begin(ASKED) is None
        assert folder.begin(ASKED) is None
        assert folder.newest() == (None, 0.0)
        checkpoint(folder.path, 9, 1.0)
        newest = checkpoint(folder.path, 10, 2.5)
        cut = checkpoint(folder.path, 11, None)
        assert folder.newest() == (newest, 2.5)
        assert not cut.exists()
        made = tmp_path / "made"
        made.mkdir()
        (made / "adapter_config.json").write_text("{}")
        folder.finish(made, {"steps": 12})
        assert folder.begin(ASKED) == {"steps": 12}
    assert sorted(p.name for p in folder.path.iterdir() if not p.name.startswith(".")) == ["adapter_config.json", STATE]


def test_what_differs_is_named(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.begin(ASKED)
    other = {"data": "e" * 64, "settings": {"r": 8}, "versions": {}, "traces": "f" * 64}
    with pytest.raises(InputError) as refused:
        folder.begin(other)
    assert str(refused.value) == (
        f"{tmp_path}: belongs to another tuning (different data, r: 16 there, 8 here, different traces, "
        "torch: 2.13.0 there, none here); choose another -o"
    )


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("adapter_config.json", "{}", r"holds something else \(adapter_config.json\); choose another -o"),
        (STATE, "{", "tuning.json: not the state of a tuning"),
        (STATE, '{"format": "tuning/1", "asked": 3}', "not the state of a tuning"),
        (STATE, '{"format": "tuning/9"}', "is in the format tuning/9, and this version makes tuning/1"),
    ],
)
def test_what_holds_something_else_is_refused_and_kept(name: str, text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    folder = Folder(tmp_path)
    with folder.owned(), pytest.raises(InputError, match=told):
        folder.begin(ASKED)
    assert (tmp_path / name).read_text() == text


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "cannot write: No space left on device; checkpoints are"),
        (RuntimeError("[enforce fail at inline_container.cc:664] . unexpected pos 64 vs 0"), "cannot write: [enforce"),
        (SafetensorError("Error while serializing: I/O error: No space left on device (os error 28)"), "I/O error"),
    ],
)
def test_what_the_disk_refuses_is_told_in_a_line(error: Exception, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused, telling(tmp_path):
        raise error
    assert told in str(refused.value)
    with pytest.raises(RuntimeError, match="shapes"), telling(tmp_path):
        raise RuntimeError("shapes do not match")


def test_two_at_once_and_where_nothing_can_be_written(tmp_path: Path) -> None:
    with (
        Folder(tmp_path).owned(),
        pytest.raises(InputError, match="another process is tuning into it"),
        Folder(tmp_path).owned(),
    ):
        pass
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"), Folder(tmp_path / "file").owned():
        pass
