"""Run the command line as ``python -m driftscope``."""

import sys

from .cli import main

sys.exit(main())
