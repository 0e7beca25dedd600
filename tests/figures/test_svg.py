"""What comes out of the renderer can stand in a strict page, and as an image."""

import re
import struct
from xml.etree import ElementTree

import altair as alt
import pytest

import drawings
from bench.figures.style import BLUE, INK, SLACK, TEXT, coloured, dashed, dressed, shaped, table
from bench.figures.svg import FONTS, drawn, png


def chart(names: list[str]) -> dict[str, object]:
    rows = [{"arm": name, "x": n, "y": n} for n, name in enumerate(names)]
    encodings = {"x": "x:Q", "y": "y:Q", "color": coloured(names), "shape": shaped(names)}
    points = alt.Chart(table()).mark_point(filled=True).encode(**encodings)
    return dressed(points.properties(width=100, height=50), {"rows": rows})


@pytest.fixture(scope="module")
def svg() -> str:
    return drawn(chart(["base", "東京"]), id="figure-x", title="A <title>", description="B & more")


def test_nothing_that_a_strict_page_refuses(svg: str) -> None:
    root = ElementTree.fromstring(svg)
    tags = {e.tag.partition("}")[2] for e in root.iter()}
    assert tags <= {"svg", "title", "desc", "g", "path", "line", "rect", "text", "tspan"}
    attributes = {name for e in root.iter() for name in e.attrib}
    assert not attributes & {"style", "href", "onload", "clip-path", "filter", "mask"}
    assert not any(name.startswith("{") for name in attributes)
    assert "url(" not in svg
    assert svg.count("http") == 1, "the namespace alone"


def test_sized_by_its_view_box_alone(svg: str) -> None:
    root = ElementTree.fromstring(svg)
    assert re.fullmatch(r"0 0 \d+ \d+", root.attrib["viewBox"])
    assert not {"width", "height"} & root.attrib.keys()


def test_ink_follows_the_page_and_marks_have_their_colour(svg: str) -> None:
    root = ElementTree.fromstring(svg)
    painted = [e for e in root.iter() if e.get("fill") or e.get("stroke")]
    assert {e.get(name) for e in painted for name in ("fill", "stroke")} <= {"currentColor", "none", None}
    assert INK not in svg
    assert {e.get("color") for e in painted if e.get("class") == "ink-blue"} == {BLUE}
    labels = [e for e in root.iter() if e.tag.endswith("}text")]
    assert labels
    assert not any(e.get("color") for e in labels)


def test_texts_stay_text_in_the_size_that_was_asked_for(svg: str) -> None:
    labels = {e.text: e for e in ElementTree.fromstring(svg).iter() if e.tag.endswith("}text")}
    assert {"base", "東京"} <= labels.keys()
    assert SLACK > 1
    assert {e.get("font-size") for e in labels.values()} == {f"{TEXT}px"}
    assert ElementTree.fromstring(svg).get("font-family") == FONTS


def test_the_same_data_gives_the_same_bytes() -> None:
    first, second = (drawn(chart(["a", "b"]), id="i", title="t", description="d") for _ in range(2))
    assert first == second


def test_hostile_names_are_text() -> None:
    from bench.figures.words import shown

    name = shown(drawings.HOSTILE)
    root = ElementTree.fromstring(drawn(chart([name]), id="i", title=name, description=name))
    assert name in ["".join(e.itertext()) for e in root.iter() if e.tag.endswith("}text")]
    assert not [e for e in root.iter() if e.tag.endswith("script")]


def test_a_png_is_twice_the_size_on_white(svg: str) -> None:
    image = png(svg, "検算 title")
    assert image.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", image[16:24])
    box = [float(n) for n in ElementTree.fromstring(svg).attrib["viewBox"].split()]
    assert width == pytest.approx(2 * (box[2] + 2 * TEXT), abs=2)
    assert height > 2 * box[3]


def test_filled_symbols_of_a_legend_have_no_dashes() -> None:
    names = ["a", "b"]
    base = alt.Chart(table()).encode(x="x:Q", y="y:Q", color=coloured(names))
    layers = (
        base.mark_line().encode(strokeDash=dashed(names, legend=False)),
        base.mark_point().encode(shape=shaped(names)),
    )
    rows = [{"arm": name, "x": x, "y": 1} for name in names for x in (0, 1)]
    root = ElementTree.fromstring(
        drawn(dressed(alt.layer(*layers), {"rows": rows}), id="i", title="t", description="d")
    )
    assert not [e for e in root.iter() if e.get("fill") == "currentColor" and e.get("stroke-dasharray")]
    assert [e for e in root.iter() if e.get("stroke-dasharray") == "6,3"], "the line keeps them"


def test_a_legend_of_lines_shows_their_dashes() -> None:
    names = ["a", "b"]
    lines = alt.Chart(table()).mark_line().encode(x="x:Q", y="y:Q", color=coloured(names), strokeDash=dashed(names))
    rows = [{"arm": name, "x": x, "y": 1} for name in names for x in (0, 1)]
    root = ElementTree.fromstring(drawn(dressed(lines, {"rows": rows}), id="i", title="t", description="d"))
    assert len([e for e in root.iter() if e.get("stroke-dasharray") == "6,3"]) == 2, "the line, and its symbol"


def test_a_colour_outside_of_the_palette_is_a_mistake() -> None:
    wrong = alt.Chart(table()).mark_point(filled=True, color="#123456").encode(x="x:Q")
    with pytest.raises(AssertionError, match="#123456"):
        drawn(dressed(wrong, {"rows": [{"x": 1}]}), id="i", title="t", description="d")
