"""How a try went 结果, when the letter was not taken."""


class NotSent(Exception):
    """Not taken, for a cause known by its code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Trouble(NotSent):
    """The channel is out of order: no answer, a wrong password, an error of the server's own."""


class Later(NotSent):
    """The server is well, and wants this letter later."""


class Refusal(NotSent):
    """The server will never take this letter."""
