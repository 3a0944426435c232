"""What every test can count on: the right database, a skip that is a sentence, and no skip at all where CI asks for none."""

import os

import pytest
from django.test import SimpleTestCase
from hypothesis import HealthCheck, settings

# A slow or busy machine is no failure; and a run that must be green for the next change is the same run each time.
settings.register_profile("mooring", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=bool(os.environ.get("CI")))
settings.load_profile("mooring")

# Playwright keeps an event loop running in the thread of the test; Django would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

pytest_plugins = ["tests.browser.plugin"]


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Skips(), "mooring-skips")


@pytest.hookimpl(tryfirst=True)
def pytest_itemcollected(item):
    """Mark what may touch the database: it says so by a mark, a fixture or its class."""
    of_django = isinstance(getattr(item, "cls", None), type) and issubclass(item.cls, SimpleTestCase)
    said = item.get_closest_marker("django_db") or item.get_closest_marker("postgres")
    if said or of_django or not {"db", "transactional_db", "live_server"}.isdisjoint(item.fixturenames):
        item.add_marker("database")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Leave out what is about the other database: it is not skipped, it has no place in this run. What takes longest comes first."""
    other = "sqlite" if os.environ.get("TEST_DATABASE_URL") else "postgres"
    kept = [item for item in items if not item.get_closest_marker(other)]
    if len(kept) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker(other)])
    items[:] = spread(kept, getattr(config, "workerinput", {}).get("workercount", 1))


def spread(items, workers):
    """The tests in the order in which so many workers share them out: each has its part of the walks first, of these the longest.

    A walk that is left for the end is waited for by everyone else.
    """
    walks = sorted((item for item in items if item.get_closest_marker("browser")), key=lambda item: not item.get_closest_marker("slow"))
    rest = [item for item in items if not item.get_closest_marker("browser")]
    ordered = []
    for worker in range(workers):
        first = walks[worker::workers]
        others = max(0, (len(items) - len(ordered)) // (workers - worker) - len(first))
        ordered += [*first, *rest[:others]]
        rest = rest[others:]
    return [*ordered, *rest]


class Skips:
    """Counts skipped tests; with MOORING_NO_SKIPS a run that skipped one has failed."""

    def __init__(self):
        self.skipped = []

    def pytest_runtest_logreport(self, report):
        if report.skipped and not hasattr(report, "wasxfail"):
            self.skipped.append(report.nodeid)

    def pytest_collectreport(self, report):
        if report.skipped:
            self.skipped.append(report.nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session):
        if self.skipped and os.environ.get("MOORING_NO_SKIPS") and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        if self.skipped and os.environ.get("MOORING_NO_SKIPS"):
            terminalreporter.section("skipped, which fails this run")
            for nodeid in self.skipped:
                terminalreporter.line(nodeid)
