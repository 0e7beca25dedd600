from xml.etree import ElementTree

import pytest

import drawings
from bench.figures.words import breadth, labels, shown


def test_names_are_one_visible_line_that_xml_can_hold() -> None:
    name = shown(drawings.HOSTILE)
    assert len(name) == 40
    assert name == "</svg><script>alert(…xxxxxxxxxxxxxxxxxxx"
    assert shown(drawings.HOSTILE[:40]) == "</svg><script>alert(1)</script> & \ufffdevil\ufffd"
    element = ElementTree.Element("text")
    element.text = shown("\x00\x1b\ud800\ufffe a\nb \t c")
    assert ElementTree.fromstring(ElementTree.tostring(element)).text == "\ufffd\ufffd\ufffd\ufffd a\ufffdb \ufffd c"


@pytest.mark.parametrize("name", ["adapter@0.5", "東京タワー", "a b"])
def test_ordinary_names_stay(name: str) -> None:
    assert shown(name) == name


def test_of_a_long_name_the_middle_is_left_out() -> None:
    assert shown("qwq-lora-alpaca-epoch3@0.5", 12) == "qwq-lo…3@0.5"
    assert [len(shown("x" * 50, longest)) for longest in (11, 12)] == [11, 12]
    assert labels(["long-adapter@0.25", "long-adapter@0.5"], 10) == {
        "long-adapter@0.25": "long-…0.25",
        "long-adapter@0.5": "long-…@0.5",
    }


def test_no_two_names_are_shown_alike() -> None:
    long = "x" * 60
    found = labels([long, long + "y", "base"])
    assert len(set(found.values())) == 3
    assert found["base"] == "base"


def test_japanese_letters_are_as_wide_as_two() -> None:
    assert [breadth(text) for text in ("abc", "検算", "a検")] == [3, 4, 3]
