"""One error tree. The class docstring is the default message; `about` names the thing it is about."""

from __future__ import annotations

ROW_FAULTS = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RuntimeError)
"""What one row's own data may raise in pure rules and templates: such a row is set aside, the others go on.
Never the database's errors, a lost fence, or a wrong setting: those are nobody's row."""


class YaowenError(Exception):
    """Something went wrong."""

    def __init__(self, message: str = "", *, about: str = "") -> None:
        self.about = about
        text = message or (type(self).__doc__ or "").strip().splitlines()[0]
        super().__init__(f"{about}: {text}" if about else text)


class Misconfigured(YaowenError):
    """A setting is wrong. The message names it, what is allowed, and an example."""


class Retry(YaowenError):
    """It may work later: the row becomes due again after a growing pause."""


class Quarantine(YaowenError):
    """It will not work again by itself: the row is kept aside for the operator to look at."""


class Drop(YaowenError):
    """It is not wanted here: the row is closed with its reason."""


class Fenced(YaowenError):
    """Another worker holds this row or lease by now: the result was not written."""


class BadInput(YaowenError):
    """The file or argument cannot be used. The message names the place and the next step."""
