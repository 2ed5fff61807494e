"""A browser on which somebody proved a number, without the road there."""

from django.core import signing
from django.test import Client

from huying.people.contact import actions, device
from huying.people.models import Contact
from huying.places.models import Community


def proved(community: Community, phone: str) -> Client:
    """The desk read a code out, and it was typed on this device."""
    code = actions.read_out(community=community, phone=phone)
    asked = actions.ask_code(community=community, phone=phone, device_key="", expected=False)
    typed = actions.type_code(asked=asked, code=code)
    assert isinstance(typed.contact, Contact)
    client = Client()
    client.cookies[device.COOKIE] = signing.Signer(salt=device.COOKIE).sign(typed.token)
    return client
