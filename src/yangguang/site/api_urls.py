"""The addresses of the API: each platform adds its own operations."""

from django.urls import path

from yangguang.foundations.api.shell import api
from yangguang.foundations.calculator.api import router as deadlines
from yangguang.platforms.power_library.api import router as items
from yangguang.platforms.power_operation.api import router as cases
from yangguang.reporting.disclosure.api import router as notices
from yangguang.reporting.statistics.api import router as indicators

for router in (items, cases, notices, indicators, deadlines):
    api.add_router("", router)

urlpatterns = [path("", api.urls)]
