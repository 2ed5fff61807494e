"""Words that are kept 要留下的话: what opens a door is never among them."""

from django.utils.translation import gettext as _

from huying.core.errors import Refused
from huying.rules import keys


def no_keys(*texts: str) -> None:
    """What opens a door is never kept. The pages offer to cut it out before they come here."""
    if any(keys.scan(text) for text in texts):
        raise Refused(_("话里有开门的密码，或者钥匙放在哪。没有保存；去掉那几个字再存。"))
