"""A whole case as a benchmark handles it. Import this after Django is up."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from yangguang.foundations.accounts import queries as accounts
from yangguang.foundations.accounts import services as account_services
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.accounts.models import Account
from yangguang.foundations.documents import services as documents
from yangguang.foundations.notices.services import ServiceMode
from yangguang.foundations.organisations.levels import Role
from yangguang.platforms.power_library import queries as library
from yangguang.platforms.power_library.models import ImplementingEntry
from yangguang.platforms.power_operation import services as operation
from yangguang.platforms.power_operation.models import Case, CaseStep
from yangguang.platforms.power_operation.services import Applicant, Intake
from yangguang.platforms.power_operation.services.decision import Ruling
from yangguang.platforms.power_operation.states import CaseState, Channel, Opinion, Outcome
from yangguang_sim.applications import filled_form
from yangguang_sim.papers import PAPER
from yangguang_sim.people import person
from yangguang_sim.staff import Staff

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday, nine o'clock in Shanghai
HOUR = timedelta(hours=1)
PLACE, ITEM = "420102000000", "restaurant_opening"
ACTS = 8


def all_delivered(case_ids: Collection[int]) -> bool:
    return Case.objects.filter(pk__in=case_ids, state=CaseState.DELIVERED).count() == len(case_ids)


class Office:
    """The people of one county who handle a joint case, and the one who applies for it."""

    def __init__(self) -> None:
        rng = Random(ITEM)
        self.who = person(rng)
        self.citizen = accounts.actor_for(self._account(), at=AT)
        self.application = self._application(rng)
        self.staff = Staff(rng=rng, since=(AT - timedelta(days=7)).date(), at=AT)
        self.clerk = self.staff.at_place(Role.WINDOW_CLERK, PLACE)[0]
        self.legal_officer = self.staff.at_place(Role.LEGAL_OFFICER, PLACE)[0]
        self._officers: list[Actor] = []

    def whole_case(self) -> int:
        """Eight acts, from the filing to the delivery; returns the case's id."""
        case_id = operation.receive_case(**self.application).case_id
        operation.accept_case(actor=self.clerk, case_id=case_id, at=AT + HOUR)
        *reviewers, decider = self._officers or self._officers_of(case_id)
        for reviewer in reviewers:
            operation.submit_opinion(
                actor=reviewer,
                case_id=case_id,
                opinion=Opinion.AGREE,
                text="经审查符合条件",
                at=AT + 24 * HOUR,
            )
        operation.record_legal_review(
            actor=self.legal_officer, case_id=case_id, passed=True, opinion="程序合法", at=AT + 25 * HOUR
        )
        ruling = Ruling(outcome=Outcome.GRANTED)
        operation.decide_case(actor=decider, case_id=case_id, ruling=ruling, at=AT + 48 * HOUR)
        operation.deliver_case(
            actor=self.clerk,
            case_id=case_id,
            mode=ServiceMode.ELECTRONIC,
            person=self.who.name,
            at=AT + 49 * HOUR,
        )
        return case_id

    def _account(self) -> Account:
        known = Account.objects.filter(username="bench").first()
        return known or account_services.register_citizen(
            username="bench",
            password=None,
            name=self.who.name,
            identity_number=self.who.identity,
            phone=self.who.phone,
            at=AT,
        )

    def _application(self, rng: Random) -> dict[str, Any]:
        entry = ImplementingEntry.objects.get(item_id=ITEM, division_id=PLACE)
        definition = library.filing_terms(entry.pk, on=AT.date()).definition
        paper = documents.store_evidence(owner_id=self.citizen.account_id, name="材料.pdf", data=PAPER, at=AT)
        required = [one.key for one in definition.materials if one.necessity != "conditional"]
        return {
            "actor": self.citizen,
            "entry_id": entry.pk,
            "applicant": Applicant(
                kind="citizen",
                name=self.who.name,
                identity=self.who.identity,
                phone=self.who.phone,
                account_id=self.citizen.account_id,
            ),
            "form": filled_form(definition, self.who, rng, AT.date()),
            "intake": Intake(
                channel=Channel.ONLINE, received_in=PLACE, files=dict.fromkeys(required, paper.pk)
            ),
            "at": AT,
        }

    def _officers_of(self, case_id: int) -> list[Actor]:
        """Whoever holds the steps of such a case, the decider last: the same in each."""
        steps = CaseStep.objects.filter(case_id=case_id).order_by("ordinal")
        self._officers = [self.staff.in_body(step.role, step.body_id)[0] for step in steps]
        return self._officers
