"""Where files lie: in a folder and its sub-folders, in an archive, or named one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from nwd_costs.returns.raw import refuse
from nwd_costs.returns.unzipping import Unpacked, is_archive

Source = str | Path | Sequence[str | Path]

HIDDEN = "hidden, or set aside by its name"
_SYSTEM = frozenset({"thumbs.db", "desktop.ini", "__macosx"})


@dataclass(frozen=True)
class Place:
    """One file and where it lies.

    Parameters
    ----------
    path
        The file on the disk.
    name
        Its name for messages, below the folder or archive that was handed over.
    folders
        The names of the folders that hold it, outermost first, beginning with the one handed over.
    left_alone
        Why it is not even opened; blank for a file that is.
    """

    path: Path
    name: str
    folders: tuple[str, ...]
    left_alone: str = ""

    @property
    def stem(self) -> str:
        """Its own name without its folders and its ending."""
        return PurePosixPath(self.name).stem


def path_and_name(given: str | Path | Place) -> tuple[Path, str]:
    """Give a file and its name for messages.

    Parameters
    ----------
    given
        A file, or the place at which it was found.
    """
    return (given.path, given.name) if isinstance(given, Place) else (Path(given), Path(given).name)


def find(source: Source, unpacked: Unpacked) -> list[Place]:
    """List every file of what was handed over, each once.

    Parameters
    ----------
    source
        A folder, an archive, a file, or several of them.
    unpacked
        Where archives are unpacked.
    """
    given = [source] if isinstance(source, str | Path) else list(source)
    found: dict[Path, Place] = {}
    for each in map(Path, given):
        for place in _in_one(each, unpacked):
            prefix = f"{place.folders[0]}/" if len(given) > 1 and each.is_dir() else ""
            found.setdefault(place.path.resolve(), replace(place, name=f"{prefix}{place.name}"))
    return _told_apart(list(found.values()))


def _in_one(path: Path, unpacked: Unpacked) -> list[Place]:
    if not path.exists():
        raise refuse(path.name, "there is no such file or folder", "Check the name.")
    own = path.resolve()
    if path.is_dir():
        return _in_folder(path, "", (own.name,), unpacked, frozenset({own}))
    return _of_file(Place(path, path.name, (own.parent.name,)), unpacked)


def _in_folder(
    folder: Path, prefix: str, folders: tuple[str, ...], unpacked: Unpacked, above: frozenset[Path]
) -> list[Place]:
    """List the files of a folder, then those of its sub-folders, in the order of their names."""
    try:
        inside = sorted(folder.iterdir())
    except OSError:
        what = "the folder cannot be opened"
        raise refuse(prefix or folder.name, what, "Check your rights to it.") from None
    found, deeper = [], []
    for path in inside:
        place = Place(path, f"{prefix}{path.name}", folders)
        if _is_hidden(path.name):
            found.append(replace(place, left_alone=HIDDEN))
        elif path.is_dir():
            inner = path.resolve()
            if inner in above:
                found.append(replace(place, left_alone="a link back to a folder above it"))
                continue
            within = (*folders, path.name)
            deeper += _in_folder(path, f"{place.name}/", within, unpacked, above | {inner})
        elif not path.is_file():
            found.append(replace(place, left_alone="not a file"))
        else:
            found += _of_file(place, unpacked)
    return found + deeper


def _is_hidden(name: str) -> bool:
    return name[0] in ".~_" or name.lower() in _SYSTEM


def _of_file(place: Place, unpacked: Unpacked) -> list[Place]:
    """Give a file as it is, or the files in it if it is an archive."""
    if not is_archive(place.path):
        return [place]
    found = []
    for inner, path in unpacked.unpack(place.path, place.name):
        *within, name = inner.split("/")
        folders = (*place.folders, place.stem, *within)
        member = Place(path, f"{place.name}/{inner}", folders)
        if any(_is_hidden(part) for part in (*within, name) if part) or not name:
            member = replace(member, left_alone=HIDDEN)
        elif is_archive(path):
            member = replace(member, left_alone="an archive inside an archive")
        found.append(member)
    return found


def _told_apart(places: list[Place]) -> list[Place]:
    """Name each file with its folder too where the name alone is not enough."""
    counts = Counter(place.name for place in places)
    return [
        replace(place, name=f"{place.folders[-1]}/{place.name}")
        if counts[place.name] > 1
        else place
        for place in places
    ]
