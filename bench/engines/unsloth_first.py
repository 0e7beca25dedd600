"""unsloth rewrites transformers, trl and PEFT while it is imported: it must come before them."""

import sys
from typing import Any

from bench.engines.quiet import stdout_to_stderr
from bench.errors import InputError, first_line


def import_unsloth(option: str) -> Any:
    """The module; its talk goes to standard error.

    Parameters
    ----------
    option : what asked for it, as an error names it.

    Raises
    ------
    ImportError
        It is not installed, or lacks something.
    InputError
        transformers is there already, or unsloth finds no GPU that it serves.
    """
    if "transformers" in sys.modules and "unsloth" not in sys.modules:
        message = "unsloth must be imported before transformers, and transformers is there already; start a process "
        raise InputError(f"{message}of its own for it", option)
    try:
        with stdout_to_stderr():
            import unsloth
    except ImportError:
        raise
    except Exception as error:  # it ends its import with whatever its search for a GPU comes to
        raise InputError(f"unsloth cannot be imported: {first_line(error)}", option) from error
    return unsloth
