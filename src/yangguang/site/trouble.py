"""What stops the site from starting, said in one line that ends with what to do."""


class Trouble(Exception):
    """A condition that only the person at the keyboard can mend; shown in both languages, never as a traceback."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(f"{chinese} / {english}")
        self.chinese = chinese
        self.english = english
