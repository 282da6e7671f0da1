"""A refusal that teaches: what was asked, which rule refuses it, what can be done now."""


class Refusal(Exception):
    """An act that the law or the published list does not allow.

    Each field is one sentence for the person at the screen; ``rule`` names the article. Nothing has been written when
    it is raised.
    """

    def __init__(self, *, asked: str, rule: str, way_out: str) -> None:
        super().__init__(f"{asked} — {rule} — {way_out}")
        self.asked = asked
        self.rule = rule
        self.way_out = way_out


class NotFound(Exception):
    """There is no such thing, or it is not this person's to see; which of the two is not said."""
