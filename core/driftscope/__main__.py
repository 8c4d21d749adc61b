"""``python -m driftscope`` is ``driftscope``."""

import sys

from .cli import main

sys.exit(main())
