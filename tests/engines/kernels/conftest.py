"""Kernels run in Triton's interpreter, which must be chosen before Triton is imported: in a process of their own."""

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from os import getpid
from typing import Any

import pytest


@pytest.fixture(scope="session")
def interpreter() -> Iterator[Callable[..., Any]]:
    """Calls a function of the package, with its arguments, where kernels are interpreted."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TRITON_INTERPRET", "1")
            pool.submit(getpid).result()
        yield lambda function, *arguments: pool.submit(function, *arguments).result()
