"""`yaowen operator`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from yaowen.base.errors import BadInput
from yaowen.cli.children import tell_account
from yaowen.cli.start import DataOption, open_site

app = typer.Typer(add_completion=False)


@app.command()
def operator(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The account's name.")],
    password_file: Annotated[
        Path | None, typer.Option("--password-file", metavar="FILE", help="Its first line is the password; - is stdin.")
    ] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="May look at everything and change nothing.")] = False,
    close: Annotated[bool, typer.Option("--close", help="Close the account: it can log in no more.")] = False,
    data: DataOption = None,
) -> None:
    """Make an operator's account for the desk, or change its password and what it may do."""
    open_site(data, create=True)
    from yaowen.staff.accounts import close_account, save_account

    if close:
        close_account(name)
        done = "closed."
    else:
        made = save_account(name, read_password(password_file), read_only=read_only)
        done = f"{'made' if made else 'changed'}; the desk is at /desk/ on the site."
    tell_sample(name)
    print(f"The account {name} is {done}")


def tell_sample(name: str) -> None:
    """Make the account the same where the sample press is shown, which has a database of its own.

    Raises:
        Misconfigured: it said on stderr why it cannot.
    """
    from django.conf import settings

    from yaowen.staff.accounts import list_accounts

    tell_account(settings.YAOWEN.data, next(one for one in list_accounts() if one.name == name))


def read_password(file: Path | None) -> str:
    """The password from a file or stdin, else asked for twice.

    Raises:
        BadInput: the file cannot be read, or there is no terminal to ask at.
    """
    if file is None:
        if not sys.stdin.isatty():
            raise BadInput("there is no terminal to ask for the password; give --password-file FILE", about="operator")
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise BadInput(f"the password cannot be read ({problem})", about=str(file)) from problem
    return text.partition("\n")[0].rstrip("\r")
