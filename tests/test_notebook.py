from pathlib import Path

import pytest

import bench
import fakes
from bench import pipeline
from bench.comparison import Sentence
from bench.errors import InputError
from bench.notebook import job_of
from bench.outcome import Outcome
from bench.records import Failure
from html_tree import parsed
from test_outcome import finished

TINY = Path(__file__).parent / "data" / "tiny.yaml"
HOSTILE = "<script>alert(1)</script>\"'&"


def test_a_run_shows_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "open_engine", lambda name, setup: fakes.EchoEngine())
    monkeypatch.chdir(tmp_path)
    outcome = bench.run(model="m", adapters="a", packs=TINY, limit=1, output="run")
    assert outcome.report == Path("run") / "report.html"
    assert outcome.report.is_file()
    assert outcome.comparison.arms == ("base", "adapter")
    page = parsed(outcome._repr_html_())
    assert page.all("h3")[0].text == "Kenzan: m + a"
    assert [table.all("caption")[0].text for table in page.all("table")] == ["Scoreboard", "Answers that changed"]
    first = page.all("table")[0]
    assert [head.text for head in first.all("th")][:4] == ["Family", "Metric", "base", "adapter"]
    assert len(first.all("tr")) > 1
    (link,) = page.all("a")
    assert link.attributes["href"] == "run/report.html"
    assert outcome.to_markdown().startswith("## Kenzan: m + a")


def test_the_verdict_stands_first_and_notes_are_folded(tmp_path: Path) -> None:
    outcome = finished(tmp_path / "run")
    told = [Sentence(kind=kind, topic="x", texts={"en": f"a <{kind}>", "ja": ""}) for kind in ("loses", "note")]
    vars(outcome)["comparison"] = outcome.comparison.model_copy(update={"verdict": tuple(told)})
    shown = outcome._repr_html_()
    assert type(shown) is str
    page = parsed(shown)
    first, notes = page.all("ul")
    assert [line.text for line in first.all("li")] == ["loses a <loses>"]
    assert [line.text for line in page.all("details")[0].all("li")] == ["a <note>"]
    assert notes.text == "a <note>"


def test_in_japanese(tmp_path: Path) -> None:
    outcome = finished(tmp_path / "run")
    page = parsed(Outcome(outcome.directory, outcome.report, lang="ja")._repr_html_())
    assert page.all("div")[0].attributes["lang"] == "ja"
    assert [caption.text for caption in page.all("caption")] == ["成績表", "変わった答え"]


def test_names_from_outside_are_escaped(tmp_path: Path) -> None:
    folder = tmp_path / "javascript:alert(1)"
    outcome = finished(folder, model=HOSTILE)
    shown = Outcome(outcome.directory, outcome.report, (Failure(key="k", reason=HOSTILE),))
    page = parsed(shown._repr_html_())
    assert not page.all("script")
    assert page.all("h3")[0].text == f"Kenzan: {HOSTILE} + mini-terse"
    assert page.all("p")[-1].text == f"1 requests were not answered: {HOSTILE}"
    assert page.all("a")[0].attributes["href"].startswith("file:///")


def test_a_relative_address_has_no_scheme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = parsed(finished(Path("javascript:alert(1)"))._repr_html_())
    assert page.all("a")[0].attributes["href"] == "javascript%3Aalert%281%29/report.html"


def test_nothing_answered_says_so(tmp_path: Path) -> None:
    failures = (Failure(key="a", reason="no room"), Failure(key="b", reason="no room"))
    page = parsed(Outcome(tmp_path, None, failures)._repr_html_())
    assert [p.text for p in page.all("p")] == [
        "Not one request was answered.",
        "2 requests were not answered: no room",
    ]


def test_one_alone_may_be_given_where_a_field_holds_several() -> None:
    job = job_of({"model": Path("m"), "adapters": Path("a"), "packs": ["x", "y"], "strengths": 0.5, "output": "o"})
    assert (job.model, job.adapters, job.packs, job.strengths) == ("m", ("a",), ("x", "y"), (0.5,))
    assert job.output == Path("o")


def test_without_a_model_the_embedded_pair() -> None:
    job = job_of({"limit": 1})
    assert (job.model, job.adapters) == ("mini", ("mini-terse",))


@pytest.mark.parametrize(
    ("asked", "told"),
    [({"modle": "m"}, r"bench.run\(modle=…\): unknown; there are adapters, "), ({"adapters": "a"}, "give the base")],
)
def test_what_cannot_be_used_is_one_line(asked: dict[str, object], told: str) -> None:
    with pytest.raises(InputError, match=told):
        bench.run(**asked)
