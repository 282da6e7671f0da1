"""The lists for everybody: as a page, as a table to take away, as data."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from yangguang.foundations.web.access_rules import open_to_public
from yangguang.foundations.web.components import Column, Row, Table
from yangguang.foundations.web.page_requests import PageRequest
from yangguang.foundations.web.rate_limits import limited

from . import queries
from .spreadsheets import XLSX, as_csv, as_xlsx
from .views import day_asked

A_PAGE = 50


@open_to_public
@require_safe
def lists(request: PageRequest) -> HttpResponse:
    on = day_asked(request)
    return render(request, "library/lists.html", {"lists": queries.list_cards(on=on), "on": on})


@open_to_public
@require_safe
def one_list(request: PageRequest, key: str) -> HttpResponse:
    """One list, narrowed by ``?q=``; ``?on=`` asks for another day."""
    shown = queries.published_list(key, on=day_asked(request))
    words = request.GET.get("q", "").strip()[:40]
    rows = [row for row in shown.rows if words in " ".join(row.cells)]
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    table = Table(
        columns=[Column(label) for label in shown.columns],
        data=[Row(row.cells, url=reverse("library:item", args=[row.item_key])) for row in page],
        caption=shown.title,
    )
    context: dict[str, Any] = {"list": shown, "page": page, "table": table, "q": words, "found": len(rows)}
    return render(request, "library/list.html", context)


@open_to_public
@require_safe
@limited("library.lists", limit=30, per_seconds=60)
def list_csv(request: PageRequest, key: str) -> HttpResponse:
    shown = queries.published_list(key, on=day_asked(request))
    content = as_csv(shown.columns, [row.cells for row in shown.rows])
    return _file(content, "text/csv; charset=utf-8", shown, "csv")


@open_to_public
@require_safe
@limited("library.lists", limit=30, per_seconds=60)
def list_xlsx(request: PageRequest, key: str) -> HttpResponse:
    shown = queries.published_list(key, on=day_asked(request))
    return _file(as_xlsx(shown.title, shown.columns, [row.cells for row in shown.rows]), XLSX, shown, "xlsx")


@open_to_public
@require_safe
@limited("library.lists", limit=30, per_seconds=60)
def list_data(request: PageRequest, key: str) -> HttpResponse:
    """The list as JSON, under a stable address and for any site; its shape only ever grows."""
    shown = queries.published_list(key, on=day_asked(request))
    answer = {
        "list": shown.key,
        "title": shown.title,
        "rule": shown.rule,
        "on": shown.on.isoformat(),
        "columns": list(shown.columns),
        "rows": [{"item": row.item_key, "cells": list(row.cells)} for row in shown.rows],
    }
    response = JsonResponse(answer, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _file(content: bytes, kind: str, shown: queries.PublishedList, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    name = f"{shown.title}-{shown.on.isoformat()}.{ending}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
