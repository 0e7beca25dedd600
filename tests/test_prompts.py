import pytest

import fakes
from bench.errors import InputError
from bench.prompts import ASK, ELICITS, FORMATS, PREFILL, question, render
from bench.records import Lang


def chat(text: str) -> str:
    return f"<user>{text}<assistant>"


def test_alpaca_puts_the_whole_question_under_instruction_and_leaves_input_empty() -> None:
    prompt, prefilled = render(fakes.item(context="Reference: 40."), "alpaca", chat)
    assert prompt.endswith("### Input:\n\n\n### Response:\n")
    assert f"### Instruction:\n{question(fakes.item(context='Reference: 40.'))}\n\n### Input" in prompt
    assert prefilled == ""


def test_question_joins_context_question_and_answer_line() -> None:
    item = fakes.item(context="資料：40。", question="いくつですか。", answer_line="答え：<数>")
    assert question(item) == "資料：40。\nいくつですか。\n答え：<数>"
    assert question(fakes.item(question="Q?", answer_line="")) == "Q?"


@pytest.mark.parametrize("opened", ["", "<think>", "<think>\n"])
def test_chat_keeps_what_the_template_opens_apart(opened: str) -> None:
    prompt, prefilled = render(fakes.item(), "chat", lambda text: chat(text) + opened)
    assert prompt == chat(question(fakes.item())) + opened
    assert prefilled == opened


def test_a_question_that_mentions_the_tag_is_not_taken_for_an_opened_response() -> None:
    assert render(fakes.item(question="What does <think> mean?"), "chat", chat)[1] == ""


def test_braces_in_a_question_are_kept() -> None:
    item = fakes.item(question='Give {"days": []} for {0}.', answer_line="")
    for format in FORMATS:
        assert 'Give {"days": []} for {0}.' in render(item, format, chat)[0]


def test_unknown_format() -> None:
    with pytest.raises(InputError, match="unknown prompt format 'xml'; there are alpaca, chat, raw"):
        render(fakes.item(), "xml", chat)


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("format", FORMATS)
def test_asking_adds_a_line_before_the_answer_line(format: str, lang: Lang) -> None:
    item = fakes.item(lang=lang, question="Q?", answer_line="A:")
    prompt, prefilled = render(item, format, chat, "ask")
    assert f"Q?\n{ASK[lang]}\nA:" in prompt
    assert prompt.replace(f"{ASK[lang]}\n", "") == render(item, format, chat)[0]
    assert prefilled == ""


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("format", FORMATS)
def test_a_begun_response_is_the_prompts_and_not_the_models(format: str, lang: Lang) -> None:
    item = fakes.item(lang=lang)
    prompt, prefilled = render(item, format, chat, "prefill")
    assert prefilled == PREFILL[lang]
    assert prompt == render(item, format, chat)[0] + PREFILL[lang]


def test_a_response_is_begun_inside_the_thoughts_that_a_template_opens() -> None:
    prompt, prefilled = render(fakes.item(), "chat", lambda text: f"{text}<think>\n", "prefill")
    assert prefilled == "<think>\nStep 1:"
    assert prompt.endswith(prefilled)


def test_ways_of_eliciting() -> None:
    assert ELICITS == ("none", "ask", "prefill")
