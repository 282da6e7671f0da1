"""What a first visitor finds: cases that stand still when the run ends, each so that it is somebody's work or worry.

A scene without a place may happen anywhere; one without an item takes any that suits its plot.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .card_fates import Fate
from .plots import Plot, Stop

COUNTY = "420102000000"  # 江岸区, where most of the demonstration accounts stand
STREET = "420102002000"  # 大智街道
COMMUNITY = "420102002003"


@dataclass(frozen=True, slots=True)
class Scene:
    """``days``: see `plots.days_before_the_end`; None files it on the first working day of the run.

    ``who`` is the user name of the applicant, where it matters.
    """

    item: str
    days: int | None
    stop: Stop | None
    plot: Plot = Plot.PLAIN
    place: str = COUNTY
    who: str = ""
    incomplete: bool = False
    fate: Fate = Fate.UNANSWERED


def _window() -> Iterator[Scene]:
    """To be accepted, to be asked for corrections, just corrected, soon deemed accepted, to be delivered."""
    yield Scene("road_freight", 1, Stop.RECEIVED)
    yield Scene("publication_retail", 1, Stop.RECEIVED)
    yield Scene("food_business", 1, Stop.RECEIVED)
    yield Scene("nurse_registration", 2, Stop.RECEIVED)
    yield Scene("hotel_trade", 3, Stop.RECEIVED)
    yield Scene("fire_check", 1, Stop.RECEIVED, incomplete=True)
    yield Scene("food_business", 2, Stop.RECEIVED, incomplete=True)
    yield Scene("tobacco_retail", 5, Stop.RECEIVED)
    yield Scene("pharmacy", 5, Stop.RECEIVED)
    yield Scene("public_place_hygiene", 2, Stop.CORRECTED, incomplete=True)
    yield Scene("food_business", 2, Stop.CORRECTED, incomplete=True)
    yield Scene("road_occupation", 4, Stop.TO_CORRECT, incomplete=True)
    yield Scene("vehicle_repair_filing", 6, Stop.TO_CORRECT, incomplete=True)
    yield Scene("food_business", 6, Stop.TO_DELIVER)
    yield Scene("land_planning", 7, Stop.TO_DELIVER)
    yield Scene("nurse_registration", 9, Stop.TO_DELIVER)
    yield Scene("publication_retail", 15, Stop.TO_DELIVER, Plot.NOT_DELIVERED)


def _reviewers() -> Iterator[Scene]:
    """Market regulation, fire rescue and urban management, alone and together."""
    yield Scene("food_business", 2, Stop.FIRST_STEP)
    yield Scene("food_business", 3, Stop.FIRST_STEP, Plot.ASKED_TOO_MUCH)
    yield Scene("food_production", 2, Stop.FIRST_STEP)
    yield Scene("food_business", 1, Stop.FIRST_STEP, Plot.CLOSE)
    yield Scene("pharmacy", 0, Stop.FIRST_STEP, Plot.CLOSE)
    yield Scene("food_business", 2, Stop.FIRST_STEP, Plot.LATE)
    yield Scene("restaurant_opening", 3, Stop.FIRST_STEP)
    yield Scene("restaurant_opening", 1, Stop.FIRST_STEP, Plot.CLOSE)
    yield Scene("restaurant_opening", 3, Stop.FIRST_STEP, Plot.LATE, fate=Fate.ANSWERED)
    yield Scene("fire_check", 2, Stop.FIRST_STEP)
    yield Scene("fire_check", 4, Stop.TO_CHECK)
    yield Scene("fire_check", 25, Stop.TO_CHECK)
    yield Scene("fire_check", 12, Stop.CORRECTING)
    yield Scene("fire_check", 1, Stop.FIRST_STEP, Plot.CLOSE)
    yield Scene("fire_check", 1, Stop.FIRST_STEP, Plot.LATE)
    yield Scene("fire_check", 2, Stop.FIRST_STEP, Plot.VERY_LATE)
    yield Scene("outdoor_advertising", 1, Stop.FIRST_STEP)
    yield Scene("outdoor_advertising", 0, Stop.FIRST_STEP, Plot.CLOSE)
    yield Scene("outdoor_advertising", 2, Stop.FIRST_STEP, Plot.LATE)
    yield Scene("road_occupation", 2, Stop.FIRST_STEP)
    yield Scene("food_business", 9, Stop.SUSPENDED)
    yield Scene("pharmacy", 6, Stop.SUSPENDED)
    yield Scene("hazardous_chemicals", 10, Stop.SUSPENDED)


def _deciders_and_heads() -> Iterator[Scene]:
    """To be decided; late and still to be extended; joint cases that only the government's head may extend."""
    yield Scene("food_business", 2, Stop.DECISION)
    yield Scene("food_production", 3, Stop.DECISION)
    yield Scene("pharmacy", 4, Stop.DECISION)
    yield Scene("food_business", 1, Stop.DECISION, Plot.CLOSE)
    yield Scene("food_business", 3, Stop.DECISION, Plot.LATE, fate=Fate.ANSWERED)
    yield Scene("food_production", 1, Stop.DECISION, Plot.LATE)
    yield Scene("pharmacy", 1, Stop.DECISION, Plot.VERY_LATE)
    yield Scene("restaurant_opening", 5, Stop.DECISION)
    yield Scene("completion_acceptance", 1, Stop.FIRST_STEP, Plot.CLOSE)
    yield Scene("completion_acceptance", 3, Stop.FIRST_STEP, Plot.VERY_LATE)


def _legal_officer() -> Iterator[Scene]:
    yield Scene("restaurant_opening", 5, Stop.LEGAL_REVIEW)
    yield Scene("entertainment_venue", 4, Stop.LEGAL_REVIEW)
    yield Scene("construction_planning", 3, Stop.LEGAL_REVIEW)
    yield Scene("project_approval", 4, Stop.LEGAL_REVIEW_FAILED)
    yield Scene("land_dispute_ruling", 6, Stop.LEGAL_REVIEW, place=STREET)


def _street() -> Iterator[Scene]:
    yield Scene("small_temporary_relief", 1, Stop.RECEIVED, place=STREET)
    yield Scene("school_deferral", 1, Stop.RECEIVED, place=STREET)
    yield Scene("resident_pension_claim", 5, Stop.RECEIVED, place=STREET)
    yield Scene("village_temporary_building", 2, Stop.RECEIVED, place=STREET, incomplete=True)
    yield Scene("homestead_approval", 2, Stop.CORRECTED, place=STREET, incomplete=True)
    yield Scene("village_temporary_building", 4, Stop.TO_CORRECT, place=STREET, incomplete=True)
    yield Scene("small_temporary_relief", 5, Stop.TO_DELIVER, place=STREET)
    yield Scene("resident_pension_claim", 3, Stop.FIRST_STEP, place=STREET)
    yield Scene("homestead_approval", 1, Stop.FIRST_STEP, Plot.CLOSE, place=STREET)
    yield Scene("school_deferral", 3, Stop.DECISION, place=STREET)
    yield Scene("small_temporary_relief", 0, Stop.DECISION, Plot.CLOSE, place=STREET)
    yield Scene("village_temporary_building", 2, Stop.DECISION, Plot.LATE, place=STREET)


def _community() -> Iterator[Scene]:
    yield Scene("village_affairs_inquiry", 1, Stop.RECEIVED, place=COMMUNITY)
    yield Scene("land_management_right_filing", 1, Stop.RECEIVED, place=COMMUNITY, incomplete=True)
    yield Scene("village_mediation", 5, Stop.RECEIVED, place=COMMUNITY)
    yield Scene("homestead_village_review", 2, Stop.CORRECTED, place=COMMUNITY, incomplete=True)
    yield Scene("homestead_village_review", 4, Stop.FIRST_STEP, place=COMMUNITY)
    yield Scene("land_management_right_filing", 3, Stop.TO_CORRECT, place=COMMUNITY, incomplete=True)
    yield Scene("village_affairs_inquiry", 1, Stop.FIRST_STEP, Plot.CLOSE, place=COMMUNITY)
    yield Scene("village_affairs_inquiry", 6, Stop.TO_DELIVER, place=COMMUNITY)


def _citizen() -> Iterator[Scene]:
    """张敏: waiting for a laboratory, for her own papers, for a reviewer; two done, one of them to be rated."""
    yield Scene("public_place_hygiene", 7, Stop.SUSPENDED, who="citizen")
    yield Scene("house_lease_filing", 3, Stop.TO_CORRECT, who="citizen", incomplete=True)
    yield Scene("road_occupation", 2, Stop.FIRST_STEP, who="citizen")
    yield Scene("social_security_card", 8, Stop.TO_RATE, who="citizen")
    yield Scene("remote_medical_filing", 25, Stop.RATED, who="citizen")


def _company() -> Iterator[Scene]:
    yield Scene("food_business", 8, Stop.SUSPENDED, who="company")
    yield Scene("fire_check", 4, Stop.TO_CORRECT, who="company", incomplete=True)
    yield Scene("restaurant_opening", 1, Stop.FIRST_STEP, Plot.LATE, who="company")
    yield Scene("sewage_to_drainage", 12, Stop.TO_RATE, who="company")
    yield Scene("outdoor_advertising", 18, Stop.RATED, Plot.REFUSED, who="company")


def _old_cards() -> Iterator[Scene]:
    """Cards of the first days: time enough for the day of the answer to pass."""
    yield Scene("public_place_hygiene", None, None, Plot.CORRECTED_TWICE)
    yield Scene("house_transfer_registration", None, None, Plot.LATE)
    yield Scene("food_business", None, None, Plot.CORRECTED_TWICE, fate=Fate.CONFIRMED_UNHEARD)
    yield Scene("pharmacy", None, None, Plot.SILENT)
    yield from (Scene("", None, None, Plot.CORRECTED_TWICE, place="") for _i in range(4))


STOPS = (Stop.DECISION, Stop.FIRST_STEP)
FATES = (Fate.UNANSWERED, Fate.ANSWERED, Fate.UNANSWERED, Fate.CONFIRMED)


def _elsewhere() -> Iterator[Scene]:
    """Over the whole province: past the statutory limit, past the promise, and about to be."""
    for number, days in enumerate((1, 2, 3, 4, 3, 2)):
        yield Scene("", days, STOPS[number % 2], Plot.VERY_LATE, place="", fate=FATES[number % 4])
    for number, days in enumerate((1, 3, 2, 3, 1, 2, 3, 2, 3, 1, 3, 2)):
        yield Scene("", days, STOPS[number % 2], Plot.LATE, place="", fate=FATES[number % 4])
    for number in range(18):
        yield Scene("", 0 if number % 4 == 0 else 1, Stop.DECISION, Plot.CLOSE, place="")


def scenes() -> Iterable[Scene]:
    """Every scene, in the order in which they are dealt out."""
    for part in (
        _window,
        _reviewers,
        _deciders_and_heads,
        _legal_officer,
        _street,
        _community,
        _citizen,
        _company,
        _old_cards,
        _elsewhere,
    ):
        yield from part()


# Applications that somebody began and has not submitted: user name, item.
DRAFTS = (("citizen", "food_business"), ("company", "prepackaged_food_filing"))
