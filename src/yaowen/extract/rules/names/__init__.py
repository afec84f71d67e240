"""Names: forms glossed in another script. Takes readings of paragraphs, gives `Name`s in the order of the text."""

from yaowen.extract.rules.names.glosses import find_names

__all__ = ["find_names"]
