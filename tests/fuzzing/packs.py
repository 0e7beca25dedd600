"""Any file as a pack: a pack that asks and proves, or findings at their places; never anything else, and soon."""

import tempfile
from pathlib import Path

from hypothesis import strategies as st

from bench.errors import InputError
from bench.packs import expand
from bench.packs.loading import examine, load
from bench.packs.soundness import prove
from bench.packs.source import read
from bench.packs.starting import FAMILIES, STARTERS
from fuzzing.mutations import blobs, documents, written

SOUND = [
    (STARTERS / f"{family}.yaml")
    .read_text("utf-8")
    .replace("@NAME@", "mine")
    .replace("@CANARY@", "6f0c1b1e-0000-4000-8000-000000000001")
    for family in FAMILIES
]
LONGEST = 20_000
"""Characters of a pack's text that are put into one another; the shipped ones are no longer."""


def _parsed(text: str) -> object:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "mine.yaml")
        file.write_text(text, "utf-8")
        return read(file).data


PACKS: st.SearchStrategy[bytes] = st.one_of(
    documents([_parsed(text) for text in SOUND]).map(written), blobs(SOUND), st.binary(max_size=60)
)


def check(data: bytes) -> str:
    """Read, ask and prove a pack; returns ``read`` or ``refused``. AssertionError, or anything else, is a finding."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "mine.yaml")
        file.write_bytes(data)
        pack, findings = examine(file)
        assert pack is not None or findings
        for finding in findings:
            assert "\n" not in str(finding), str(finding)
            assert len(str(finding)) < 1000, str(finding)
            assert 1 <= finding.place.line <= data.count(b"\n") + data.count(b"\r") + 2
        if pack is not None:
            try:
                expand(pack, seed=1, limit=2)
            except InputError as error:
                assert "\n" not in str(error)
            for told in prove(pack, samples=3).findings:
                assert "\n" not in str(told), str(told)
        try:
            load(file)
        except InputError as error:
            assert findings
            assert "\n" not in str(error)
            return "refused"
        assert not findings
        return "read"
