"""A caller who asked to stay unknown (保密): their name out of words that others read."""

import re

TITLES = "女士|先生|小姐|爹爹|娭毑|阿姨|师傅|老师|同志|奶奶|爷爷|大姐|大爷|某某|某"


def nameless(text: str, name: str) -> str:
    """The words without the caller's name, whole or as 江女士; each becomes 来电人."""
    name = name.strip()
    if len(name) < 2:
        return text
    bare = re.sub(rf"(?:{TITLES})$", "", name) or name
    surname = bare[:2] if len(bare) > 3 else bare[:1]
    return re.sub(rf"{re.escape(name)}(?:{TITLES})?|{re.escape(surname)}(?:{TITLES})", "来电人", text)
