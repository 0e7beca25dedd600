from pathlib import Path

import pytest

import drawings
from bench.errors import InputError
from bench.figures.files import save
from bench.figures.flips import flips
from bench.figures.self_checks import self_checks
from test_comparison import templates


def drawn() -> list:
    requests = drawings.requests_for(templates(1))
    view = drawings.view(drawings.compared(requests, lambda _: "right", checks=lambda _: ["confirmed"]), "ja")
    return [flips(view), self_checks(view)]


def test_an_image_for_every_figure(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "figures"
    assert save(drawn(), folder) == [folder / "flips.png", folder / "self-checks.png"]
    for path in folder.iterdir():
        assert path.read_bytes().startswith(b"\x89PNG")
    assert len(list(folder.iterdir())) == 2


def test_a_folder_that_is_a_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(InputError, match=r"cannot write: .*; choose another folder"):
        save(drawn(), tmp_path / "taken")
    assert (tmp_path / "taken").read_text() == "mine"
