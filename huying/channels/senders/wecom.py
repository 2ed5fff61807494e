"""企业微信群机器人: a webhook that puts one Markdown message into a group. It takes no number of ours, so that a message whose
answer was lost may stand there twice."""

import json

from ..letters import Letter
from ..models import ChannelSetup
from . import line
from .outcome import Trouble

TOO_OFTEN = 45009  # twenty messages a minute a robot


def send(setup: ChannelSetup, letter: Letter) -> None:
    given = {"msgtype": "markdown", "markdown": {"content": f"**{letter.subject}**\n{letter.text}"}}
    code = line.post(setup.address, json.dumps(given, ensure_ascii=False).encode(), {}).get("errcode")
    if code == TOO_OFTEN:
        raise Trouble("busy")
    if code != 0:
        raise Trouble("webhook")
