"""Everything of `clients` in the admin (S6): found, read, put right with an event; states, teams and histories are for reading."""

from clients.admin import account, client, contact, contract, service  # noqa: F401  (each registers its own)
