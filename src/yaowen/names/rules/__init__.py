"""Pure rules of names: no database, no network, no clock."""
