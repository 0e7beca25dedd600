"""Work for other processes that does not go well."""

import os
import time


def work(batch: list[str]) -> list[str]:
    """Each in capitals, unless it says something else."""
    return [_done(one) for one in batch]


def printing(batch: list[str]) -> list[str]:
    """Each as it is, after a word on standard output."""
    print("heard", flush=True)
    return batch


def _done(one: str) -> str:
    match one:
        case "sleep":
            time.sleep(60)
        case "spin":
            while True:
                pass
        case "fill":
            return str(len(bytearray(3 << 30)))
        case "nest":
            return _done(one)
        case "die":
            os._exit(3)
        case "pid":
            return str(os.getpid())
    return one.upper()
