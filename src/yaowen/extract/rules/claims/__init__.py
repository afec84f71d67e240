"""Claims: who says what (attribution). Takes readings of paragraphs, gives `Claim`s in the order of the text."""

from yaowen.extract.rules.claims.chains import find_claims

__all__ = ["find_claims"]
