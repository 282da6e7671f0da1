"""What a story is told with: the world around it, and the application it is about."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import datetime

from yangguang.foundations.accounts.actors import Actor
from yangguang.platforms.power_library.queries import ItemDefinition

from .card_fates import Fate, Office
from .plots import LEAVES_MATERIAL_OUT, Plot, Stop

Story = Generator[datetime, datetime, None]
Course = Generator[datetime, datetime, datetime | None]  # ends with when the last act was, or None


@dataclass(frozen=True)
class Setting(Office):
    """What a story needs of the world; ``told`` keeps which case was given which plot."""

    told: dict[int, Plot] = field(default_factory=dict)


@dataclass(frozen=True)
class Filing:
    """An application to be made: by whom, for what, how; ``submit`` calls the service and returns the case id.

    With a ``stop`` the case is left standing there.
    """

    plot: Plot
    definition: ItemDefinition
    citizen: Actor | None
    submit: Callable[[datetime, bool], int]  # (moment, leave one required material out)
    complete_later: Callable[[int, datetime], None]  # hand in what was left out
    stop: Stop | None = None
    incomplete: bool = False  # leave one required material out, whatever the plot
    brisk: bool = False  # everybody acts within a day
    fate: Fate = Fate.CONFIRMED  # of the yellow and red cards that it gets

    @property
    def leaves_out(self) -> bool:
        return self.incomplete or self.plot in LEAVES_MATERIAL_OUT
