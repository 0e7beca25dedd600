"""The table of GPUs."""

from bench.cards import CARDS, GIB


def test_the_gpus_that_people_ask_about_each_once() -> None:
    names = [card.name for card in CARDS]
    assert names == ["T4", "L4", "A10", "RTX 4090", "A100 40 GB", "A100 80 GB", "H100 80 GB", "H200"]
    assert [card.name for card in CARDS if not card.bf16] == ["T4"]


def test_less_memory_than_the_name_says() -> None:
    for card in CARDS:
        if card.name.endswith("GB"):
            assert 0.9 < card.memory / (int(card.name.split()[1]) * 1e9) < 1.08
        assert card.memory > 14 * GIB
