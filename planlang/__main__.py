"""`python -m planlang` and the `planlang` command."""

from __future__ import annotations

from planlang.cli.main import main

if __name__ == "__main__":
    main()
