"""Settings of the test suite: the product's own, in test mode, on SQLite or on the server TEST_DATABASE_URL names.

The mode is set before anything is read, so that no test can meet the real database, mail server or secrets.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# What is said to the tests themselves, not to the product.
_TO_THE_TESTS = {"MOORING_NO_SKIPS", "MOORING_KILLS"}
for _name in [name for name in os.environ if name.startswith("MOORING_") and name not in _TO_THE_TESTS]:
    del os.environ[_name]
os.environ["MOORING_MODE"] = "test"
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", "")
# Each process has a folder of its own: one that moves its clock on would sweep up the files of another as long forgotten.
_folder = Path(tempfile.mkdtemp(prefix="mooring-tests-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
(_folder / "static").mkdir()
os.environ["MOORING_DATA"] = str(_folder)

from mooring.config.settings import *  # noqa: E402, F403  only once the mode is set; all of them
from mooring.config.settings import DATABASES  # noqa: E402  only once the mode is set

# A test's database need not outlive a power cut.
if "sqlite3" in DATABASES["default"]["ENGINE"]:
    # A file, not memory: threads (the live server, the worker) then each have a connection of their own, as in life.
    DATABASES["default"]["TEST"] = {"NAME": _folder / "test.sqlite3"}
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"]["OPTIONS"],
        "init_command": DATABASES["default"]["OPTIONS"]["init_command"].replace("synchronous=NORMAL", "synchronous=OFF"),
    }
else:
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"
