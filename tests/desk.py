"""The desk: filing and handling cases in the small province, for tests of the operation platform and those above it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from cast import AT, BAOCHENG, JIANGAN, Cast, Library
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.documents import services as documents
from yangguang.foundations.organisations.levels import Role
from yangguang.platforms.power_library import queries as library
from yangguang.platforms.power_library.models import ImplementingEntry
from yangguang.platforms.power_operation import services
from yangguang.platforms.power_operation.models import Case, CaseStep
from yangguang.platforms.power_operation.services import Applicant, Intake, ReceivedCase
from yangguang.platforms.power_operation.services.decision import Ruling
from yangguang.platforms.power_operation.states import Channel, Opinion, Outcome
from yangguang_sim.applications import filled_form
from yangguang_sim.papers import PAPER
from yangguang_sim.people import Person

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass
class Desk:
    """The people of 江岸区 who handle a case of market regulation, and short ways to let them act."""

    cast: Cast
    rng_seed: int = 7

    @property
    def clerk(self) -> Actor:
        return self.cast.officer(Role.WINDOW_CLERK)

    @property
    def reviewer(self) -> Actor:
        return self.cast.officer(Role.REVIEWER, department="market_regulation")

    @property
    def decider(self) -> Actor:
        return self.cast.officer(Role.DECIDER, department="market_regulation")

    @property
    def head(self) -> Actor:
        return self.cast.officer(Role.AGENCY_HEAD, department="market_regulation")

    def entry(self, item: str = "food_business", division: str = JIANGAN) -> ImplementingEntry:
        return ImplementingEntry.objects.get(item_id=item, division_id=division)

    def file(self, item: str = "food_business", **more: Any) -> ReceivedCase:
        """The citizen applies online; see `filing`."""
        return services.receive_case(**self.filing(item, **more))

    def filing(
        self,
        item: str = "food_business",
        *,
        at: datetime = AT,
        without: tuple[str, ...] = (),
        division: str = JIANGAN,
        citizen: Actor | None = None,
        **more: object,
    ) -> dict[str, Any]:
        """An application online, with every required and tolerable material but those in ``without``, as the service takes it."""
        from random import Random

        citizen = citizen or self.cast.citizen
        entry = self.entry(item, division)
        terms = library.filing_terms(entry.pk, on=at.date())
        applicant = self.applicant(citizen)
        person = Person(applicant.name, applicant.identity, applicant.phone)
        file = documents.store_evidence(owner_id=citizen.account_id, name="材料.pdf", data=PAPER, at=at)
        keys = [
            m.key for m in terms.definition.materials if m.necessity != "conditional" and m.key not in without
        ]
        return {
            "actor": citizen,
            "entry_id": entry.pk,
            "applicant": applicant,
            "form": filled_form(terms.definition, person, Random(self.rng_seed), at.date()),
            "intake": Intake(
                channel=Channel.ONLINE, received_in=entry.division_id, files=dict.fromkeys(keys, file.pk)
            ),
            "at": at,
            **more,
        }

    def applicant(self, citizen: Actor) -> Applicant:
        from yangguang.foundations.accounts.models import Account

        account = Account.objects.get(pk=citizen.account_id)
        return Applicant(
            kind=account.kind,
            name=account.name,
            identity=account.identity_number,
            phone=account.phone,
            account_id=account.pk,
        )

    def accepted(self, item: str = "food_business", *, at: datetime = AT, **more: object) -> Case:
        received = self.file(item, at=at, **more)
        services.accept_case(actor=self.clerk, case_id=received.case_id, at=at + HOUR)
        return Case.objects.get(pk=received.case_id)

    def review(self, case: Case, *, at: datetime, opinion: Opinion = Opinion.AGREE) -> None:
        """Give every opinion before the decision, each by the post that holds the step."""
        while (
            step := CaseStep.objects.filter(case=case, state="active", decides=False)
            .order_by("ordinal")
            .first()
        ):
            officer = self.holder(step)
            services.submit_opinion(actor=officer, case_id=case.pk, opinion=opinion, text="经审查", at=at)

    def holder(self, step: CaseStep) -> Actor:
        if step.role == Role.WINDOW_CLERK:
            return self.clerk
        if step.role == Role.VILLAGE_AGENT:
            return self.cast.officer(Role.VILLAGE_AGENT, BAOCHENG)
        return self.cast.officer(Role(step.role), step.body.division_id, step.body.department_id)

    def decide(self, case: Case, *, at: datetime, refuse: bool = False) -> None:
        step = CaseStep.objects.get(case=case, decides=True)
        ruling = Ruling(outcome=Outcome.GRANTED)
        if refuse:
            ruling = Ruling(
                outcome=Outcome.REFUSED,
                facts="现场无独立的清洗消毒设施",
                reasons="不符合食品经营许可条件",
                basis="《中华人民共和国食品安全法》第三十五条",
            )
        services.decide_case(actor=self.holder(step), case_id=case.pk, ruling=ruling, at=at)


@pytest.fixture
def desk(library: Library) -> Desk:
    desk = Desk(library.cast)
    # Hired before any test opens a savepoint that a refusal rolls back.
    assert all((desk.clerk, desk.reviewer, desk.decider, desk.head))
    return desk
