"""A browser without a window, spoken to through two pipes in its own protocol."""

from __future__ import annotations

import base64
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import axe_core_python

AXE = Path(axe_core_python.__file__).with_name("axe.min.js")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars", "--remote-debugging-pipe",
)  # fmt: skip
TALL = 900
PATIENCE = 300
# A browser reads from 3 and writes to 4, so both go out of the way first.
START = """
import fcntl, os, sys
reads, writes = (fcntl.fcntl(int(end), fcntl.F_DUPFD, 10) for end in sys.argv[1:3])
os.dup2(reads, 3)
os.dup2(writes, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Browser:
    """One page of a browser.

    Parameters
    ----------
    asks, answers
        The ends of the pipes that are ours.
    """

    def __init__(self, asks: int, answers: int) -> None:
        self._asks, self._answers = asks, answers
        self._asked, self._left, self._session = 0, b"", ""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]
        self.ask("Page.enable")

    def ask(self, method: str, **parameters: Any) -> Any:
        """Ask one thing and give the answer; what the browser says beside it is passed over."""
        self._asked += 1
        asked: dict[str, Any] = {"id": self._asked, "method": method, "params": parameters}
        if self._session:
            asked["sessionId"] = self._session
        _write(self._asks, json.dumps(asked).encode() + b"\0")
        while (told := self._next()).get("id") != self._asked:
            pass
        assert "error" not in told, f"{method}: {told['error']}"
        return told["result"]

    def _next(self) -> Any:
        while b"\0" not in self._left:
            ready, _, _ = select.select([self._answers], [], [], PATIENCE)
            assert ready, f"the browser has said nothing for {PATIENCE} seconds"
            read = os.read(self._answers, 1 << 20)
            assert read, "the browser has gone"
            self._left += read
        told, _, self._left = self._left.partition(b"\0")
        return json.loads(told)

    def open(self, page: Path, *, width: int) -> None:
        """Open a page at a width and wait until it is there."""
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=TALL,
            deviceScaleFactor=1,
            mobile=False,
        )
        self.ask("Page.navigate", url=page.resolve().as_uri())
        there = f"document.readyState + location.href == 'complete{page.resolve().as_uri()}'"
        while not self.value(there):
            time.sleep(0.05)

    def value(self, script: str) -> Any:
        """Evaluate a script in the page and give its value, which may be promised for later."""
        told = self.ask(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def violations(self) -> list[str]:
        """Give what axe finds wrong with the page, each with the places where it is."""
        self.value(f"{AXE.read_text(encoding='utf-8')};0")
        found = self.value(
            "axe.run(document, {resultTypes: ['violations']}).then(r => JSON.stringify("
            "{rules: r.passes.length, violations: r.violations.map(v => "
            "`${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map(n => n.html).join(' | ')}`)}))"
        )
        told = json.loads(found)
        assert told["rules"] > 5, "axe has looked at next to nothing"
        return list(told["violations"])

    def picture(self, to: Path) -> None:
        """Write a picture of the whole page."""
        told = self.ask("Page.captureScreenshot", captureBeyondViewport=True)
        to.write_bytes(base64.b64decode(told["data"]))

    def close(self) -> None:
        """End the browser; it may be gone before it has answered."""
        self._session = ""
        with suppress(AssertionError, BrokenPipeError):
            self.ask("Browser.close")

    def print(self, to: Path) -> None:
        """Print the page to PDF, on paper of the size that its style asks for."""
        told = self.ask("Page.printToPDF", preferCSSPageSize=True, printBackground=False)
        to.write_bytes(base64.b64decode(told["data"]))


@contextmanager
def browser(program: str, folder: Path) -> Iterator[Browser]:
    """Start a browser with nothing of anybody's in it, and end it."""
    theirs_in, asks = os.pipe()
    answers, theirs_out = os.pipe()

    started = subprocess.Popen(
        [
            *(sys.executable, "-c", START, str(theirs_in), str(theirs_out), program),
            *(*FLAGS, f"--user-data-dir={folder}", "about:blank"),
        ],
        pass_fds=(theirs_in, theirs_out),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs_in)
    os.close(theirs_out)
    try:
        ours = Browser(asks, answers)
        yield ours
        ours.close()
    finally:
        os.close(asks)
        os.close(answers)
        with suppress(subprocess.TimeoutExpired):
            started.wait(timeout=20)
        started.kill()
        started.wait()


def _write(to: int, content: bytes) -> None:
    while content:
        content = content[os.write(to, content) :]
