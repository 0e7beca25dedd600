"""The ends of an audit are told apart: flaws, none, not looked up, failed."""

import json
from pathlib import Path

import pytest

Package = dict[str, object]
SOUND: Package = {"name": "numpy", "version": "2.4.6", "vulns": []}
FLAWED: Package = {
    "name": "jinja2",
    "version": "3.1.0",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.1.6"], "aliases": []}, {"id": "PYSEC-2", "fix_versions": []}],
}
SKIPPED: Package = {"name": "left", "skip_reason": "not found"}


def out(*packages: Package) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


@pytest.mark.parametrize(
    ("status", "stdout", "stderr", "said", "ends"),
    [
        (0, out(SOUND, SOUND), "", ["audit: clean, 2 packages without a known vulnerability"], 0),
        (
            1,
            out(SOUND, FLAWED),
            "Found 2",
            ["audit: jinja2 3.1.0: PYSEC-1, fixed in 3.1.6", "audit: jinja2 3.1.0: PYSEC-2, fixed in ?"],
            1,
        ),
        (
            0,
            out(SOUND, SKIPPED),
            "",
            ["audit: clean, 1 packages without a known vulnerability; not looked up: 1 (left)"],
            0,
        ),
        (0, out(SKIPPED), "", ["audit: not done, the vulnerability service knows none of the packages from here"], 0),
        (1, "", "ERROR: Could not connect to the feed\nTip: try another", None, 0),
        (1, "", "Traceback…\nrequests.exceptions.ConnectionError: HTTPSConnectionPool", None, 0),
        (1, "", "requests.exceptions.ReadTimeout: read timed out", None, 0),
        (2, "", "usage: pip-audit\npip-audit: no such option", ["audit: failed: pip-audit: no such option"], 1),
        (1, "", "", ["audit: failed: exit status 1"], 1),
        (0, out(), "", ["audit: failed: exit status 0, 0 packages"], 1),
        (3, out(SOUND), "", ["audit: failed: exit status 3, 1 packages"], 1),
    ],
)
def test_each_end_is_told(status: int, stdout: str, stderr: str, said: list[str] | None, ends: int) -> None:
    import audit

    unreachable = ["audit: not done, the vulnerability service cannot be reached"]
    assert audit.verdict(status, stdout, stderr) == (said or unreachable, ends)


def test_the_whole_with_a_stand_in_for_pip_audit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import audit

    stand_in = tmp_path / "pip-audit"
    stand_in.write_text(f"#!/bin/sh\necho '{out(FLAWED)}'\necho \"$@\" > {tmp_path / 'words'}\nexit 1\n")
    stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert audit.main(["-s", "osv"]) == 1
    assert capsys.readouterr().out.count("audit: jinja2 3.1.0: ") == 2
    words = (tmp_path / "words").read_text().split()
    assert words[:2] == ["-r", str(audit.CONSTRAINTS)]
    assert words[-2:] == ["-s", "osv"]
