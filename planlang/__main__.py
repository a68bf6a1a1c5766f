"""`python -m planlang` and the `planlang` command."""

from __future__ import annotations

import os


def main() -> None:
    """Run the command line; Ctrl-C while it is still being loaded ends it as later, without a traceback."""
    try:
        from planlang.cli.main import main as run

        run()
    except KeyboardInterrupt:
        os._exit(130)


if __name__ == "__main__":
    main()
