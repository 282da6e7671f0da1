"""The acts of a case, one function per statutory act. The only writers of this platform's tables."""

from .acceptance import accept_case, decline_case, deem_accepted, refer_case
from .clock_acts import extend_clock, redate_open_cases, resume_clock, suspend_clock
from .closing import abandon_case, withdraw_case
from .commitment import (
    decide_on_commitment,
    record_commitment_check,
    restore_commitment_credit,
    revoke_decision,
)
from .correction import request_correction, submit_correction
from .decision import decide_case, deliver_case
from .demands import Paper, demand_papers
from .fees import (
    approve_refund,
    begin_payment,
    demand_fees,
    record_callback,
    request_refund,
)
from .hearing import HearingPlan, arrange_hearing, call_off_hearing, record_hearing
from .joint import ReceivedJoint, accept_joint, file_joint, follow_member
from .joint_acts import (
    deem_joint_opinions,
    deliver_joint,
    extend_joint,
    give_joint_opinion,
    record_joint_act,
)
from .licences import Ending, deem_renewed, end_licence, remind_of_expiry
from .on_the_spot import receive_on_the_spot, settle_on_the_spot
from .receipt import Applicant, Intake, ReceivedCase, account_of_identity, receive_case
from .reconciliation import settle_difference
from .review import record_legal_review, submit_opinion
from .site_check import Visit, record_site_check
from .tolerance import accept_with_tolerance, lapse_tolerance, supply_tolerated
from .zero_fees import end_zero_fee, record_zero_fee

__all__ = [
    "Applicant",
    "Ending",
    "HearingPlan",
    "Intake",
    "Paper",
    "ReceivedCase",
    "ReceivedJoint",
    "Visit",
    "abandon_case",
    "accept_case",
    "accept_joint",
    "accept_with_tolerance",
    "account_of_identity",
    "approve_refund",
    "arrange_hearing",
    "begin_payment",
    "call_off_hearing",
    "decide_case",
    "decide_on_commitment",
    "decline_case",
    "deem_accepted",
    "deem_joint_opinions",
    "deem_renewed",
    "deliver_case",
    "deliver_joint",
    "demand_fees",
    "demand_papers",
    "end_licence",
    "end_zero_fee",
    "extend_clock",
    "extend_joint",
    "file_joint",
    "follow_member",
    "give_joint_opinion",
    "lapse_tolerance",
    "receive_case",
    "receive_on_the_spot",
    "record_callback",
    "record_commitment_check",
    "record_hearing",
    "record_joint_act",
    "record_legal_review",
    "record_site_check",
    "record_zero_fee",
    "redate_open_cases",
    "refer_case",
    "remind_of_expiry",
    "request_correction",
    "request_refund",
    "restore_commitment_credit",
    "resume_clock",
    "revoke_decision",
    "settle_difference",
    "settle_on_the_spot",
    "submit_correction",
    "submit_opinion",
    "supply_tolerated",
    "suspend_clock",
    "withdraw_case",
]
