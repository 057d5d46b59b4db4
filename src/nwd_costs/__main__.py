"""``python -m nwd_costs``."""

import sys

from nwd_costs.cli import main

if __name__ == "__main__":
    sys.exit(main())
