"""The centres of the demonstration: what entered them, with what authority, and where the eight are not yet one.

The shares are those that the province reported: 90.5 % of its own items in the centre, 84.2 % in the cities; of halls
98.2 % and of rooms 97.6 % in being and alike.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db import transaction

from yangguang.foundations.accounts.actors import SystemActor
from yangguang.foundations.organisations import queries as organisations
from yangguang.foundations.organisations.levels import Level
from yangguang.platforms.power_library import queries, services
from yangguang.platforms.power_library.queries import HallItem
from yangguang.platforms.power_library.services import Authority

NOT_AUTHORISED_PER_MILLE = {Level.PROVINCE: 95, Level.CITY: 158, Level.COUNTY: 158}
UNCONFIRMED_PER_MILLE = {Level.TOWNSHIP: 18, Level.VILLAGE: 24}
# What is not in with authority: of every ten so many are only received, so many outside, the rest kept out.
RECEIVED, OUTSIDE = 5, 4
SPREAD = 617  # steps through a thousand without repeating, so that shares are even and the same at each start


def furnish_centres(province: str, on: date, at: datetime) -> None:
    """Record since ``on`` how every centre stands; once, so that what people change afterwards stays.

    Interrupted, it goes on with the places that have nothing yet.
    """
    top = organisations.place_card(province)
    if top is None:
        return
    places = [
        (one.code, Level(one.level)) for one in organisations.divisions_below(top.path).order_by("code")
    ]
    if not queries.unity_was_looked_at():
        services.accept_centres(
            province,
            [code for code, _level in _confirmed(places)],
            found_on=on,
            evidence="全省政务服务中心标准化建设验收表，逐中心核对八个方面",
            actor=SystemActor(),
            at=at,
        )
    begun = queries.places_begun()
    held = {
        code: queries.hall_items(code, on=on)
        for code, level in places
        if level in NOT_AUTHORISED_PER_MILLE and code not in begun
    }
    for code, level in places:
        if code in held:
            with transaction.atomic():
                _fill(code, level, held[code], on, at)


def _confirmed(places: Sequence[tuple[str, Level]]) -> Iterator[tuple[str, Level]]:
    for level in Level:
        of_level = [place for place in places if place[1] is level]
        missing = UNCONFIRMED_PER_MILLE.get(level, 0)
        yield from (place for number, place in enumerate(of_level) if number * SPREAD % 1000 >= missing)


def _fill(code: str, level: Level, items: Sequence[HallItem], on: date, at: datetime) -> None:
    authorised: list[int] = []
    received: list[int] = []
    kept_out: list[int] = []
    for number, item in enumerate(items, start=int(code[2:6])):
        if number * SPREAD % 1000 >= NOT_AUTHORISED_PER_MILLE[level]:
            authorised.append(item.entry_id)
        elif number % 10 < RECEIVED:
            received.append(item.entry_id)
        elif number % 10 >= RECEIVED + OUTSIDE:
            kept_out.append(item.entry_id)
    letter = f"窗口审批授权委托书 {on.isoformat()}"
    if authorised:
        services.enter_hall(
            code,
            authorised,
            authority=Authority.DECIDES,
            letter=letter,
            from_date=on,
            actor=SystemActor(),
            at=at,
        )
    if received:
        services.enter_hall(
            code, received, authority=Authority.RECEIVES, letter="", from_date=on, actor=SystemActor(), at=at
        )
    if kept_out:
        services.keep_out_of_hall(
            code,
            kept_out,
            decision="本级人民政府办公室关于暂不进驻事项的批复",
            ground="需要专门场地办理，已在办事指南中公布地址",
            from_date=on,
            actor=SystemActor(),
            at=at,
        )
