"""Office hours that the calculator supposes where no body is named."""

from datetime import time

from yangguang.law.axes import OfficeHours

USUAL_HOURS = OfficeHours(((time(9), time(12)), (time(14), time(17))))
