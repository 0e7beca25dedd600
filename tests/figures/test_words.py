from xml.etree import ElementTree

import pytest

import drawings
from bench.figures.words import breadth, labels, shown


def test_names_are_one_visible_line_that_xml_can_hold() -> None:
    name = shown(drawings.HOSTILE)
    assert len(name) == 40
    assert name.endswith("…")
    assert name.startswith("</svg><script>alert(1)</script> & \ufffdevil")
    element = ElementTree.Element("text")
    element.text = shown("\x00\x1b\ud800\ufffe a\nb \t c")
    assert ElementTree.fromstring(ElementTree.tostring(element)).text == "\ufffd\ufffd\ufffd\ufffd a\ufffdb \ufffd c"


@pytest.mark.parametrize("name", ["adapter@0.5", "東京タワー", "a b"])
def test_ordinary_names_stay(name: str) -> None:
    assert shown(name) == name


def test_no_two_names_are_shown_alike() -> None:
    long = "x" * 60
    found = labels([long, long + "y", "base"])
    assert len(set(found.values())) == 3
    assert found["base"] == "base"


def test_japanese_letters_are_as_wide_as_two() -> None:
    assert [breadth(text) for text in ("abc", "検算", "a検")] == [3, 4, 3]
