"""Concepts (概念词): the ways people here say one thing. A sign in signs.py is two or three of them close together."""

import re

from huying.rules.danger import concepts_people, concepts_things

PATTERNS = {name: re.compile(said) for name, said in (*concepts_people.SAID, *concepts_things.SAID)}
