"""What an action answers when a rule says no, and what is said of an upload that is not kept."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Refused(Exception):
    """A step was refused. The message is a sentence for the person who asked: what happened and what to do next."""


class Stale(Refused):
    """The matter changed since the page was opened, in the very thing the person decided on."""


class UploadRefused(ValueError):
    """The upload is not kept; `message` is what to tell the person, by the code of why."""

    MESSAGES: "ClassVar[Mapping[Any, StrPromise]]"

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def message(self) -> "StrPromise":
        return self.MESSAGES[self.code]
