import pickle
from typing import get_args

from bench.limits import Exceeded, Limit, words


def test_every_limit_has_its_words() -> None:
    told = {limit: words(limit) for limit in get_args(Limit)}
    assert len({*told.values()}) == len(told)
    assert told["seconds"] == "took more than 60 s"
    assert words("another version's") == "another version's"


def test_it_passes_between_processes() -> None:
    assert pickle.loads(pickle.dumps(Exceeded("claims"))).limit == "claims"
