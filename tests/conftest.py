from tests.things import cast, rows  # noqa: F401  (fixtures of the walks)
