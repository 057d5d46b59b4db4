"""The evaluator's pack: what is in it, and that no child of the council is."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest

import nwd_costs as nwd
from nwd_costs.checks import thresholds
from nwd_costs.cli import main
from nwd_costs.outputs import write_outputs
from nwd_costs.stages.ledger import ledger_digest
from records.made import ROOT, Run

SECRET = "a secret of the analyst"  # noqa: S105 (protects nobody)
CHILD = "ZQPLANTED77"
MARKERS = ("zqplanted", "zqref", "zq1 9zq", "28/02/2007", "2007-02-28", "zqsource")
REFERRAL = (
    "ZQREF1,ZQPLANTED77,entry,2022-05-17,2022-05-17,2022-08-09,outreach,engaged,high,ZQSOURCE,12,"
    "4321.09,2007-02-28\n"
)
EPISODE = "ZQPLANTED77,17/05/2021,S,C2,N1,U1,PR1,19/09/2021,E4A,CARPL,ZQ1 9ZQ,ZQ1 9ZQ,ZQSOURCE\n"


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the synthetic council with one more child, of whom even a file name tells."""
    place = tmp_path_factory.mktemp("council")
    shutil.copytree(ROOT / "methodology" / "reference_cohort", place, dirs_exist_ok=True)
    for name, row in (("referrals.csv", REFERRAL), ("ssda903/2022/episodes.csv", EPISODE)):
        with (place / name).open("a", encoding="utf-8", newline="\n") as end:
            end.write(row)
    shutil.move(place / "referrals.csv", place / f"{CHILD}.csv")
    return place


@pytest.fixture(scope="module")
def result(council: Path) -> nwd.Result:
    records = nwd.read(
        ssda903=council / "ssda903",
        cin_census=sorted((council / "cin_census").glob("*.xml")),
        referrals=council / f"{CHILD}.csv",
    )
    method = nwd.methodology("edge-of-care/2021-22.1")
    costs = nwd.unit_costs("lait-outturn/2024-25", authority="North Yorkshire")
    return nwd.run(method, records, costs, period="2022-23", as_at="2023-03-31")


@pytest.fixture(scope="module")
def packed(result: nwd.Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return nwd.pack(result, tmp_path_factory.mktemp("pack") / "pack.zip", secret=SECRET)


@pytest.fixture(scope="module")
def internal(result: nwd.Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("internal")
    return nwd.pack(result, place / "pack.zip", secret=SECRET, profile="internal", seed=5)


def unpacked(data: bytes) -> dict[str, bytes]:
    """Give every file of a zip with its names and comments, zips within it too."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found["comment"] = archive.comment
        for info in archive.infolist():
            content = archive.read(info)
            inner = unpacked(content) if content.startswith(b"PK") else {}
            found |= {f"{info.filename}/{name}": held for name, held in inner.items()}
            found[info.filename] = content + info.comment + info.extra
    return found


def leaks(data: bytes, markers: tuple[str, ...] = MARKERS) -> list[str]:
    told = {name.encode() + b"\n" + content for name, content in unpacked(data).items()}
    everything = b"\n".join([*told, data]).decode("utf-8", "replace").lower()
    return [marker for marker in markers if marker in everything]


def test_a_pack_and_every_trace_in_it_name_their_profile(packed: Path, internal: Path) -> None:
    for pack, profile in ((packed, "publication"), (internal, "internal")):
        files = unpacked(pack.read_bytes())
        assert f"Profile: **{profile}**." in files["README.md"].decode()
        assert json.loads(files["record.json"])["profile"] == profile
        traces = {name: text.decode() for name, text in files.items() if name.endswith(".txt")}
        own = {name: text for name, text in traces.items() if "internal" in name}
        assert bool(own) is (profile == "internal")
        assert all("Profile: internal." in text for text in own.values())
        assert len(traces) > len(own)
        for name in traces.keys() - own.keys():
            assert "Profile: publication." in traces[name]
            assert "Profile: internal" not in traces[name]


def test_the_planted_child_is_read_and_traced(result: nwd.Result) -> None:
    assert CHILD in set(result.records.placements["child_id"])
    assert "17/05/2022" in str(result.explain("ZQREF1"))


def test_the_planted_child_is_nowhere_in_a_publication_pack(packed: Path) -> None:
    assert leaks(packed.read_bytes()) == []


def test_the_search_would_find_the_child(result: nwd.Result, tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("traced.txt", str(result.explain("ZQREF1")))
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("nested.zip", inner.getvalue())
        archive.comment = b"ZQ1 9ZQ"
    assert leaks((tmp_path / "x.zip").read_bytes()) == ["zqplanted", "zqref", "zq1 9zq"]


def test_a_publication_pack_holds_no_digest_that_could_be_tried(
    result: nwd.Result, packed: Path
) -> None:
    own = [one.digest for one in result.records.inputs if one.name.endswith(f"{CHILD}.csv")]
    own += [one.digest for one in result.records.inputs if one.name == "2022/episodes.csv"]
    assert len(own) == 2
    digests = (*own, ledger_digest(result.ledger))
    assert leaks(packed.read_bytes(), digests) == []
    record = json.loads(unpacked(packed.read_bytes())["record.json"])
    assert not {"inputs", "not_used", "ledger_digest", "outputs", "read_as"} & record.keys()
    assert len(record["seal"]["value"]) == 64


def test_a_pack_has_everything_and_its_record_binds_it(packed: Path) -> None:
    files = unpacked(packed.read_bytes())
    assert {
        "README.md", "record.json", "coverage.csv", "proof.md", "method/method.md",
        "method/methodology.toml", "method/categories.csv", "method/errata.md", "rules/rules.md",
        "rules/GLOSSARY.md", "rules/cases/9-ledger.md", "assumptions/assumptions.csv",
        "assumptions/assumptions.md", "summary/summary.html", "summary/headline.csv",
        "traced/synthetic/ledger.csv", "traced/synthetic/records/referrals.csv",
    } <= files.keys()  # fmt: skip
    bound = json.loads(files["record.json"])["files"]
    assert bound.keys() == files.keys() - {"record.json", "comment"}
    assert b"Profile: **publication**" in files["README.md"]
    assert b"links in them lead" in files["README.md"]


def test_every_traced_referral_says_that_it_is_synthetic(packed: Path) -> None:
    files = unpacked(packed.read_bytes())
    traces = [name for name in files if name.startswith("traced/") and name.endswith(".txt")]
    assert len(traces) >= 8
    assert all(files[name].startswith(b"SYNTHETIC") for name in traces)


def test_every_table_of_a_pack_names_its_profile_and_policy(packed: Path) -> None:
    files = unpacked(packed.read_bytes())
    tables = [name for name in files if name.startswith("summary/") and name.endswith(".csv")]
    assert len(tables) > 3
    for name in tables:
        rows = list(csv.DictReader(io.StringIO(files[name].decode())))
        told = {(row["profile"], row["policy"]) for row in rows}
        assert told == {("publication", "T=5, R=5")}, name
    lines = csv.DictReader(io.StringIO(files["traced/synthetic/ledger.csv"].decode()))
    told = {(row["profile"], row["standing_of_records"]) for row in lines}
    assert told == {("publication", "synthetic")}


def test_a_pack_names_every_limit_and_no_count(result: nwd.Result, packed: Path) -> None:
    text = unpacked(packed.read_bytes())["summary/checks.csv"].decode()
    rows = {row["limit"]: row for row in csv.DictReader(io.StringIO(text))}
    limits = thresholds(result.records)
    assert rows.keys() == {limit.id for limit in limits}
    for limit in limits:
        assert rows[limit.id]["crossed"] == ("crossed" if limit.crossed else "not crossed")
        assert rows[limit.id]["what"] == limit.what
        assert rows[limit.id]["clause"] == "2.15"
    assert not any(set(row) & {"counts", "value_ppm"} for row in rows.values())


def test_the_seal_is_made_again_from_the_record_of_the_run(
    result: nwd.Result, packed: Path, tmp_path: Path
) -> None:
    write_outputs(result, tmp_path)
    run = json.loads((tmp_path / "record.json").read_text(encoding="utf-8"))
    seal = json.loads(unpacked(packed.read_bytes())["record.json"])["seal"]
    covered = {name: run[name] for name in seal["covers"]}
    assert {"ledger_digest", "inputs"} <= covered.keys()
    text = json.dumps(covered, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    made = hmac.new(SECRET.encode(), text.encode(), hashlib.sha256)
    assert made.hexdigest() == seal["value"]


def test_an_internal_pack_says_which_folder_alone_may_be_published(internal: Path) -> None:
    page = unpacked(internal.read_bytes())["README.md"].decode()
    assert page.count("Profile:") == 1
    assert "this folder alone is of the publication profile" in page
    assert "Of `summary/` alone: Publication profile" in page


def test_every_clause_of_the_method_is_covered(result: nwd.Result, packed: Path) -> None:
    text = unpacked(packed.read_bytes())["coverage.csv"].decode()
    rows = {row["clause"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows.keys() == result.method.clauses.keys()
    assert "9-ledger.md" in rows["9.1"]["cases"]
    assert "stages/ledger.py" in rows["9.7"]["modules"]
    assert rows["M5.1"]["values of the method"] == "horizon.days"
    assert rows["1.1"]["oracle"]
    assert "tests/disclosure" in rows["17.1"]["held by"]
    assert all(row["cases"] or row["held by"] for n, row in rows.items() if n[0] != "M")


def test_the_same_result_makes_the_same_bytes(
    result: nwd.Result, packed: Path, tmp_path: Path
) -> None:
    again = nwd.pack(result, tmp_path / "again.zip", secret=SECRET)
    assert again.read_bytes() == packed.read_bytes()


def test_an_internal_pack_says_so_and_has_pseudonyms_for_ids(internal: Path) -> None:
    assert "internal-may-not-leave" in internal.name
    files = unpacked(internal.read_bytes())
    assert b"THIS PACK MAY NOT LEAVE" in files["README.md"][:200]
    own = {n: c for n, c in files.items() if n.startswith("traced/internal-may-not-leave/")}
    assert len(own) >= 8
    assert all(name.split("/")[-1].startswith("P-") for name in own)
    told = b"".join(own.values()).lower()
    assert b"zq" not in told
    assert all(content.startswith(b"INTERNAL") for content in own.values())
    assert SECRET.encode() not in b"".join(files.values())
    assert json.loads(files["record.json"])["seed"] == 5


def test_an_internal_pack_needs_a_secret(made: Run, tmp_path: Path) -> None:
    with pytest.raises(nwd.UsageError, match="pseudonyms"):
        nwd.pack(made.result, tmp_path / "x.zip", profile="internal")
    with pytest.raises(nwd.UsageError, match="fewer than 16"):
        nwd.pack(made.result, tmp_path / "x.zip", profile="internal", secret=SECRET[:5])
    assert list(tmp_path.iterdir()) == []


def test_a_pack_at_the_councils_own_prices_holds_nothing_of_them(made: Run, tmp_path: Path) -> None:
    own = tmp_path / "norfolk"
    shutil.copytree(made.prices, own)
    text = (own / "table.toml").read_text(encoding="utf-8")
    name = 'id = "lait-outturn"'
    assert name in text
    (own / "table.toml").write_text(text.replace(name, 'id = "our-own"'), encoding="utf-8")
    rates = (own / "rates.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (own / "rates.csv").write_text("".join(rates).replace(",5270,", ",5271.23,"), encoding="utf-8")
    costs = nwd.unit_costs(own, authority="North Yorkshire")
    assert costs.fingerprint != made.result.costs.fingerprint
    asked = {"period": "2022-23", "as_at": "2023-03-31"}
    result = nwd.run(made.result.method, made.result.records, costs, **asked)
    data = nwd.pack(result, tmp_path / "pack.zip").read_bytes()
    assert leaks(data, (costs.fingerprint, *costs.files.values(), "5,271.23")) == []
    assert b"the council's own prices stay with it" in unpacked(data)["README.md"]


def test_a_what_if_has_no_pack(made: Run, tmp_path: Path) -> None:
    plan = made.result.method.plan.but(horizon={"days": 182})
    again = nwd.run(plan, made.result.records, made.result.costs, period="2022-23",
                    as_at="2023-03-31")  # fmt: skip
    with pytest.raises(nwd.UsageError, match="what-if"):
        nwd.pack(again, tmp_path / "x.zip")


def test_the_command_writes_a_pack(
    council: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    census = sorted(str(file) for file in (council / "cin_census").glob("*.xml"))
    code = main([
        "pack", "--ssda903", str(council / "ssda903"), "--cin-census", *census,
        "--referrals", str(council / f"{CHILD}.csv"), "--methodology", "edge-of-care/2021-22.1",
        "--unit-costs", "lait-outturn/2024-25", "--authority", "North Yorkshire",
        "--period", "2022-23", "--as-at", "2023-03-31", "--out", str(tmp_path / "pack.zip"),
        "--threshold", "10", "--round-to", "7",
    ])  # fmt: skip
    assert code == 0
    policy = json.loads(unpacked((tmp_path / "pack.zip").read_bytes())["record.json"])["policy"]
    assert (policy["threshold"], policy["round_to"]) == (10, 7)
    assert "publication profile" in capsys.readouterr().out
    assert leaks((tmp_path / "pack.zip").read_bytes()) == []
