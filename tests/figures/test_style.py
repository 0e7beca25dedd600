from itertools import pairwise

from bench.figures.style import DASHES, PALETTE, SHAPES, coloured, count_axis, dashed, shaped


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_every_colour_is_legible_on_light_and_on_dark() -> None:
    for colour in PALETTE:
        for ground in ("#ffffff", "#151619"):
            low, high = sorted((luminance(colour), luminance(ground)))
            assert (high + 0.05) / (low + 0.05) >= 3, (colour, ground)


def test_arms_differ_in_colour_shape_and_dash_until_these_run_out() -> None:
    arms = [f"arm{n}" for n in range(8)]
    for channel, kinds in ((coloured(arms), PALETTE), (shaped(arms), SHAPES), (dashed(arms), DASHES)):
        chosen = channel.to_dict()["scale"]["range"]
        assert len(chosen) == len(arms)
        assert all(first != second for first, second in pairwise(chosen))
        assert len({str(one) for one in chosen}) == len(kinds)


def test_counts_end_at_a_round_number_with_room_for_the_symbols() -> None:
    for most, top in ((0, 1), (0.4, 1), (1, 1), (3.1, 4), (9.2, 10), (10, 10), (11, 20), (75, 80)):
        axis, scale = (part.to_dict() for part in count_axis(most))
        assert axis["values"] == [0, top / 2, top], most
        assert scale["domain"][0] < 0 < top < scale["domain"][1]
