"""The one step of the build that pyproject.toml cannot name: compiling the English message catalogue."""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithMessages(build_py):
    def run(self) -> None:
        super().run()
        # Only when building: whoever asks for no more than the metadata has no need of babel.
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        for source in Path("src").rglob("*.po"):
            built = Path(self.build_lib) / source.relative_to("src").with_suffix(".mo")
            with source.open("rb") as file:
                catalogue = read_po(file)
            built.parent.mkdir(parents=True, exist_ok=True)
            with built.open("wb") as file:
                write_mo(file, catalogue)


setup(cmdclass={"build_py": BuildWithMessages})
