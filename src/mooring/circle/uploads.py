"""A file for a circle while it comes in: in memory only, never as it is on a disk, and no more than is read."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from mooring.circle.formats.problems import LARGEST


class MemoryUpload(FileUploadHandler):
    """Keeps a file in memory up to what is read; past it nothing is kept, the rest falls away, and no file is handed on.

    The rest is taken all the same: a browser that is cut off while it sends shows no answer.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.too_large = False
        self._pieces: list[bytes] = []
        self._size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece, or let it fall."""
        self._size += len(raw_data)
        if self._size > LARGEST:
            self.too_large = True
            self._pieces.clear()
        else:
            self._pieces.append(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        """The file, unless it was too large."""
        if self.too_large:
            return None
        data = b"".join(self._pieces)
        self._pieces.clear()
        return InMemoryUploadedFile(io.BytesIO(data), self.field_name, self.file_name, self.content_type, len(data), self.charset)
