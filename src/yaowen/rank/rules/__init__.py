"""Pure functions over dataclasses: no Django, no network, no database, no clock."""
