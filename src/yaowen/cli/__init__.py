"""The command line. Each command stands in a file of its own and is imported only when it is called."""

from yaowen.cli.app import main

__all__ = ["main"]
