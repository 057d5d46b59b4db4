"""The checks of the CIN census: need episodes and protection plans."""

from __future__ import annotations

from nwd_costs.findings import Check, Severity

_DATES = "Correct the date; write it as yyyy-mm-dd."
_LOOK = "Look at the child's records together and correct the one that is wrong."
_BIRTH = "Check the date of birth first, then the dates of the record."
_TABLE = {"need": "need_episodes", "plan": "protection_plans"}

# id | severity | column | rule | advice | clause | source
_ROWS: tuple[tuple[str, Severity, str, str, str, str, str], ...] = (
    ("need-no-child", "refused", "LAchildID",
     "A referral names its child.", "Fill in the child's id.", "2.1", ""),
    ("need-from-day-missing", "refused", "CINreferralDate",
     "A referral has a date that can be read.", _DATES, "2.1", ""),
    ("need-until-day-unreadable", "refused", "CINclosureDate",
     "The closure date is blank or can be read.", _DATES, "2.1", ""),
    ("need-ends-before-it-begins", "refused", "CINclosureDate",
     "A referral is closed after the day it was made, unless no further action followed.",
     _DATES, "2.1", "DfE rule 8565"),
    ("need-open-after-its-return", "refused", "CINreferralDate",
     "An open referral was made before its own census closed.", _DATES, "2.1", ""),
    ("need-closed-after-its-return", "warned", "CINclosureDate",
     "A referral was not closed after the 31 March of its own census.", _DATES, "2.1", ""),
    ("need-given-twice", "repaired", "CINreferralDate",
     "One census gives a referral once.", "Delete the record that is not right.", "2.2", ""),
    ("need-stale", "repaired", "CINclosureDate",
     "A referral that is open in an earlier census is in the next one.",
     "Find out how it ended and close it, or give it in the next census.", "2.3", ""),
    ("need-overlap-cut", "repaired", "CINclosureDate",
     "A referral is closed when the child's next one is made.", _LOOK, "2.4", "DfE rule 8820"),
    ("need-more-than-one-open", "repaired", "CINclosureDate",
     "A child has at most one open referral.", _LOOK, "2.4", "DfE rule 8815"),
    ("closure-without-reason", "warned", "ReasonForClosure",
     "A closed referral has a reason for closure.", "Give the reason.", "2",
     "guidance on the CIN census"),
    ("reason-without-closure", "warned", "ReasonForClosure",
     "An open referral has no reason for closure.", "Give the date, or clear the reason.", "2",
     "guidance on the CIN census"),
    ("closure-reason-unknown", "warned", "ReasonForClosure",
     "The reason for closure is in the list.", "Give a code of that year's list.", "2.14",
     "cin_closure_reason.csv"),
    ("closure-reason-out-of-date", "warned", "ReasonForClosure",
     "The reason for closure is valid on the day of closure.", "Give a code of that year's list.",
     "2.14", "cin_closure_reason.csv"),
    ("no-further-action-unreadable", "warned", "ReferralNFA",
     "ReferralNFA is true, false or blank.", "Write true or false.", "2.6", ""),
    ("no-further-action-with-a-plan", "warned", "ReferralNFA",
     "No protection plan began within a referral that led to no further action.", _LOOK, "2.6",
     "DfE rule 8831"),
    ("need-before-birth", "warned", "CINreferralDate",
     "A referral is made no longer than a pregnancy before birth.", _BIRTH, "1.3", ""),
    ("need-at-18-or-over", "warned", "CINreferralDate",
     "A referral is made before the 18th birthday.", _BIRTH, "1.3", ""),
    ("plan-no-child", "refused", "LAchildID",
     "A plan names its child.", "Fill in the child's id.", "2.1", ""),
    ("plan-from-day-missing", "refused", "CPPstartDate",
     "A plan has a start date that can be read.", _DATES, "2.1", ""),
    ("plan-until-day-unreadable", "refused", "CPPendDate",
     "The end date of a plan is blank or can be read.", _DATES, "2.1", ""),
    ("plan-ends-before-it-begins", "refused", "CPPendDate",
     "A plan ends after the day it began.", _DATES, "2.1", "DfE rule 8840"),
    ("plan-open-after-its-return", "refused", "CPPstartDate",
     "An open plan began before its own census closed.", _DATES, "2.1", ""),
    ("plan-closed-after-its-return", "warned", "CPPendDate",
     "A plan did not end after the 31 March of its own census.", _DATES, "2.1", ""),
    ("plan-given-twice", "repaired", "CPPstartDate",
     "One census gives a plan once.", "Delete the record that is not right.", "2.2", ""),
    ("plan-stale", "repaired", "CPPendDate",
     "A plan that is open in an earlier census is in the next one.",
     "Find out how it ended and close it, or give it in the next census.", "2.3", ""),
    ("plan-overlap-cut", "repaired", "CPPendDate",
     "A plan has ended when the child's next one begins.", _LOOK, "2.4", "DfE rule 8940"),
)  # fmt: skip

NEED = tuple(
    Check(id_, severity, _TABLE.get(id_.split("-")[0], _TABLE["need"]),
          column, rule, advice, clause, source)
    for id_, severity, column, rule, advice, clause, source in _ROWS
)  # fmt: skip
