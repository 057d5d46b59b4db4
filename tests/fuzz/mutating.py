"""Ways in which a file goes wrong on its way: small, seeded changes of its bytes."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable

HOSTILE = (
    b'"', b"'", b",", b";", b"\t", b"\n", b"\r\n", b"\r", b"\0", b"\xff\xfe", b"\xef\xbb\xbf",
    b"\x80", b"\x1a", b"=1+1", b"-1", b"1E+11", b"9" * 40, b"#N/A", b"NaN", b"99/99/9999",
    b"31/02/2022", b"0000-00-00", b"29/02/2023", b"2262-04-12", b"01/01/0001", b"%s%n",
    b"&amp;", b"&undefined;", b"<", b">", b"]]>", b"<!--", b"<![CDATA[", b"<!DOCTYPE x>",
    b"<a>", b"</CHILD>", b"</Child>", b"\xc2\xa0", b"\xe2\x80\x99", b" "*300, b"A" * 70_000,
    "\u202e\U0001f600".encode(), b"PK\x03\x04", b"PAR1", b"\x1f\x8b",
)  # fmt: skip


def _flip(data: bytes, chance: random.Random) -> bytes:
    mended = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        mended[chance.randrange(len(mended))] ^= 1 << chance.randrange(8)
    return bytes(mended)


def _cut_end(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def _cut_start(data: bytes, chance: random.Random) -> bytes:
    return data[chance.randrange(len(data)) :]


def _cut_middle(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.choice((1, 2, 10, 1000)) :]


def _repeat(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    piece = data[start : start + chance.choice((1, 10, 200))]
    return data[:start] + piece * chance.choice((1, 2, 50)) + data[start:]


def _insert(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(HOSTILE) + data[at:]


def _overwrite(data: bytes, chance: random.Random) -> bytes:
    at, new = chance.randrange(len(data)), chance.choice(HOSTILE)
    return data[:at] + new + data[at + len(new) :]


def _swap_lines(data: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return b"".join(lines)


def _swap_cells(data: bytes, chance: random.Random) -> bytes:
    cells = data.split(b",")
    one, two = chance.randrange(len(cells)), chance.randrange(len(cells))
    cells[one], cells[two] = cells[two], cells[one]
    return b",".join(cells)


def _recode(data: bytes, chance: random.Random) -> bytes:
    text = data.decode("latin-1")
    return text.encode(chance.choice(("utf-16", "utf-16-le", "utf-8", "utf-32", "utf-8-sig")))


WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip, _cut_end, _cut_start, _cut_middle, _repeat, _insert, _overwrite, _swap_lines,
    _swap_cells, _recode,
)  # fmt: skip


def mutated(data: bytes, seed: int) -> bytes:
    """Change a file in one to four ways; the same seed gives the same change."""
    chance = random.Random(seed)  # noqa: S311  (it is to be the same every time)
    for _ in range(chance.choice((1, 1, 2, 4))):
        data = chance.choice(WAYS)(data or b" ", chance)
    return data


def mutated_inside(data: bytes, seed: int) -> bytes:
    """Change one member of an archive, or its name, and pack it again."""
    chance = random.Random(seed)  # noqa: S311  (it is to be the same every time)
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w") as new:
        unlucky = chance.randrange(len(old.namelist()))
        for at, member in enumerate(old.infolist()):
            content, name = old.read(member), member.filename
            if at == unlucky and chance.random() < 0.1:
                name = chance.choice(("../" + name, "/" + name, name.upper(), "a/" * 90 + name))
            elif at == unlucky:
                content = mutated(content or b" ", seed)
            method = chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
            new.writestr(name, content, method)
    return packed.getvalue()
