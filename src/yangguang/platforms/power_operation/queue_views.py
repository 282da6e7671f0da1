"""The queue of a hall: the machine at the door, the screen, the ticket on the phone, the officer's desk, appointments."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yangguang.foundations.organisations.levels import Role
from yangguang.foundations.web.access_rules import open_to, open_to_citizens, open_to_public
from yangguang.foundations.web.page_requests import OfficerRequest, PageRequest
from yangguang.foundations.web.rate_limits import limited
from yangguang.law.refusals import NotFound, Refusal
from yangguang.law.time_limits import shanghai_date
from yangguang.platforms.power_library import queries as library

from .queue_records import (
    appointments_of,
    board,
    days_to_book,
    free_places,
    hall_of,
    place_in_line,
    windows_of,
)
from .services import queue
from .states import Lane

LANES = (Lane.ORDINARY, Lane.PRIORITY)
WINDOW_COOKIE = "yg_window"
CALLERS = (Role.WINDOW_CLERK, Role.CHIEF_REPRESENTATIVE)


@open_to_public
@limited("draw_ticket", limit=120, per_seconds=60)
@require_http_methods(["GET", "HEAD", "POST"])
def hall(request: PageRequest, code: str) -> HttpResponse:
    """The door of a hall: how many wait, a number to draw, the way to an appointment."""
    found = hall_of(code)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            lane = Lane(request.POST.get("lane", Lane.ORDINARY))
            ticket = queue.draw_ticket(
                centre_code=code, lane=lane, entry_id=_entry(request.POST), at=request.now
            )
        except ValueError as error:
            raise NotFound from error
        except Refusal as refused:
            refusal = refused
        else:
            return redirect("queue:ticket", ticket_id=ticket.pk)
    context = {
        "board": board(found, on=shanghai_date(request.now)),
        "lanes": LANES,
        "wanted": request.GET.get("for", ""),
        "refusal": refusal,
    }
    return render(request, "operation/queue/hall.html", context, status=409 if refusal else 200)


@open_to_public
@never_cache
@require_safe
def screen(request: PageRequest, code: str) -> HttpResponse:
    """The big screen over the windows: who is called where. Renews itself."""
    context = {"board": board(hall_of(code), on=shanghai_date(request.now)), "now": request.now}
    page = "operation/queue/_calls.html" if request.htmx else "operation/queue/screen.html"
    return render(request, page, context)


@open_to_public
@never_cache
@require_safe
def ticket(request: PageRequest, ticket_id: UUID) -> HttpResponse:
    """My number: how many before me, and where to go when I am called. Renews itself."""
    page = "operation/queue/_ticket.html" if request.htmx else "operation/queue/ticket.html"
    return render(request, page, {"place": place_in_line(ticket_id)})


@open_to_public
@require_POST
def ticket_act(request: PageRequest, ticket_id: UUID, act: str) -> HttpResponse:
    """Stand in line again after a missed call, or give the number back."""
    if act == "return":
        queue.come_back(ticket_id=ticket_id, at=request.now)
    elif act == "leave":
        queue.give_up(ticket_id=ticket_id)
    else:
        raise NotFound
    return redirect("queue:ticket", ticket_id=ticket_id)


# ── at the window ────────────────────────────────────────────────────────────────────────


@open_to(*CALLERS)
@never_cache
@require_safe
def desk(request: OfficerRequest) -> HttpResponse:
    """Who waits, whom I have in hand, and the buttons to go on."""
    return _desk_page(request)


@open_to(*CALLERS)
@require_POST
def desk_act(request: OfficerRequest, act: str) -> HttpResponse:
    try:
        said, window = _act(request, act)
    except Refusal as refused:
        return _desk_page(request, refusal=refused)
    messages.success(request, said)
    response = redirect("queue:desk")
    if window:
        response.set_cookie(WINDOW_COOKIE, window, max_age=12 * 3600, httponly=True, samesite="Lax")
    return response


def _act(request: OfficerRequest, act: str) -> tuple[str, str]:
    """What was done, in words, and the window that it was done at where one was chosen."""
    actor, at = request.actor, request.now
    if act == "next":
        window = request.POST.get("window", "")
        if not window.isdigit():
            raise Refusal(asked=_("叫下一个号"), rule=_("叫号要说明在几号窗口"), way_out=_("请先选择窗口"))
        called = queue.call_next(actor=actor, window_id=int(window), at=at)
        return (
            _("请 %(number)s 到窗口") % {"number": called.number} if called else _("现在没有人等候")
        ), window
    acts = {
        "again": lambda: queue.call_again(actor=actor, at=at),
        "begin": lambda: queue.begin_serving(actor=actor),
        "finish": lambda: queue.finish_serving(actor=actor, at=at),
    }
    if act not in acts:
        raise NotFound
    done = acts[act]()
    return f"{done.number} {done.get_state_display()}", ""


def _desk_page(request: OfficerRequest, *, refusal: Refusal | None = None) -> HttpResponse:
    post = request.actor.post
    if post is None or not post.centre_code:
        raise NotFound
    found = hall_of(post.centre_code)
    context = {
        "board": board(found, on=shanghai_date(request.now)),
        "windows": windows_of(found),
        "chosen": request.POST.get("window") or request.COOKIES.get(WINDOW_COOKIE, ""),
        "mine": queue.ticket_in_hand(request.actor),
        "refusal": refusal,
    }
    return render(request, "operation/queue/desk.html", context, status=409 if refusal else 200)


# ── appointments ─────────────────────────────────────────────────────────────────────────


@open_to_citizens
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: OfficerRequest, code: str) -> HttpResponse:
    """Choose a day, then half an hour of it."""
    found = hall_of(code)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            slot = datetime.fromisoformat(request.POST.get("slot", ""))
            if slot.tzinfo is None:
                raise NotFound
            queue.book(
                actor=request.actor,
                centre_code=code,
                slot=slot,
                entry_id=_entry(request.POST),
                at=request.now,
            )
        except ValueError as error:
            raise NotFound from error
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("已预约；到时请提前到场报到"))
            return redirect("queue:appointments")
    days = days_to_book(found, at=request.now)
    day = _day(request.GET.get("day", "")) or (days[0] if days else None)
    context = {
        "hall": found,
        "days": days,
        "day": day,
        "slots": free_places(found, day, at=request.now).items() if day else (),
        "wanted": request.GET.get("for", request.POST.get("for", "")),
        "refusal": refusal,
    }
    return render(request, "operation/queue/book.html", context, status=409 if refusal else 200)


@open_to_citizens
@never_cache
@require_safe
def appointments(request: OfficerRequest) -> HttpResponse:
    """What I have booked: to report on arrival, or to give back."""
    rows = appointments_of(request.actor, at=request.now)
    return render(request, "operation/queue/appointments.html", {"rows": rows})


@open_to_citizens
@require_POST
def appointment_act(request: OfficerRequest, appointment_id: UUID, act: str) -> HttpResponse:
    if act == "report":
        drawn = queue.report(actor=request.actor, appointment_id=appointment_id, at=request.now)
        return redirect("queue:ticket", ticket_id=drawn.pk)
    if act != "cancel":
        raise NotFound
    queue.cancel_appointment(actor=request.actor, appointment_id=appointment_id, at=request.now)
    messages.success(request, _("预约已取消"))
    return redirect("queue:appointments")


def _entry(typed: Any) -> int | None:
    """What somebody comes for, where he came from the guide of an item."""
    code = typed.get("for", "")[:31]
    return library.entry_id_of(code) if code else None


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
