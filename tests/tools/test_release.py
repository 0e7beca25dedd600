"""Parts of a release that need no building; the building itself is `tox -e release`."""

import json
from pathlib import Path


def test_sums_are_those_of_sha256sum(tmp_path: Path) -> None:
    import release

    (tmp_path / "b").write_bytes(b"")
    (tmp_path / "a").write_bytes(b"abc")
    assert release.sums([tmp_path / "b", tmp_path / "a"]) == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a\n"
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  b\n"
    )


def test_components_are_those_beside_the_project(tmp_path: Path) -> None:
    import release

    bill = tmp_path / "x.cdx.json"
    parts = [{"name": "kenzan", "version": "1"}, {"name": "numpy", "version": "2"}]
    bill.write_text(json.dumps({"metadata": {"component": {"name": "kenzan"}}, "components": parts}))
    assert release.components(bill) == {"numpy": "2"}
