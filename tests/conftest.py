"""The cast as fixtures, and nothing else."""

import pytest
from django.core.management import call_command


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The reference data is in the test database from the start, as it is in the real one."""
    with django_db_blocker.unblock():
        call_command("load_reference", verbosity=0)
