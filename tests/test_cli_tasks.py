"""`kenzan tasks`: what each subcommand prints, and with which exit status it ends."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bench import cli

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def kenzan(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """The command in an empty directory: (exit status, stdout, stderr)."""
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kenzan", "tasks", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        streams = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, streams.out, streams.err

    return call


def test_a_new_pack_is_sound_and_stays(kenzan: Command) -> None:
    assert kenzan("new", "mine") == (0, "mine.yaml\n", "")
    before = Path("mine.yaml").read_bytes()
    assert kenzan("check", "mine.yaml") == (0, "all sound\n", "")
    status, out, err = kenzan("new", "mine", "--family", "travel")
    assert (status, out) == (2, "")
    assert err == "kenzan: mine.yaml: is there already and stays as it is; take another name\n"
    assert Path("mine.yaml").read_bytes() == before
    assert kenzan("new", "other", "--family", "poetry")[0] == 2


def test_list_tells_families_languages_and_counts(kenzan: Command) -> None:
    kenzan("new", "mine", "--family", "entity_ladder")
    status, out, _ = kenzan("list", "mine.yaml", "--json")
    (row,) = json.loads(out)
    assert status == 0
    assert (row["id"], row["families"], row["languages"], row["templates"]) == (
        "mine",
        ["entity_ladder"],
        ["en", "ja"],
        1,
    )
    assert row["items"] == 2 * (3 + 3 * 3 * 5)  # languages x (probes + draws x rungs x books)
    status, out, _ = kenzan("list", "mine.yaml")
    assert status == 0
    assert "entity_ladder" in out


def test_check_as_json_and_with_details(kenzan: Command) -> None:
    kenzan("new", "mine")
    status, out, _ = kenzan("check", "mine.yaml", "--json", "--samples", "20")
    found = json.loads(out)
    assert (status, found["sound"], found["findings"]) == (0, True, [])
    assert {row["case"] for row in found["measures"]} == {"base", "noop", "reworded", "plus1", "big"}
    status, out, _ = kenzan("check", "mine.yaml", "--details", "--samples", "20")
    assert status == 0
    assert "plus1" in out
    assert out.endswith("all sound\n")
    text = Path("mine.yaml").read_text("utf-8")
    Path("mine.yaml").write_text(
        text.replace("gold: 2500}", "gold: 2600}").replace("licence: CC-BY-4.0", "licence: 4"), "utf-8"
    )
    status, out, _ = kenzan("check", "mine.yaml", "--json", "--samples", "20")
    found = json.loads(out)
    assert (status, found["sound"]) == (1, False)
    assert [(row["line"], row["item"], row["field"]) for row in found["findings"]] == [
        (8, None, "licence"),
        (31, "flowers", "items.flowers.anchor.gold"),
    ]
    assert set(found["findings"][0]) == {"file", "line", "column", "item", "field", "what"}
    status, out, _ = kenzan("check", "mine.yaml", "--samples", "20")
    assert status == 1
    assert out.startswith("mine.yaml:8:1: licence: must be text, not 4\nmine.yaml:31:")


def test_show_prints_prompts_with_golds(kenzan: Command) -> None:
    kenzan("new", "mine")
    status, out, _ = kenzan("show", "mine.yaml", "--lang", "ja", "-n", "2")
    assert status == 0
    assert out.count("── ") == out.count("→ ") == 2
    assert "答え：<数>" in out
    assert " JPY" in out
    assert kenzan("show", "mine.yaml", "--seed", "1") != kenzan("show", "mine.yaml", "--seed", "2")
    status, _, err = kenzan("show", "mine.yaml", "--lang", "fr")
    assert (status, err) == (2, "kenzan: --lang fr: no such language in the pack; there are en, ja\n")


def test_schema_is_json(kenzan: Command) -> None:
    status, out, _ = kenzan("schema")
    assert status == 0
    assert json.loads(out)["title"] == "Kenzan task pack"
