"""A chart as an SVG element that a strict page can hold, and as a PNG image.

vl-convert (Vega in a JavaScript engine of its own) draws; what it drew is rebuilt from an allowlist: shapes and text
with presentation attributes, no styles, scripts, references, or ids but those of title and description. Colours become
``currentColor``, so that text and axes follow the page, and marks take the class of their colour.
"""

import re
from typing import Any
from xml.etree import ElementTree

from bench.figures.style import INK, PALETTE, SLACK, TEXT
from bench.figures.words import breadth

FONTS = 'system-ui, "Hiragino Sans", "Yu Gothic UI", "Noto Sans CJK JP", "Noto Sans JP", sans-serif'
_LATIN, _JAPANESE = (
    '"Liberation Sans", Arial',
    '"Noto Sans CJK JP", "Noto Sans JP", "Hiragino Sans", "Yu Gothic", Meiryo',
)
"""Fonts of the PNG. The renderer takes the first that the machine has; for a glyph that it lacks, any other."""
_NAMESPACE = "http://www.w3.org/2000/svg"
_ELEMENTS = {"g", "path", "line", "rect", "text", "tspan"}
_ATTRIBUTES = {
    *("d", "transform", "x", "y", "x1", "y1", "x2", "y2", "dx", "dy", "width", "height", "rx", "opacity"),
    *("fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap"),
    *("text-anchor", "font-size", "font-weight", "font-style"),
}
_LONG = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")


def drawn(specification: dict[str, Any], *, id: str, title: str, description: str) -> str:
    """The drawing of a Vega-Lite specification.

    Parameters
    ----------
    id : prefix of the ids within.
    title, description : what a screen reader says of it.
    """
    import vl_convert

    root = ElementTree.fromstring(vl_convert.vegalite_to_svg(specification))
    svg = ElementTree.Element(
        "svg",
        {
            "xmlns": _NAMESPACE,
            "viewBox": root.attrib["viewBox"],
            "role": "img",
            "aria-labelledby": f"{id}-title {id}-desc",
            "font-family": FONTS,
            "fill": "none",
        },
    )
    for tag, text in (("title", title), ("desc", description)):
        ElementTree.SubElement(svg, tag, {"id": f"{id}-{tag}"}).text = text
    for child in root:
        svg.extend(_kept(child))
    return ElementTree.tostring(svg, encoding="unicode")


def framed(svg: str, title: str) -> str:
    """A drawing under its title, black on white, as an SVG file of its own.

    Parameters
    ----------
    svg : as `drawn` makes it.
    """
    root = ElementTree.fromstring(svg)
    width, height = map(float, root.attrib["viewBox"].split()[2:])
    head, edge = 2.2 * TEXT, float(TEXT)
    frame = {"x": f"{-edge:g}", "y": f"{-head - edge:g}", "width": f"{width + 2 * edge:g}"}
    frame["height"] = f"{height + head + 2 * edge:g}"
    root.attrib.update(
        {
            "viewBox": " ".join(frame.values()),
            "width": frame["width"],
            "height": frame["height"],
            "font-family": ", ".join((_JAPANESE, _LATIN) if breadth(svg) > len(svg) else (_LATIN, _JAPANESE)),
            "color": "#000000",
        }
    )
    root.insert(0, ElementTree.Element("rect", {**frame, "fill": "#ffffff"}))
    heading = {"y": f"{-head / 2:g}", "font-size": f"{TEXT + 2}px", "font-weight": "bold", "fill": "currentColor"}
    ElementTree.SubElement(root, "text", heading).text = title
    # ElementTree writes the namespace as a prefix, which browsers and the renderer read as well.
    return ElementTree.tostring(root, encoding="unicode")


def png(svg: str, title: str, *, scale: float = 2) -> bytes:
    """The same as a PNG image.

    Parameters
    ----------
    scale : pixels for each SVG unit.
    """
    import vl_convert

    return bytes(vl_convert.svg_to_png(framed(svg, title), scale=scale))


def _kept(element: ElementTree.Element) -> list[ElementTree.Element]:
    """What is kept of an element: itself, its children in its place, or nothing."""
    tag = element.tag.removeprefix(f"{{{_NAMESPACE}}}")
    if tag not in _ELEMENTS or element.get("display") == "none":
        return []
    attributes = {name: _short(value) for name, value in element.attrib.items() if name in _ATTRIBUTES}
    if "font-size" in attributes:
        attributes["font-size"] = f"{float(attributes['font-size'].removesuffix('px')) / SLACK:g}px"
    if attributes.get("fill") in PALETTE:
        # A filled symbol of a legend would borrow the dashes of its line.
        attributes = {name: value for name, value in attributes.items() if not name.startswith("stroke")}
    elif attributes.get("stroke") in PALETTE:
        attributes.pop("fill", None)  # a line of a legend, which encloses nothing
    painted = _paint(attributes)
    children = [kept for child in element for kept in _kept(child)]
    if tag == "g":
        attributes = {name: value for name, value in attributes.items() if name == "transform"}
        if attributes.get("transform") == "translate(0,0)":
            del attributes["transform"]
        if not attributes or not children:
            return children
    elif tag != "tspan" and not painted:
        return []
    kept = ElementTree.Element(tag, attributes)
    kept.text = element.text if tag in ("text", "tspan") else None
    kept.extend(children)
    return [kept]


def _paint(attributes: dict[str, str]) -> bool:
    """Put ``currentColor`` and a class in the place of colours; whether anything is painted."""
    if attributes.get("opacity") == "1":
        del attributes["opacity"]
    painted = False
    for name in ("fill", "stroke"):
        colour = attributes.get(name)
        if colour in (None, "none", "transparent"):
            attributes.pop(name, None)
            continue
        painted = True
        attributes[name] = "currentColor"
        if colour in PALETTE:
            attributes["color"] = colour
            attributes["class"] = f"ink-{PALETTE[colour]}"
        else:
            assert colour == INK, f"{colour} is not in the palette"
    return painted


def _short(text: str) -> str:
    """Numbers with at most two decimals."""
    return _LONG.sub(lambda found: f"{float(found.group()):.2f}".rstrip("0").rstrip("."), text)
