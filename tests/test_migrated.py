"""Where the migrated database of the tests is kept (tests/migrated.py)."""

from types import SimpleNamespace

from django.conf import settings

from tests.migrated import folder_of


def test_without_pytests_cache_the_copy_ends_with_the_run():
    without = folder_of(SimpleNamespace())  # as `-p no:cacheprovider` leaves it
    assert without.is_dir()
    assert without.parent == settings.VAR_DIR


def test_with_pytests_cache_the_copy_is_kept_there(tmp_path):
    cache = SimpleNamespace(mkdir=lambda name: tmp_path / name)
    assert folder_of(SimpleNamespace(cache=cache)) == tmp_path / "migrated"
