"""Operators' accounts."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from yaowen.base.errors import BadInput


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
        user.user_permissions.set(Permission.objects.filter(codename__startswith="view_") if read_only else [])
    return made


def close_account(name: str) -> None:
    """Close an account: it stays in the log of changes, and can log in no more.

    Raises:
        BadInput: there is no such account.
    """
    if not get_user_model().objects.filter(username=name).update(is_active=False):
        raise BadInput("there is no such account", about=f"operator {name}")
