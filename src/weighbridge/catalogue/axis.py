"""An axis: one definitional choice with its named options."""

from __future__ import annotations

from dataclasses import dataclass

from weighbridge.catalogue.checks import checked_identifier, checked_text
from weighbridge.catalogue.errors import ContractError, unknown_name


@dataclass(frozen=True, slots=True)
class Option:
    """One way to make a choice.

    ``label`` is what a control shows, ``meaning`` one line that says what is done, ``used_by`` the
    peers who count this way (empty: nobody published it).
    """

    name: str
    label: str
    meaning: str
    used_by: str = ""

    def __post_init__(self) -> None:
        checked_identifier("option", self.name)
        checked_text(f"option {self.name}", label=self.label, meaning=self.meaning)


@dataclass(frozen=True, slots=True)
class Axis:
    """A definitional choice. The first option is the default.

    ``open_set`` is true for an axis whose further options come from what is stored (the lists of
    models); their names are checked when a definition is resolved, not here.
    """

    name: str
    title: str
    question: str
    options: tuple[Option, ...]
    open_set: bool = False

    def __post_init__(self) -> None:
        checked_identifier("axis", self.name)
        checked_text(f"axis {self.name}", title=self.title, question=self.question)
        names = [option.name for option in self.options]
        if not names or len(set(names)) != len(names):
            raise ContractError(f"Axis '{self.name}' needs options with different names, found {names}.")

    @property
    def default(self) -> str:
        """The option taken when nobody chooses."""
        return self.options[0].name

    @property
    def flag(self) -> str:
        """The name of the axis on the command line."""
        return "--" + self.name.replace("_", "-")

    def option(self, name: str) -> Option:
        """The option called ``name``; an error with the nearest names otherwise."""
        for option in self.options:
            if option.name == name:
                return option
        raise unknown_name(
            f"option of axis '{self.name}'",
            name,
            [option.name for option in self.options],
            f"Try `weighbridge indicators --axes` for what each means ({self.flag}).",
        )
