"""Where the data that travels with Kenzan lies: the packs, the report's templates, the embedded pair.

In a checkout they stand at the top of the repository, where people look for them; a wheel carries them inside the
package (``pyproject.toml``, force-include).
"""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_ROOT = _PACKAGE / "data" if (_PACKAGE / "data").is_dir() else _PACKAGE.parent

TASKS = _ROOT / "tasks"
REPORTS = _ROOT / "reports"
MODELS = _ROOT / "models"
