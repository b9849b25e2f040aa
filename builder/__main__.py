"""`python -m builder` is the command `postpress`."""

import sys


def run() -> int:
    """Run the command and return its exit code; Ctrl-C while it is still loading ends as quietly as later."""
    try:
        from builder.cli import main  # noqa: PLC0415  # loading is inside the try

        return main()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(run())
