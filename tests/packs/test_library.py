"""Names of packs: a shipped one, a folder of them, a file; what there is not is told with what there is."""

from pathlib import Path

import pytest

from bench.errors import InputError
from bench.packs.library import find


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("sums/b.yaml", "sums/a.yaml", "trips/c.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def test_no_name_means_all_in_order(root: Path) -> None:
    assert find([], root) == [root / "sums/a.yaml", root / "sums/b.yaml", root / "trips/c.yaml"]


def test_a_pack_a_folder_and_a_file_each_once(root: Path) -> None:
    own = root / "own.yaml"
    own.touch()
    assert find(["sums/b", "sums/", str(own)], root) == [root / "sums/b.yaml", root / "sums/a.yaml", own]


def test_what_there_is_not(root: Path) -> None:
    with pytest.raises(InputError, match=r"nope: no such pack; shipped are sums/a, sums/b, trips/c"):
        find(["nope"], root)
    with pytest.raises(InputError, match=r"gone\.yaml: no such file"):
        find(["gone.yaml"], root)
