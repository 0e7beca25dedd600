"""Secrets taken out of what is written or printed: keys and tokens of the environment, and what looks like one.

A key comes into a message by many ways: an address with a password in it, a server that repeats the key that it
refuses, a library that quotes a request. So what others say, and every line that is written down about a run, goes
through `redacted`.
"""

import os
import re
from pathlib import Path
from typing import Any

HIDDEN = "***"
_SECRET = re.compile(r"(?:^|_)(?:API_?KEY|KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?)$")
"""Names of environment variables whose values are secrets: ``OPENAI_API_KEY``, ``HF_TOKEN``, ``RAY_AUTH_TOKEN``."""
_SHORTEST = 8
"""Characters of a value that is taken for a secret: `none`, `true` and the like stand in innocent words."""
_PATH = re.compile(r"^(?:[~.]?/|[A-Za-z]:\\)")
"""A value that says where a secret is."""
_TOKENS = re.compile(
    r"\b(?:hf_|sk-|sk_|gsk_|ghp_|gho_|github_pat_|xox[abp]-|AKIA|AIza)[A-Za-z0-9_-]{12,200}"
    r"|(?<=Bearer )[A-Za-z0-9._~+/=-]{8,500}|(?<=Basic )[A-Za-z0-9+/=]{8,500}"
)
_ADDRESS = re.compile(r"(?<=://)[^\s/?#@\"'<>]{1,500}@")
_QUERY = re.compile(r"(?i)(?<=[?&;])((?:[a-z]{1,20}[_-])?(?:key|token|secret|password|signature))=[^\s&#'\"]{1,500}")


def redacted(text: str) -> str:
    """The text without secrets; the user and password of an address, too."""
    for secret in sorted(_secrets(), key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    text = _ADDRESS.sub(f"{HIDDEN}@", text)
    return _QUERY.sub(rf"\1={HIDDEN}", _TOKENS.sub(HIDDEN, text))


def _secrets() -> set[str]:
    named = {value.strip() for name, value in os.environ.items() if _SECRET.search(name.upper())}
    return {value for value in named | _saved() if len(value) >= _SHORTEST and not _PATH.match(value)}


def redacted_values(value: Any) -> Any:
    """JSON values with `redacted` strings; keys stay."""
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, dict):
        return {key: redacted_values(inside) for key, inside in value.items()}
    return [redacted_values(inside) for inside in value] if isinstance(value, list) else value


def _saved() -> set[str]:
    """The token that `huggingface_hub` keeps for its user."""
    home = Path(os.environ.get("HF_HOME") or Path.home() / ".cache" / "huggingface")
    try:
        return {Path(os.environ.get("HF_TOKEN_PATH") or home / "token").read_text("utf-8").strip()}
    except (OSError, ValueError, RuntimeError):
        return set()
