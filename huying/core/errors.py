"""What an action answers when a rule says no."""


class Refused(Exception):
    """A step was refused. The message is a sentence for the person who asked: what happened and what to do next."""


class Stale(Refused):
    """The matter changed since the page was opened, in the very thing the person decided on."""
