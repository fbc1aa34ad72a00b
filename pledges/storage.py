"""Where rendered files lie when they lie in a folder."""

import os
import tempfile
from pathlib import Path
from typing import IO, Any

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.storage import FileSystemStorage

# What a store that is down or full raises, be it a folder or a bucket.
STORAGE_ERRORS = (OSError, BotoCoreError, ClientError)


class AtomicFileSystemStorage(FileSystemStorage):
    """Files appear whole or not at all: a kill in the middle of a write leaves nothing under the final name.

    Names are digests of the contents, so writing one again is harmless and keeps its name.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _save(self, name: str, content: IO[Any]) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, scratch = tempfile.mkstemp(dir=target.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                content.seek(0)
                file.write(content.read())
                file.flush()
                os.fsync(file.fileno())
            Path(scratch).replace(target)
        except BaseException:
            Path(scratch).unlink(missing_ok=True)
            raise
        return name
