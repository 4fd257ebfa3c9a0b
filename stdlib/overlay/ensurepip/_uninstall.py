"""Removes the pip that ensurepip installs: python -m ensurepip._uninstall."""
import argparse
import sys

import ensurepip


def _main(argv=None):
    parser = argparse.ArgumentParser(prog="python -m ensurepip._uninstall")
    ensurepip._add_common_options(parser)
    options = parser.parse_args(argv)
    return ensurepip._uninstall_helper(verbosity=options.verbosity)


if __name__ == "__main__":
    sys.exit(_main())
