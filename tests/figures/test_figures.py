"""All figures of a run together: what is there, in both languages, with hostile names."""

import subprocess
import sys

import pytest

import drawings
import fakes
from bench.comparison import Comparison
from bench.figures import figures
from bench.records import Lang
from test_comparison import templates


def everything(**asked: object) -> Comparison:
    items = [*templates(3), *drawings.ladder()]
    requests = drawings.requests_for(items, **asked)  # type: ignore[arg-type]
    return drawings.compared(requests, lambda r: "right" if r.arm == "base" else "none", checks=lambda _: ["broke"])


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_every_figure_in_order(lang: Lang) -> None:
    found = figures(everything(), lang)
    names = ["slopes", "flips", "lengths", "self-checks", "ladder", "budget"]
    assert [figure.id for figure in found] == names
    for figure in found:
        drawings.drawing(figure)
    assert len({figure.title for figure in found}) == len(found)


def test_formats_have_figures_of_their_own() -> None:
    found = figures(everything(formats=("raw", "chat")), "en")
    assert [figure.id for figure in found][:2] == ["slopes-chat-none", "slopes-raw-none"]
    assert found[0].title.endswith("(chat)")
    assert len({figure.id for figure in found}) == len(found)


def test_the_same_comparison_gives_the_same_bytes() -> None:
    assert figures(everything(), "en") == figures(everything(), "en")


def test_hostile_names_of_arms_packs_and_templates() -> None:
    items = [fakes.item("i", pack=drawings.HOSTILE, template=drawings.HOSTILE)]
    items += [fakes.item("l", family="entity_ladder", book=drawings.HOSTILE, entity=drawings.HOSTILE, rung=1)]
    requests = drawings.requests_for(items, adapters=(drawings.HOSTILE, "b"))
    for figure in figures(drawings.compared(requests, lambda _: "right"), "en"):
        root = drawings.drawing(figure)
        assert not [e for e in root.iter() if e.tag.endswith("script")]
        assert "<script" not in figure.svg
        assert "\u202e" not in figure.model_dump_json()


def test_nothing_to_show_is_no_figure() -> None:
    assert (
        figures(Comparison(arms=("base",), metrics=(), verdict=(), families=(), rows=(), pairs=(), owed=0), "en") == ()
    )
    assert figures(drawings.compared(drawings.requests_for(templates(1)), lambda _: ""), "en") == ()


def test_the_command_line_does_not_import_them() -> None:
    code = "import sys, bench.cli, bench.pipeline; print('altair' in sys.modules, 'vl_convert' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
