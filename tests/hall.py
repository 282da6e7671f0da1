"""The hall: everybody a round of adjustment passes at the province, and short ways to each of its states."""

from datetime import timedelta
from typing import Any

from cast import AT, HUBEI, TODAY, Cast, definition
from yangguang.foundations.accounts.actors import Actor
from yangguang.foundations.organisations.levels import Role
from yangguang.platforms.power_library import services
from yangguang.platforms.power_library.models import AdjustmentRound
from yangguang.platforms.power_library.rounds_balance import LineKind
from yangguang.platforms.power_library.services import NewLine

PUBLISH = TODAY + timedelta(days=7)
BEGIN = TODAY + timedelta(days=14)
ON_ITS_DAY = AT + timedelta(days=7)
BASIS = "国发〔2026〕1号附件一"
PROVINCE, CITY, COUNTY = 2, 3, 4


class Hall:
    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.organiser = cast.officer(Role.ADMINISTRATOR, HUBEI)
        self.lawyer = cast.officer(Role.LEGAL_OFFICER, HUBEI)
        self.governor = cast.officer(Role.GOVERNMENT_HEAD, HUBEI)

    def drafter(self, department: str = "market_regulation") -> Actor:
        return self.cast.officer(Role.REVIEWER, HUBEI, department)

    def opened(self) -> AdjustmentRound:
        return services.open_round(
            title="第五轮清理",
            decision="鄂政发〔2026〕1号",
            publish_on=PUBLISH,
            in_force_on=BEGIN,
            actor=self.organiser,
            at=AT,
        )

    def with_lines(self, *lines: NewLine) -> AdjustmentRound:
        one = self.opened()
        for line in lines:
            department = definition(line.item_key).department
            services.add_line(one.pk, line, actor=self.drafter(department), at=AT)
        return one

    def submitted(self, *lines: NewLine) -> AdjustmentRound:
        return services.submit_round(self.with_lines(*lines).pk, actor=self.organiser, at=AT)

    def approved(self, *lines: NewLine) -> AdjustmentRound:
        one = self.submitted(*lines)
        services.find_round_lawful(one.pk, opinion="合法", actor=self.lawyer, at=AT)
        return services.approve_round(one.pk, actor=self.governor, at=AT)


def cancel(item: str = "food_business", **more: Any) -> NewLine:
    return NewLine(kind=LineKind.CANCEL, item_key=item, basis=BASIS, **more)
