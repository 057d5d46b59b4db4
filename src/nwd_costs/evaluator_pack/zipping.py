"""One zip of some files, the same to the last byte whenever and wherever it is written [17.10]."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say
_READABLE = 0o644 << 16
_UNIX = 3


def write_zip(path: Path, files: Mapping[str, bytes]) -> None:
    """Write files in the order of their names, unpacked, without a clock or comments.

    Parameters
    ----------
    path
        Where.
    files
        Content by name.
    """
    # Not compressed: what a compressor makes of a text differs from one machine to another.
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, _FIRST_DAY)
            info.create_system, info.external_attr = _UNIX, _READABLE
            archive.writestr(info, files[name])
