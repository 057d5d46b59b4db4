"""Reading a very large CIN census as a stream: ``python -m benchmarks.census [MIB]``.

Prints the rows, the rows per second and the peak of memory, with what there was before reading.
Ends with 1 if the peak is over its bound.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from benchmarks.bounds import CENSUS_MIB
from benchmarks.measure import forget_peak, peak_mib
from nwd_costs.returns.cin_census import read_cin_census

MIB = 200
_HEAD = (
    "<Message><Header><CollectionDetails><Collection>CIN</Collection><Year>2023</Year>"
    "<ReferenceDate>2023-03-31</ReferenceDate></CollectionDetails></Header><Children>\n"
)
_CHILD = """<Child><ChildIdentifiers><LAchildID>{0:08d}</LAchildID><UPN>A{0:012d}</UPN>
<PersonBirthDate>20{1:02d}-0{2}-1{2}</PersonBirthDate><GenderCurrent>1</GenderCurrent></ChildIdentifiers>
<ChildCharacteristics><Ethnicity>WBRI</Ethnicity></ChildCharacteristics>
<CINdetails><CINreferralDate>2021-0{2}-0{2}</CINreferralDate><ReferralSource>6</ReferralSource>
<PrimaryNeedCode>N1</PrimaryNeedCode><CINclosureDate>2022-1{2}-0{2}</CINclosureDate>
<ReasonForClosure>RC7</ReasonForClosure><ReferralNFA>0</ReferralNFA>
<Assessments><AssessmentActualStartDate>2021-0{2}-1{2}</AssessmentActualStartDate>
<FactorsIdentifiedAtAssessment><AssessmentFactors>14A</AssessmentFactors>
<AssessmentFactors>10A</AssessmentFactors></FactorsIdentifiedAtAssessment></Assessments>
<ChildProtectionPlans><CPPstartDate>2021-0{2}-0{2}</CPPstartDate><CPPendDate>2021-1{2}-0{2}</CPPendDate>
<Reviews><CPPreviewDate>2021-0{2}-2{2}</CPPreviewDate></Reviews></ChildProtectionPlans>
</CINdetails></Child>
"""


def write_census(file: Path, mib: int) -> None:
    """Write a census of about so many MiB."""
    with file.open("w", encoding="ascii", newline="\n") as out:
        written = out.write(_HEAD)
        child = 0
        while written < mib * 2**20:
            written += out.write(_CHILD.format(child, child % 18, child % 2 + 1))
            child += 1
        out.write("</Children></Message>\n")


def main(arguments: list[str]) -> int:
    """Print what reading took; give 1 if it took too much memory."""
    mib = int(arguments[0]) if arguments else MIB
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "census.xml"
        write_census(file, mib)
        forget_peak()
        before, began = peak_mib(), time.process_time()
        found = read_cin_census(file)
        seconds, peak = time.process_time() - began, peak_mib()
    rows = len(found.children) + len(found.need_episodes) + len(found.protection_plans)
    pace, taken, bound = rows / seconds, peak - before, CENSUS_MIB + mib
    print(f"a census of {mib} MiB: {rows:,} rows in {seconds:.1f} s, {pace:,.0f} a second")
    print(f"{taken:,.0f} MiB of memory beyond the {before:,.0f} before; the bound is {bound}")
    return int(taken > bound)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
