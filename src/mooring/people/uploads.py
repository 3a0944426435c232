"""Refusing what is too large while it comes in, not after it has filled the disk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class CappedUpload(TemporaryFileUploadHandler):
    """Keeps a file on disk up to the installation's limit; past it nothing is kept, the rest falls away, and no file is handed on.

    The rest is read all the same: a browser that is cut off while it sends shows no answer. Django's own way of stopping reads it line
    by line, which for short lines takes a minute and for one endless line as much memory as was sent.
    """

    too_large = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Write a piece, or let it fall."""
        self.received += len(raw_data)
        if self.too_large:
            return None
        if self.received > settings.UPLOAD_MAX_BYTES:
            self.too_large = True
            self.file.close()
            return None
        return super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        """The file, unless it was too large."""
        return None if self.too_large else super().file_complete(file_size)
