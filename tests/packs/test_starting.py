"""A new pack passes the check as it is, and overwrites nothing."""

from pathlib import Path

import pytest

from bench.errors import InputError
from bench.packs import check, expand, load
from bench.packs.starting import FAMILIES, start


@pytest.mark.parametrize("family", FAMILIES)
def test_a_starter_is_sound(family: str, tmp_path: Path) -> None:
    file = start("my-pack", family, tmp_path)
    assert file == Path("my-pack.yaml")
    pack = load(tmp_path / file)
    assert (pack.id, pack.templates[0].spec.family) == ("my-pack", family)
    assert check(pack) == []
    assert {item.lang for item in expand(pack, seed=1)} == {"en", "ja"}
    assert "\n  - id:" in (tmp_path / file).read_text("utf-8")
    assert "# " in (tmp_path / file).read_text("utf-8")


def test_every_new_pack_has_a_canary_of_its_own(tmp_path: Path) -> None:
    canaries = {load(tmp_path / start(name, "arithmetic", tmp_path)).spec.canary for name in ("one", "two")}
    assert len(canaries) == 2


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("mine")
    with pytest.raises(InputError, match=r"mine\.yaml: is there already"):
        start("mine", "arithmetic", tmp_path)
    assert (tmp_path / "mine.yaml").read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "family", "told"),
    [
        ("mine", "poetry", "there are arithmetic, entity_ladder, travel"),
        ("../mine", "arithmetic", "no id of a pack"),
        ("Mine", "arithmetic", "no id of a pack"),
        ("", "arithmetic", "no id of a pack"),
    ],
)
def test_what_cannot_be_started(name: str, family: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=told):
        start(name, family, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot write"):
        start("mine", "arithmetic", tmp_path / "nowhere")
