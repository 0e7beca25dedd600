"""Figures as image files, for slides and papers."""

from collections.abc import Iterable
from pathlib import Path

from bench.errors import InputError
from bench.figures.record import Figure
from bench.figures.svg import png


def save(figures: Iterable[Figure], folder: Path) -> list[Path]:
    """Write each figure as ``<id>.png``, with its title, on white, two pixels to an SVG unit.

    Japanese text needs a Japanese font on the machine, such as Noto Sans CJK (Debian: ``fonts-noto-cjk``); text of
    other figures does not, since vl-convert brings a Latin font.

    Parameters
    ----------
    folder : made where it does not exist; files of the same names are replaced.

    Raises
    ------
    InputError
        The folder cannot be written to.
    """
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for figure in figures:
            path = folder / f"{figure.id}.png"
            path.write_bytes(png(figure.svg, figure.title))
            written.append(path)
    except OSError as error:
        raise InputError(f"cannot write: {error.strerror or error}; choose another folder", str(folder)) from error
    return written
