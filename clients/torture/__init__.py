"""The drill of `manage.py torture` (S1): a house under fire, and the count of what it said. docs/RELIABILITY.md."""
