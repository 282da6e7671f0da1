"""行政权力的种类: ten kinds of administrative power and the public services, with their national codes."""

from enum import StrEnum

from .phrases import Phrase


class PowerKind(StrEnum):
    """The value is the two-digit code of the national item scheme."""

    LICENSING = "01"
    PENALTY = "02"
    COERCION = "03"
    LEVY = "04"
    PAYMENT = "05"
    INSPECTION = "06"
    CONFIRMATION = "07"
    REWARD = "08"
    RULING = "09"
    OTHER = "10"
    PUBLIC_SERVICE = "20"

    @property
    def label(self) -> Phrase:
        return _WORDS[self]

    @property
    def label_en(self) -> str:
        return _WORDS[self].english

    @property
    def on_application(self) -> bool:
        """依申请: whether people apply for it; penalties, coercion, levies and inspections come of themselves."""
        return self not in {PowerKind.PENALTY, PowerKind.COERCION, PowerKind.LEVY, PowerKind.INSPECTION}


_WORDS = {
    PowerKind.LICENSING: Phrase("行政许可", "Administrative licence"),
    PowerKind.PENALTY: Phrase("行政处罚", "Administrative penalty"),
    PowerKind.COERCION: Phrase("行政强制", "Administrative coercion"),
    PowerKind.LEVY: Phrase("行政征收", "Administrative levy"),
    PowerKind.PAYMENT: Phrase("行政给付", "Administrative payment"),
    PowerKind.INSPECTION: Phrase("行政检查", "Administrative inspection"),
    PowerKind.CONFIRMATION: Phrase("行政确认", "Administrative confirmation"),
    PowerKind.REWARD: Phrase("行政奖励", "Administrative reward"),
    PowerKind.RULING: Phrase("行政裁决", "Administrative ruling"),
    PowerKind.OTHER: Phrase("其他行政权力", "Other administrative power"),
    PowerKind.PUBLIC_SERVICE: Phrase("公共服务", "Public service"),
}
