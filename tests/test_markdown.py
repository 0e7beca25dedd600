import re

import pytest

import drawings
from bench.comparison import Sentence
from bench.markdown import escaped, markdown
from bench.records import Request
from bench.verdict import verdict
from report_samples import manifest
from test_comparison import templates

EVIL = "](http://evil) ![x](y) <img src=x> @someone a@b.org #12 GH-7 www.evil.org | `code` ```\n\n# head \u202e \x1b"


def outcome(request: Request) -> str:
    return "wrong" if request.arm != "base" and request.item.instance else "right"


def text(lang: str = "en", arm: str = "adapter", **changes: object) -> str:
    found = drawings.compared(drawings.requests_for(templates(12), adapters=(arm, "b")), outcome)
    told = (*verdict(found), Sentence(kind="note", topic="x", texts={"en": EVIL, "ja": EVIL}))
    return markdown(found.model_copy(update={"verdict": told}), manifest(**changes), lang)  # type: ignore[arg-type]


def test_verdict_scoreboard_flips_signature_and_command() -> None:
    found = text()
    assert found.startswith("## Kenzan: mini + mini-terse\n\n- **loses** adapter · Worse: answers (Word ")
    assert "\n- **loses** adapter · Word problems, answers: 100 % → 50 % (−50 points, " in found
    lines = found.splitlines()
    head = next(n for n, line in enumerate(lines) if line.startswith("| Family | Metric | base | adapter | b |"))
    assert lines[head + 1] == "| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: |"
    assert lines[head + 2].startswith("| Word problems | Right | 100 % | 50 % | 50 % | −50 (−")
    assert "### Answers that changed" in lines
    assert manifest().signature in lines
    assert manifest().command in lines
    assert found.endswith("</details>\n")


def test_in_japanese() -> None:
    found = text("ja")
    assert "- **低下** " in found
    assert "| 分野 | 指標 | base |" in found
    assert "### 変わった答え" in found


def test_every_row_of_a_table_has_its_columns() -> None:
    for block in re.findall(r"(?:^\|.*\|\n)+", text(arm="a|b"), re.M):
        counts = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
        assert len(counts) == 1, block


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_hostile_names_are_text(lang: str) -> None:
    found = text(lang, EVIL, model=EVIL, command=f"kenzan {EVIL}", signature=EVIL)
    outside = "".join(re.split(r"^(`{3,})\n.*?\n\1$", found, flags=re.S | re.M)[::2])
    assert "<img" not in outside
    assert not re.search(r"(?<!\\)\]\(", outside)
    assert not re.search(r"@someone|@b|#12|GH-|www\.|://", outside)
    assert not re.search(r"(?<!\\)`", outside)
    assert not re.search(r"^# head", found, re.M)
    assert not re.search("[\u202e\x1b]", found)
    tags = re.findall(r"<[^>]*>", outside)
    assert set(tags) <= {"<details>", "</details>", "<summary>", "</summary>"}


def test_a_fence_is_longer_than_any_in_it() -> None:
    fences = re.findall(r"^`+$", text(command="kenzan ````", signature="plain"), re.M)
    assert fences == ["```", "```", "`````", "`````"]


def test_ordinary_texts_stay_readable() -> None:
    assert escaped("adapter@0.5: −5 points, −11 to +1 (cannot tell).") == (
        "adapter@0.5: −5 points, −11 to +1 (cannot tell)."
    )
    assert escaped("a_b\n c") == "a\\_b c"
