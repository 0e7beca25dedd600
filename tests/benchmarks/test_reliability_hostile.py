"""The short version of the hostile texts: every kind goes the whole way, some of them are measured."""

import pytest


def test_every_kind_goes_the_whole_way() -> None:
    import reliability_hostile as hostile

    figures = hostile.whole_way(2_000)
    assert {name: figures[name] for name in hostile.ZERO if name in figures} == dict.fromkeys(hostile.ZERO[3:6], "0")


def test_what_a_text_takes_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    import reliability_hostile as hostile

    few = {name: hostile.KINDS[name] for name in ("claims on one line", "spaces")}
    monkeypatch.setattr(hostile, "KINDS", few)
    figures = hostile.texts(1_200_000)
    assert [figures[name] for name in hostile.ZERO[:3]] == ["0", "0", "0"]
    assert figures["texts tried, of 150,000 characters"] == "2"
    assert figures["the slowest and the largest of them again, of 1,200,000 characters"] == "2"
    assert figures["texts marked `limit`"] == "2 (2 claims)"
    assert float(figures["longest time of one, seconds of a processor"].split()[0]) > 0


def test_hostile_packs_end_in_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    import reliability_hostile as hostile

    monkeypatch.setattr(hostile, "PACKS", {name: hostile.PACKS[name] for name in ("a long tag", "lists in lists")})
    assert hostile.hostile_packs()["packs that ended in an error"] == "0"


def test_a_kind_has_about_the_length_that_is_asked_for() -> None:
    from hostile_texts import KINDS

    for name, kind in KINDS.items():
        assert 500 <= len(kind(1_000)) <= 1_000, name
