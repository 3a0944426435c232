"""The worker process."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from mooring.jobs import worker


class Command(BaseCommand):
    help = "Take jobs from the queue and tick the schedule, until stopped. Any number may run on any number of machines."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        worker.start_in_thread(stop)
        self.stdout.write("Working. Press Ctrl-C to stop.")
        stop.wait()
