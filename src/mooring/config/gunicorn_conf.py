"""How gunicorn runs Mooring. An embedded installation carries its worker in the one server process."""

from __future__ import annotations

from typing import Any

wsgi_app = "mooring.config.wsgi:application"
worker_class = "gthread"
workers = 1
threads = 8
control_socket_disable = True
accesslog = None
errorlog = "-"
loglevel = "warning"
timeout = 60


def post_worker_init(worker: Any) -> None:
    """Start the background worker inside this process where settings say so."""
    from django.conf import settings

    from mooring.jobs import worker as jobs_worker

    if settings.EMBEDDED_WORKER:
        jobs_worker.start_in_thread()
