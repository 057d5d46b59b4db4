"""Small returns to lay out in folders and archives, for the tests of reading."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pandas as pd

from nwd_costs.tables import Records

EPISODES = (
    "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN"
)
HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB"
REFERRALS = "Referral ID,Child ID,At risk of,Referred on\nR1,0012,entry,2022-05-01\n"


def episodes(year: int = 2023, child: str = "0012") -> str:
    return f"{EPISODES}\n{child},01/05/{year - 1},S,C2,N1,U4,PR1,,,,,,SC040001\n"


def header(child: str = "0012") -> str:
    return f"{HEADER}\n{child},2,03/02/2010,WBRI,,,\n"


def census(year: int = 2023, child: str = "0012", root: str = "Message") -> str:
    return (
        f"<{root}><Header><CollectionDetails><Collection>CIN</Collection>"
        f"<ReferenceDate>{year}-03-31</ReferenceDate></CollectionDetails></Header>\n<Children>"
        f"<Child><ChildIdentifiers><LAchildID>{child}</LAchildID></ChildIdentifiers>"
        f"<CINdetails><CINreferralDate>{year - 1}-05-01</CINreferralDate></CINdetails></Child>"
        f"</Children></{root}>"
    )


def xml903(child: str = "0012", header: str = "", episode: str = "", year: int = 2023) -> str:
    return (
        f"<EXPSSDA903>\n<CHILD>\n<HEADER><CHILDID>{child}</CHILDID><UPN/><SEX>2</SEX>"
        f"<DOB>03/02/2010</DOB>{header}</HEADER>\n"
        f"<EPISODE><DECOM>01/05/{year - 1}</DECOM><RNE>S</RNE><LS>C2</LS><CIN>N1</CIN><PL>u4</PL>"
        f"<URN>SC040001</URN><PLACE_PROVIDER>PR1</PLACE_PROVIDER><DEC/><REC/>{episode}</EPISODE>\n"
        "</CHILD>\n</EXPSSDA903>\n"
    )


EVERYTHING = {
    "2023/anything.csv": episodes(),
    "2023/b.csv": header(),
    "deep/er/cin.dat": census(),
    "deep/our list.csv": REFERRALS,
}


def lay(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def pack(archive: Path, files: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return archive


def taken_for(records: Records) -> dict[str, str]:
    return {file.name: file.taken_for for file in records.inputs}


def same_facts(one: Records, other: Records) -> None:
    """Hold two records against each other in all but the names of the files."""
    assert sorted(f.digest for f in one.inputs) == sorted(f.digest for f in other.inputs)
    for table in ("children", "placements", "protection_plans", "need_episodes", "referrals"):
        ours, theirs = (getattr(each, table) for each in (one, other))
        lineage = ["source_file"] if "source_file" in ours.columns else []
        pd.testing.assert_frame_equal(ours.drop(columns=lineage), theirs.drop(columns=lineage))
