"""A new pack to begin with: one of the commented starters, with an id and a canary of its own."""

import re
import uuid
from pathlib import Path

from bench.errors import InputError

STARTERS = Path(__file__).parent / "starters"
FAMILIES = ("arithmetic", "entity_ladder", "travel")


def start(name: str, family: str, folder: Path) -> Path:
    """Write ``NAME.yaml``.

    Parameters
    ----------
    name : the pack's id: small letters, digits and ``-``.
    family : one of `FAMILIES`.
    folder : where the file goes.

    Returns
    -------
    file : the file, relative to `folder`.

    Raises
    ------
    InputError
        No such family, no usable name, or the file is there already: nothing is overwritten.
    """
    if family not in FAMILIES:
        raise InputError(f"no such family; there are {', '.join(FAMILIES)}", f"--family {family}")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", name):
        raise InputError("no id of a pack; take small letters, digits and -, like my-pack", name)
    text = (STARTERS / f"{family}.yaml").read_text("utf-8")
    text = text.replace("@NAME@", name).replace("@CANARY@", str(uuid.uuid4()))
    file = folder / f"{name}.yaml"
    try:
        with file.open("x", encoding="utf-8") as made:
            made.write(text)
    except FileExistsError:
        raise InputError("is there already and stays as it is; take another name", str(file.name)) from None
    except OSError as error:
        raise InputError(f"cannot write: {error.strerror}", str(file)) from error
    return Path(file.name)
