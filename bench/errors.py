"""The one exception that means "the input is unusable": the command prints it as one line and exits with status 2."""

from bench.redaction import redacted


class InputError(Exception):
    """Unusable input, told in one line: where it is, what is wrong, what to do.

    Parameters
    ----------
    what : what is wrong and what would be right, without a full stop.
    where : the place: a file, with line and field where they are known (``shop.yaml:12: items.change.gold``).
    """

    def __init__(self, what: str, where: str = "") -> None:
        self.what = what
        self.where = where
        super().__init__(f"{where}: {what}" if where else what)


def first_line(error: BaseException) -> str:
    """What another library's error says first, without secrets; its type's name where it says nothing."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return redacted(lines[0]) if lines else type(error).__name__
