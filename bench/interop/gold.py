"""A log's reference answer -> the check that judges by it, and the gold in the form that the check compares."""

import re

from bench.records import Reference
from bench.trace.compare import number_in

_MARK = "####"
"""GSM8K and its kin write a worked solution, this mark, and the answer."""
_OPTION = re.compile(r"\(?([A-J])[).]?")


def reference_of(target: str, choices: int = 0) -> tuple[str, Reference]:
    """Name of the check and its reference.

    Parameters
    ----------
    target : as the log has it: a number, a letter, or words; behind ``####`` where it is a worked solution.
    choices : options that the question is known to give.

    >>> reference_of("3 x 4 = 12 #### 1,200 yen")[1].gold
    '1200'
    """
    answer = target.rsplit(_MARK, 1)[-1].strip()
    option = _OPTION.fullmatch(answer)
    if option is not None:
        return "choice", Reference(gold=option[1])
    number = None if choices else number_in(answer)
    if number is not None:
        return "number", Reference(gold=str(number))
    return "text", Reference(gold=answer)
