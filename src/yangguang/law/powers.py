"""行政权力的种类: ten kinds of administrative power and the public services, with their national codes."""

from enum import StrEnum


class PowerKind(StrEnum):
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
    def label(self) -> str:
        return _WORDS[self][0]

    @property
    def label_en(self) -> str:
        return _WORDS[self][1]

    @property
    def on_application(self) -> bool:
        """依申请: whether people apply for it; penalties, coercion, levies and inspections come of themselves."""
        return self not in {PowerKind.PENALTY, PowerKind.COERCION, PowerKind.LEVY, PowerKind.INSPECTION}


_WORDS = {
    PowerKind.LICENSING: ("行政许可", "Administrative licence"),
    PowerKind.PENALTY: ("行政处罚", "Administrative penalty"),
    PowerKind.COERCION: ("行政强制", "Administrative coercion"),
    PowerKind.LEVY: ("行政征收", "Administrative levy"),
    PowerKind.PAYMENT: ("行政给付", "Administrative payment"),
    PowerKind.INSPECTION: ("行政检查", "Administrative inspection"),
    PowerKind.CONFIRMATION: ("行政确认", "Administrative confirmation"),
    PowerKind.REWARD: ("行政奖励", "Administrative reward"),
    PowerKind.RULING: ("行政裁决", "Administrative ruling"),
    PowerKind.OTHER: ("其他行政权力", "Other administrative power"),
    PowerKind.PUBLIC_SERVICE: ("公共服务", "Public service"),
}
