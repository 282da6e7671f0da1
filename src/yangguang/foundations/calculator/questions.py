"""A deadline as it is asked from outside a case, and the reading that answers it."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from yangguang.foundations.calendars.queries import calendar_as_known
from yangguang.foundations.web.wording import either_language
from yangguang.law.axes import CountingRule, OfficeHours, UnitDoesNotFit
from yangguang.law.clocks import ClockReading, ClockTerms
from yangguang.law.deadline import Suspension, read_deadline
from yangguang.law.limits import LegalLimit, UnknownLimit, limit_in_force
from yangguang.law.refusals import Refusal
from yangguang.law.time_limits import TimeLimit
from yangguang.law.working_days import FIRST_YEAR, UnannouncedYear

from .office_hours import USUAL_HOURS

MOST_SUSPENSIONS = 20


class NoticeMissing(Refusal):
    """The year's notice is not known; the question may be asked again with the provisional calendar, by name."""


@dataclass(frozen=True, slots=True)
class Question:
    """``rule`` names a limit of the law; else ``limit`` is free. ``start`` is a Shanghai day or an aware moment."""

    start: date | datetime
    rule: str = ""
    limit: TimeLimit | None = None
    suspensions: tuple[Suspension, ...] = ()
    counting: CountingRule = CountingRule.WHOLE_WORKING_DAYS
    region: str = ""
    known_on: date | None = None
    provisional: bool = False

    @property
    def start_day(self) -> date:
        return self.start.date() if isinstance(self.start, datetime) else self.start

    def legal(self) -> LegalLimit | None:
        """The named limit as it was in force on the day of the start. Raises `Refusal`."""
        if not self.rule:
            return None
        try:
            return limit_in_force(self.rule, on=self.start_day)
        except UnknownLimit as error:
            raise Refusal(
                asked=_("按法定期限“%(name)s”计算") % {"name": self.rule},
                rule=_("%(day)s 没有这一名称的有效规定") % {"day": self.start_day.isoformat()},
                way_out=_("请从列表中选择期限，或者改用该规定施行以后的日期"),
            ) from error

    def query(self) -> str:
        """The question as the API asks it, so that a link carries it whole."""
        pairs = [("from", self.start.isoformat())]
        pairs += [("rule", self.rule)] if self.rule else [("limit", str(self.limit))]
        pairs += [("suspend", str(one)) for one in self.suspensions]
        if self.counting is not CountingRule.WHOLE_WORKING_DAYS:
            pairs.append(("counting", self.counting.value))
        if self.region:
            pairs.append(("region", self.region))
        if self.known_on:
            pairs.append(("known_on", self.known_on.isoformat()))
        if self.provisional:
            pairs.append(("provisional", "true"))
        return urlencode(pairs)


def answer(question: Question) -> ClockReading:
    """The clock of the question, read when its last suspension ends. Raises `NoticeMissing` and `Refusal`."""
    terms = _terms(question)
    try:
        return read_deadline(
            question.start,
            terms,
            question.suspensions,
            calendar=calendar_as_known(question.known_on),
            region=question.region,
            provisional=question.provisional,
        )
    except UnannouncedYear as error:
        raise _missing(error.year) from error
    except (UnitDoesNotFit, ValueError, OverflowError) as error:
        raise _cannot_count(str(error)) from error


def _terms(question: Question) -> ClockTerms:
    hours: OfficeHours | None = USUAL_HOURS if question.counting is CountingRule.OFFICE_HOURS else None
    legal = question.legal()
    if legal is None:
        if question.limit is None:
            raise _cannot_count(_("没有给出期限"))
        return ClockTerms(limit=question.limit, rule=question.counting, office_hours=hours)
    if legal.backwards:
        raise Refusal(
            asked=_("计算“%(name)s”的届满日") % {"name": either_language(legal.name, legal.name.english)},
            rule=_("这一期限从事件之日向前倒算，不从起算日向后计算"),
            way_out=_("请选择另一期限"),
        )
    return legal.terms(question.counting, hours)


def _missing(year: int) -> Refusal:
    asked = _("计算到 %(year)s 年的期限") % {"year": year}
    if year < FIRST_YEAR:
        return Refusal(
            asked=asked,
            rule=_("工作日历自 %(first)s 年起，更早的年份没有收录") % {"first": FIRST_YEAR},
            way_out=_("请填写 %(first)s 年以后的日期") % {"first": FIRST_YEAR},
        )
    return NoticeMissing(
        asked=asked,
        rule=_("国务院办公厅 %(year)s 年放假安排的通知尚未公布，或者当时尚未公布；没有通知就没有确定的工作日")
        % {"year": year},
        way_out=_("可以明示改用暂定日历（只含法定节假日，不含调休）；结果仅供参考，通知公布后以通知为准"),
    )


def _cannot_count(message: str) -> Refusal:
    chinese, bracket, english = message.rpartition(" (")
    said = either_language(chinese, english.removesuffix(")")) if bracket else message
    return Refusal(
        asked=_("计算这一期限"),
        rule=said,
        way_out=_("请核对期限的单位、计时规则、起算时刻和中止期间"),
    )
