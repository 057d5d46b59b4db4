"""The notebooks run from top to bottom, and nothing that came out of a run is kept in them."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
# In the notebook's own process, as in ours.
WARNINGS_ARE_ERRORS = "import warnings\nwarnings.simplefilter('error')"


def run(notebook: nbformat.NotebookNode) -> None:
    """Run a notebook as somebody would who opens it: in its folder, in a process of its own."""
    notebook.cells.insert(0, *planted(WARNINGS_ARE_ERRORS).cells)
    where = {"metadata": {"path": str(FOLDER)}}
    NotebookClient(notebook, timeout=600, kernel_name="python3", resources=where).execute()


def kept(notebook: nbformat.NotebookNode) -> list[int]:
    """List the cells that keep what came out of a run: it could be a child's record."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [n for n, cell in enumerate(code) if cell.outputs or cell.execution_count is not None]


def links(notebook: nbformat.NotebookNode) -> list[str]:
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return [found.partition("#")[0] for found in re.findall(r"\]\(([^)]+)\)", prose)]


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call, no-any-return]


def planted(source: str) -> nbformat.NotebookNode:
    return new_notebook(cells=[new_code_cell(source)])  # type: ignore[no-untyped-call, no-any-return]


def test_there_are_five() -> None:
    assert [path.stem[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04", "05"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_leaves_nothing_beside_it(path: Path) -> None:
    run(read(path))
    assert sorted(FOLDER.iterdir()) == NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_keeps_no_output_and_says_what_the_cohort_is(path: Path) -> None:
    notebook = read(path)
    assert not kept(notebook), "clear its outputs"
    assert "synthetic" in notebook.cells[0].source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_link_leads_somewhere(path: Path) -> None:
    found = links(read(path))
    assert found
    assert not [link for link in found if not (FOLDER / link).exists()]


@pytest.mark.parametrize(
    ("source", "name"),
    [("assert 1 + 1 == 3", "AssertionError"), ("warnings.warn('no')", "UserWarning")],
)
def test_a_planted_mistake_stops_a_notebook(source: str, name: str) -> None:
    with pytest.raises(CellExecutionError) as stopped:
        run(planted(source))
    assert stopped.value.ename == name


def test_a_planted_output_is_noticed() -> None:
    notebook = planted("1")
    assert not kept(notebook)
    notebook.cells[0].execution_count = 1
    assert kept(notebook) == [0]
