"""Where huying runs, and what each place says that it cannot do."""

from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client

from huying.core import profile
from huying.demo.cast import Cast

OWN = "office" if connection.vendor == "sqlite" else "hosted"


@pytest.mark.parametrize(("said", "found"), [("", OWN), ("office", "office"), ("hosted", "hosted"), ("city", "city")])
def test_the_database_says_it_unless_somebody_did(settings, said: str, found: str):
    settings.PROFILE = said
    assert profile.profile() == found


@pytest.mark.parametrize(
    ("url", "reach"),
    [
        ("", "here"), ("http://localhost:8310", "here"), ("http://127.0.0.1:8310", "here"), ("http://[::1]:8310", "here"),
        ("http://192.168.1.5:8310", "network"), ("http://10.0.0.2", "network"), ("https://huying", "network"),
        ("https://pc.local", "network"), ("https://shaoguang.example", "world"), ("https://8.8.8.8", "world"),
    ],
)  # fmt: skip
def test_an_address_leads_as_far_as_its_name(settings, url: str, reach: str):
    settings.PUBLIC = urlsplit(url)
    assert profile.reach() == reach
    assert bool(profile.links()) == (reach != "world")


@pytest.mark.parametrize(
    ("said", "url", "words"),
    [
        ("office", "", ["只在这台电脑上打得开", "数据都在这台电脑里"]),
        ("office", "http://192.168.1.5", ["只在本单位的网络里", "不是 https", "数据都在这台电脑里"]),
        ("office", "https://pc.local", ["只在本单位的网络里", "数据都在这台电脑里"]),
        ("hosted", "https://shaoguang.example", ["只有一台服务器"]),
        ("city", "https://shaoguang.example", []),
    ],
)
def test_every_limit_has_its_sentence(settings, said: str, url: str, words: list[str]):
    settings.PROFILE, settings.PUBLIC = said, urlsplit(url)
    limits = profile.limits()
    assert [word for word, limit in zip(words, limits, strict=True) if word not in limit] == []


@pytest.mark.parametrize(("url", "shown"), [("http://192.168.1.5", True), ("https://shaoguang.example", False)])
def test_a_code_for_outside_warns_where_it_does_not_lead_there(
    settings, cast: Cast, client: Client, url: str, shown: bool
):
    settings.PUBLIC_URL, settings.PUBLIC = url, urlsplit(url)
    client.force_login(cast.users["何静"])
    page = client.get(f"/desk/buildings/{cast.building('5').pk}/qr/").content.decode()
    assert ("只在本单位的网络里打得开" in page) is shown
