"""Operators' accounts."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Permission
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from yaowen.base.errors import BadInput
from yaowen.staff.account import Account


def list_accounts() -> list[Account]:
    """All accounts for the desk."""
    users = get_user_model().objects.filter(is_staff=True).order_by("pk")
    return [Account(user.username, user.password, user.is_active, not user.is_superuser) for user in users]


def take_accounts(accounts: Iterable[Account]) -> None:
    """Make accounts what they are in another database: those that the sample site is operated with."""
    for account in accounts:
        known = {"password": account.password, "is_active": account.active, "is_staff": True}
        known["is_superuser"] = not account.read_only
        user, _ = get_user_model().objects.update_or_create(username=account.name, defaults=known)
        _allow(user, read_only=account.read_only)


def save_account(name: str, password: str, *, read_only: bool = False) -> bool:
    """Make an account for the desk, or change its password and what it may do.

    Args:
        read_only: it may look at every table and change none.

    Returns:
        True where the account was made.

    Raises:
        BadInput: the name or the password will not do; the message says why.
    """
    users = get_user_model().objects
    user = users.filter(username=name).first() or get_user_model()(username=name)
    made = user.pk is None
    try:
        user.full_clean(exclude=["password"], validate_unique=False)
        validate_password(password, user)
    except ValidationError as problem:
        raise BadInput(" ".join(problem.messages), about=f"operator {name}") from problem
    user.is_staff = user.is_active = True
    user.is_superuser = not read_only
    user.set_password(password)
    with transaction.atomic():
        user.save()
        _allow(user, read_only=read_only)
    return made


def close_account(name: str) -> None:
    """Close an account: it stays in the log of changes, and can log in no more.

    Raises:
        BadInput: there is no such account.
    """
    if not get_user_model().objects.filter(username=name).update(is_active=False):
        raise BadInput("there is no such account", about=f"operator {name}")


def _allow(user: AbstractUser, *, read_only: bool) -> None:
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_") if read_only else [])
