"""Django, set up as for tests, for benches that read and write rows: import this before anything that holds models."""

from __future__ import annotations

import os

import django
from django.db import connection

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

__all__ = ["connection"]
