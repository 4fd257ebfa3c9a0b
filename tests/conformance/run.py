"""Runs CPython's own tests and compares with what is expected: see README.md."""

import sys

from harness.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
