"""Secrets stay out of everything that is printed or written: planted wherever one can come from, and looked for."""

from pathlib import Path

import pytest

from bench import runs
from bench.errors import InputError, first_line
from bench.redaction import redacted, redacted_values
from bench.runs import RunDirectory
from commands import command
from scored_runs import item, made
from servers import Body, Handler, serving

KEY, TOKEN, PASSWORD = "sk-Kq7sesame4Xw", "hf_Vd8sesamePq2LmZr5TbNc", "sesame-9f3-hunter"


@pytest.fixture(autouse=True)
def _planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "token").write_text("saved-sesame-77\n", "utf-8")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    for name, value in {"OPENAI_API_KEY": KEY, "HF_TOKEN": TOKEN, "RAY_AUTH_TOKEN": PASSWORD}.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"no credit on Bearer {KEY}.", "no credit on Bearer ***."),
        (f"{TOKEN[:-1]}", "***"),
        (f"ray://me:{PASSWORD}@head:10001", "ray://***@head:10001"),
        ("https://oauth2:abc@host/x?a=1", "https://***@host/x?a=1"),
        ("GET http://host/v1?api_key=abcd&n=1", "GET http://host/v1?api_key=***&n=1"),
        ("Authorization: Bearer abcdefgh12345", "Authorization: Bearer ***"),
        ("the token saved-sesame-77 is wrong", "the token *** is wrong"),
        ("gpt sk-abcdefghijkl1234", "gpt ***"),
        ("kenzan run -m risk-averse -t arithmetic --seed 3442", "kenzan run -m risk-averse -t arithmetic --seed 3442"),
        ("write to me@host or see https://host/@me", "write to me@host or see https://host/@me"),
    ],
)
def test_what_is_hidden_and_what_is_not(text: str, left: str) -> None:
    assert redacted(text) == left


def test_places_and_short_words_of_the_environment_are_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_KEY", "/etc/ssl/key.pem")
    monkeypatch.setenv("MY_TOKEN", "none")
    monkeypatch.setenv("TOKENIZERS_PARALLELISM", "tokenizers")
    assert redacted("/etc/ssl/key.pem none tokenizers") == "/etc/ssl/key.pem none tokenizers"


def test_values_within_values() -> None:
    assert redacted_values({KEY: [KEY, 1, None, {"a": TOKEN}]}) == {KEY: ["***", 1, None, {"a": "***"}]}


def test_the_words_of_other_libraries() -> None:
    assert first_line(OSError(f"401 for https://me:{PASSWORD}@host/model\nmore")) == "401 for https://***@host/model"


def _without_secrets(folder: Path, *output: str) -> None:
    files = {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    assert files
    for name, data in {**files, "output": " ".join(output).encode()}.items():
        assert b"sesame" not in data, name


def test_a_run_at_a_server_that_repeats_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bench.engines.openai.PAUSE", 0.01)
    kenzan = command(monkeypatch, capsys)
    tiny = str(Path(__file__).parent / "data" / "tiny.yaml")

    def repeating(handler: Handler, body: Body) -> None:
        usage = {"prompt_tokens": 7, "completion_tokens": 1, "total_tokens": 8}
        if body["model"] == TOKEN and body["max_tokens"] > 1:
            # The key where the words are cut for their length.
            handler.json(400, {"error": {"message": "x" * 185 + f" {handler.headers['authorization']}"}})
        else:
            choice = {"index": 0, "text": "Answer: 42", "finish_reason": "stop"}
            handler.stream({"choices": [choice], "system_fingerprint": KEY}, {"choices": [], "usage": usage}, "[DONE]")

    job = ("run", "--engine", "openai", "-t", tiny, "--select", "quick", "-o", "out/run")
    with serving(repeating) as server:
        status, out, err = kenzan(*job, "--base-url", server.url, "-m", "base", "-a", TOKEN)
    assert status == 1
    assert (tmp_path / "out" / "run" / "failures.jsonl").read_text("utf-8").count("***") > 0
    assert "***" in (tmp_path / "out" / "run" / "run.json").read_text("utf-8")
    _without_secrets(tmp_path / "out", out, err)
    status, out, err = kenzan("export", "out/run", "-o", "out/table.csv")
    status, shown, told = kenzan("report", "out/run", "--json")
    assert "***" in shown
    _without_secrets(tmp_path / "out", out, err, shown, told)


@pytest.mark.parametrize(
    "words",
    [
        ("-m", f"https://me:{PASSWORD}@host/model"),
        ("-m", "mini", "-a", f"https://me:{PASSWORD}@host/adapter"),
        ("-m", TOKEN),
        ("--engine", "openai", "--base-url", f"ftp://me:{PASSWORD}@host", "-m", "m"),
        ("--engine", "openai", "--base-url", f"http://host/v1?key={KEY}", "-m", "m"),
        ("--engine", "ray", "--ray-address", f"{PASSWORD}:x"),
        ("-t", f"{KEY}.yaml"),
        ("--select", TOKEN),
    ],
)
def test_what_is_refused_is_refused_without_it(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    if "--ray-address" in words:
        pytest.importorskip("ray")
    status, out, err = command(monkeypatch, capsys)("run", "-t", "arithmetic/shop", *words)
    assert status == 2
    assert "***" in err or "the key goes into" in err
    assert "sesame" not in out + err


def test_a_manifest_is_written_without_them(tmp_path: Path) -> None:
    said = {"command": f"kenzan run --ray-address ray://me:{PASSWORD}@head", "model": TOKEN}
    run = made(tmp_path / "run", [item(0)], **said)
    assert run.manifest().command == "kenzan run --ray-address ray://***@head"
    _without_secrets(run.path)
    assert RunDirectory(run.path).manifest().model == "***"
    assert (run.path / runs.MANIFEST).is_file()


def test_an_error_in_a_library_call_holds_none() -> None:
    from bench.engines.openai import OpenAIEngine

    with pytest.raises(InputError) as caught:
        OpenAIEngine("m", base_url=f"ftp://me:{PASSWORD}@host")
    assert PASSWORD not in str(caught.value)
