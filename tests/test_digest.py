import drawings
from bench.comparison import Comparison, Sentence
from bench.digest import digest
from bench.records import Request
from bench.verdict import verdict
from report_samples import manifest
from test_comparison import templates


def outcome(request: Request) -> str:
    """The adapter loses every second answer."""
    return "wrong" if request.arm != "base" and request.item.instance else "right"


def compared(**asked: object) -> Comparison:
    found = drawings.compared(drawings.requests_for(templates(6), **asked), outcome)  # type: ignore[arg-type]
    return found.model_copy(update={"verdict": verdict(found)})


def test_the_scoreboard_has_means_difference_interval_and_p() -> None:
    found = compared()
    told = digest(found, manifest())
    assert told.title == "mini + mini-terse"
    assert told.board.columns == ("Family", "Metric", "base", "adapter", "adapter − base (95 %)", "p", "Items")
    right = told.board.rows[0]
    assert right[:4] == ("Word problems", "Right", "100 %", "50 %")
    assert right[4].startswith("−50 (−")
    assert 0 < float(right[5].removeprefix("< ")) <= 1
    assert right[6] == "12"
    assert [row[1] for row in told.board.rows] == ["Right", "Cut off", "Steps", "Self-checks"]
    assert told.sentences[0] == (found.verdict[0].kind, found.verdict[0].texts["en"])
    assert (told.signature, told.command) == (manifest().signature, manifest().command)


def test_flips_of_every_other_arm() -> None:
    told = digest(compared(adapters=("a", "b")), manifest(), "ja")
    assert told.flips is not None
    assert told.flips.rows == (("文章題", "a", "6", "0", "6", "12"), ("文章題", "b", "6", "0", "6", "12"))
    assert told.board.columns[5:9] == ("a − base（95 %）", "p値（a）", "b − base（95 %）", "p値（b）")


def test_what_was_elicited_is_a_detail() -> None:
    told = digest(compared(elicits=("none", "prefill")), manifest())
    assert {row[0] for row in told.board.rows} == {"Word problems"}
    other, elicited = told.details
    assert (other.title, elicited.title) == ("All other metrics", "Elicited")
    assert {row[0] for row in elicited.rows} == {"Word problems (response begun)"}
    assert told.flips is not None
    assert len(told.flips.rows) == 1


def test_formats_are_told_apart() -> None:
    told = digest(compared(formats=("raw", "chat")), manifest())
    assert {row[0] for row in told.board.rows} == {"Word problems (raw)", "Word problems (chat)"}


def test_one_arm_alone_has_means_and_nothing_to_compare() -> None:
    told = digest(compared(adapters=()), manifest())
    assert told.board.columns == ("Family", "Metric", "base", "Items")
    assert told.board.rows[0] == ("Word problems", "Right", "100 %", "12")
    assert told.flips is None


def test_notes_follow_but_what_part_is_spoken_of_leads() -> None:
    told = [("note", "owed"), ("loses", "right"), ("note", "ladder")]
    verdict = tuple(Sentence(kind=kind, topic=topic, texts={"en": topic, "ja": "x"}) for kind, topic in told)
    found = digest(compared().model_copy(update={"verdict": verdict}), manifest())
    assert found.sentences == (("note", "owed"), ("loses", "right"))
    assert found.notes == ("ladder",)
