"""What an item file says, as frozen values: the elements of the national implementing list (实施清单) we keep.

The file format, field by field, is described for maintainers in ``items/README.md``. Texts ending in ``_en`` are the
English of the field without the ending. Limits are written "20wd" (工作日, working days), "60nd" (自然日, calendar
days) or "6mo" (months). Money is integer cents (分).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yangguang.law.clocks import CountingRule
from yangguang.law.powers import PowerKind


class CaseKind(StrEnum):
    """办件类型."""

    IMMEDIATE = "immediate"  # 即办件
    PROMISED = "promised"  # 承诺件
    JOINT = "joint"  # 联办件
    SENT_UP = "sent_up"  # 报批件


class InstrumentKind(StrEnum):
    """Rank of the instrument that a citation names; 行政许可法 arts 14 to 17 and 58 ask for it."""

    LAW = "law"
    ADMINISTRATIVE_REGULATION = "administrative_regulation"
    STATE_COUNCIL_DECISION = "state_council_decision"
    LOCAL_REGULATION = "local_regulation"
    PROVINCIAL_RULE = "provincial_rule"
    DEPARTMENT_RULE = "department_rule"
    NORMATIVE_DOCUMENT = "normative_document"


class MaterialForm(StrEnum):
    ORIGINAL = "original"
    COPY = "copy"
    ELECTRONIC = "electronic"
    EITHER = "either"


class MaterialSource(StrEnum):
    APPLICANT = "applicant"
    GOVERNMENT = "government"  # fetched by the window from shared data; the applicant need not bring it
    OTHER = "other"


class Necessity(StrEnum):
    REQUIRED = "required"
    CONDITIONAL = "conditional"
    TOLERABLE = "tolerable"  # 容缺后补


class StepRole(StrEnum):
    WINDOW_CLERK = "window_clerk"
    REVIEWER = "reviewer"
    DECIDER = "decider"
    CHIEF_REPRESENTATIVE = "chief_representative"


class ResultKind(StrEnum):
    LICENCE = "licence"
    CERTIFICATE = "certificate"
    APPROVAL = "approval"
    PAYMENT = "payment"
    REGISTRATION = "registration"
    NONE = "none"


class Depth(StrEnum):
    """网上办理深度: I guide only, II forms to download, III apply online, IV the whole course online."""

    I = "I"  # noqa: E741 (the Roman numeral is the published name of the level)
    II = "II"
    III = "III"
    IV = "IV"


class FieldKind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    PHONE = "phone"
    ID_NUMBER = "id_number"
    USCC = "uscc"
    ADDRESS = "address"
    MONEY_CENTS = "money_cents"
    YES_NO = "yes_no"
    GROUP = "group"  # questions asked once for each of several people, places or things


class AnswerFormat(StrEnum):
    """How a line of text has to look; `answer_formats` has the patterns."""

    ANY = ""
    DIGITS = "digits"
    POSTCODE = "postcode"
    EMAIL = "email"
    PLATE = "plate"
    BANK_ACCOUNT = "bank_account"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalBasis:
    instrument: str
    instrument_en: str
    article: str
    article_en: str
    kind: InstrumentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """``statutory_basis`` cites the article, or says 法律、法规未规定办理期限 where there is none (no licence may).

    ``counting``: how its cases count time; the law's rule unless a place has adopted another by name.
    """

    statutory: str
    promised: str
    statutory_basis: str
    statutory_basis_en: str
    counting: CountingRule = CountingRule.WHOLE_WORKING_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    key: str
    name: str
    name_en: str
    form: MaterialForm
    source: MaterialSource
    issuer: str
    issuer_en: str
    originals: int
    photocopies: int
    necessity: Necessity
    basis: str
    basis_en: str
    acceptance_standard: str
    acceptance_standard_en: str
    when: str = ""
    when_en: str = ""
    file_types: tuple[str, ...] = ("pdf", "jpg", "png")
    template: bool = False
    intermediary: bool = (
        False  # 中介服务: made by a firm of the applicant's own choice (优化营商环境条例 art. 43)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """告知承诺: decided on the written commitment where the form says ``when``, written as in `FormField.show_if`.

    ``content`` is what the applicant commits to and ``liability`` what follows if it is untrue; both stand in the guide.
    The decision is then made on the spot, and the body checks within ``check_within`` after it.
    """

    when: str
    content: str
    content_en: str
    liability: str
    liability_en: str
    check_within: str
    basis: str
    basis_en: str


class DueBefore(StrEnum):
    """What waits until a fee is paid; most fees hold nothing up."""

    NOTHING = ""
    DECISION = "decision"
    DELIVERY = "delivery"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeWaiver:
    """免收: the fee is not taken where the form says ``when``, written "field=value" as in `FormField.show_if`."""

    when: str
    basis: str
    basis_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    name: str
    name_en: str
    amount_cents: int
    standard: str
    standard_en: str
    basis_instrument: str
    basis_instrument_en: str
    basis_article: str
    basis_kind: InstrumentKind
    reducible: bool = False
    due_before: DueBefore = DueBefore.NOTHING
    waivers: tuple[FeeWaiver, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """``department`` is empty for the item's own; steps of one ``parallel_group`` run at the same time.

    ``form_only``: checks completeness and form, not substance. ``legal_review``: the step may not end without a
    recorded legal review.
    """

    key: str
    name: str
    name_en: str
    role: StepRole
    limit: str
    department: str = ""
    parallel_group: str = ""
    form_only: bool = False
    legal_review: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    name: str
    name_en: str
    kind: ResultKind
    validity: str = ""  # "5y", "6mo"; empty = no end date, or the end is set case by case


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """Placeholders filled in where the item is exercised: {department_phone}, {level_government},
    {superior_department}, {court}."""

    consult_phone: str
    complaint_phone: str
    reconsideration: str
    reconsideration_en: str
    litigation: str
    litigation_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    value: str
    label: str
    label_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """``show_if``: "other_field=value"; the field is asked, and required, only then. Yes/no values are yes and no.

    ``group`` names the field of kind group in whose rows this one is asked. ``least`` and ``most`` bound the rows of a
    group or a number; 0 is no bound. ``format`` is for lines of text.
    """

    key: str
    label: str
    label_en: str
    kind: FieldKind
    required: bool = True
    max_length: int = 0  # 0 = the default of the kind
    choices: tuple[Choice, ...] = ()
    help: str = ""
    help_en: str = ""
    show_if: str = ""
    group: str = ""
    least: int = 0
    most: int = 0
    format: AnswerFormat = AnswerFormat.ANY


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    question: str
    question_en: str
    answer: str
    answer_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sanction:
    """违法行为及其处罚: what the law forbids and the kinds and range of the penalty, of items of kind 02.

    ``basis`` cites the article that sets the penalty (行政处罚法 art. 4: no penalty without one).
    """

    conduct: str
    conduct_en: str
    penalty: str
    penalty_en: str
    basis: str
    basis_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    key: str
    name: str
    name_en: str
    audience: str  # natural_person | legal_person


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDefinition:
    """One item (事项), in one version. ``levels``: 2 province … 6 village, where it is decided;
    ``accepted_at``: where windows take it in, by full-course agency (全程代办) below the deciding level.

    What a body does of its own motion (`on_application` False) is taken in nowhere and asks for nothing; its
    ``conditions`` are the cases in which it is exercised, its steps and limit run from the day the body takes it up.
    """

    key: str
    name: str
    name_en: str
    kind: str  # 01…10, 20
    basic_code: str
    department: str
    levels: tuple[int, ...]
    accepted_at: tuple[int, ...]
    service_object: tuple[str, ...]
    case_kind: CaseKind
    version: int
    in_force_from: date
    summary: str
    summary_en: str
    aliases: tuple[str, ...]
    themes: tuple[str, ...]
    visits: int
    depth: Depth
    conditions: tuple[str, ...]
    conditions_en: tuple[str, ...]
    legal_basis: tuple[LegalBasis, ...]
    limits: Limits
    materials: tuple[Material, ...]
    fees: tuple[Fee, ...]
    steps: tuple[Step, ...]
    result: Result
    help: Help
    fields: tuple[FormField, ...]
    faq: tuple[Question, ...] = ()
    hearing_required: bool = False  # the law orders a hearing in every case (行政许可法 art. 46)
    commitments: tuple[Commitment, ...] = ()
    sanctions: tuple[Sanction, ...] = ()

    @property
    def on_application(self) -> bool:
        """依申请: whether people apply for it."""
        return PowerKind(self.kind).on_application
