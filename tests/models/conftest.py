"""The recipe of the embedded pair is no part of the installed package: it is read from the checkout."""

import sys
from pathlib import Path

# Last, so that everything else still comes from where it is installed.
sys.path.append(str(Path(__file__).parents[2] / "models"))
