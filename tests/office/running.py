"""A LibreOffice that is started once and opens one workbook after the other."""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILL_IN = Path(__file__).with_name("fill_in.py")
# The Python for which Debian and its kin install ``uno``.
ITS_PYTHON = "/usr/bin/python3"
SECONDS = 180


@dataclass(frozen=True)
class Office:
    """A LibreOffice that runs, and a folder for what it is told."""

    place: Path
    port: int

    def work(
        self,
        given: Path,
        steps: Sequence[Mapping[str, Any]],
        *,
        saved: Path | None = None,
        pages: Path | None = None,
    ) -> list[dict[str, Any]]:
        """Open a workbook, take the steps and give what each asked for; save and print it."""
        told: dict[str, Any] = {"open": str(given), "steps": steps}
        told |= {"save": str(saved)} if saved else {}
        told |= {"print": str(pages)} if pages else {}
        wanted = self.place / "wanted.json"
        wanted.write_text(json.dumps(told), encoding="utf-8")
        found: list[dict[str, Any]] = json.loads(_script(self.port, str(wanted)))
        return found


@contextmanager
def running(place: Path, system_program: Callable[[str], str]) -> Iterator[Office]:
    """Start LibreOffice with a profile of its own, and end it."""
    for name in ("soffice", "pdftoppm"):
        system_program(name)
    port, profile = _free_port(), (place / "profile").as_uri()
    office = subprocess.Popen(
        ["soffice", "--headless", "--norestore", f"-env:UserInstallation={profile}",
         f"--accept=socket,host=localhost,port={port};urp;"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield Office(place, port)
        _script(port)
        office.wait(SECONDS)
    finally:
        office.kill()
        office.wait(SECONDS)


def pictures(pages: Path, folder: Path) -> list[Path]:
    """Draw every page, for somebody to look at."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(f"{pages.stem}-*.png"):
        old.unlink()
    command = ["pdftoppm", "-r", "110", "-png", str(pages), str(folder / pages.stem)]
    subprocess.run(command, check=True, timeout=SECONDS)
    return sorted(folder.glob(f"{pages.stem}-*.png"))


def _script(port: int, *words: str) -> str:
    script = [ITS_PYTHON, str(FILL_IN), str(port), *words]
    return subprocess.run(
        script, check=True, capture_output=True, text=True, timeout=SECONDS
    ).stdout


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("localhost", 0))
        return int(tried.getsockname()[1])
