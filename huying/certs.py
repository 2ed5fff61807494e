"""本地证书 `huying cert`: a certificate for an office network, where no public one can be had.

A phone lets a page keep copies, record and use its camera only where the page is secure. An office PC without a name on
the internet makes itself a root certificate, which each phone installs once, and with it a server's. The root may vouch
for the names of this PC and for private networks only (X.509 name constraints), so that nobody who steals its key can
pretend to be a bank.
"""

import ipaddress
import socket
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.utils.translation import gettext as _

from huying.core import files
from huying.core.errors import Refused

FOLDER = "tls"
ROOT_DAYS = 3650
# Phones of Apple refuse a certificate of a private root that lives longer than 825 days.
SERVER_DAYS = 820
SOON = timedelta(days=30)
PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Made(NamedTuple):
    """Where the files lie. root: for the phones; server and key: for `huying serve --tls`."""

    root: Path
    server: Path
    key: Path
    names: tuple[str, ...]
    until: datetime
    new_root: bool


def make(data: Path, names: Iterable[str], now: datetime, *, renew: bool = False) -> Made:
    """A server's certificate for these names and addresses, by the root that is there or, with `renew` or where there
    is none, by a new one. Raises Refused where the root that is there may not vouch for a name."""
    folder = data / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    wanted = tuple(dict.fromkeys(name.strip().lower().rstrip(".") for name in names if name.strip()))
    if strange := [name for name in wanted if not name.isascii()]:
        raise Refused(
            _("证书里写不了 %(names)s：只能是字母数字的名字或者 IP 地址。没有做。") % {"names": _("、").join(strange)}
        )
    new = renew or not (folder / "root.crt").exists()
    if new:
        _new_root(folder, wanted, now)
    root = x509.load_pem_x509_certificate((folder / "root.crt").read_bytes())
    signer = serialization.load_pem_private_key((folder / "root.key").read_bytes(), password=None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    if strangers := [name for name in wanted if not _vouches(root, name)]:
        raise Refused(
            _("根证书管不到 %(names)s。加 --renew 换一张根证书，手机上要重新装一次。")
            % {"names": _("、").join(strangers)}
        )
    until = min(now + timedelta(days=SERVER_DAYS), root.not_valid_after_utc)
    key = ec.generate_private_key(ec.SECP256R1())
    server = _server(root, signer, key, wanted, now, until)
    files.put(folder / "server.key", _private(key))
    files.put(folder / "server.crt", server.public_bytes(_PEM) + root.public_bytes(_PEM), 0o644)
    return Made(folder / "root.crt", folder / "server.crt", folder / "server.key", wanted, until, new)


def own_names() -> list[str]:
    """What this machine is called, and where the network finds it. A Chinese name of a PC cannot stand in a certificate."""
    found = ["localhost", "127.0.0.1", socket.gethostname()]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.168.0.1", 9))  # nothing is sent: the system says which of its addresses it would use
            found.append(probe.getsockname()[0])
        except OSError:
            pass
    return [name for name in found if name.isascii() and (_address(name) is None or _private_net(name))]


def pair(data: Path) -> tuple[Path, Path] | None:
    """The server's certificate and its key, where `make` left them."""
    found = data / FOLDER / "server.crt", data / FOLDER / "server.key"
    return found if all(path.exists() for path in found) else None


def ends(data: Path) -> datetime | None:
    """Until when the server's certificate is good; None where there is none."""
    found = pair(data)
    return x509.load_pem_x509_certificate(found[0].read_bytes()).not_valid_after_utc if found else None


_PEM = serialization.Encoding.PEM


def _new_root(folder: Path, names: tuple[str, ...], now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"huying {names[0]}"[:64])])
    allowed = [x509.DNSName(name) for name in names if _address(name) is None]
    nets = [x509.IPAddress(ipaddress.ip_network(net)) for net in PRIVATE]
    root = (
        _builder(own, own, key, now, now + timedelta(days=ROOT_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.NameConstraints([*allowed, *nets], None), critical=True)
        .sign(key, hashes.SHA256())
    )
    files.put(folder / "root.key", _private(key))
    files.put(folder / "root.crt", root.public_bytes(_PEM), 0o644)


def _server(
    root: x509.Certificate, signer: ec.EllipticCurvePrivateKey, key: ec.EllipticCurvePrivateKey, names: tuple[str, ...],
    now: datetime, until: datetime,
) -> x509.Certificate:  # fmt: skip
    other = [x509.IPAddress(found) if (found := _address(name)) else x509.DNSName(name) for name in names]
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    return (
        _builder(subject, root.subject, key, now, until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(other), critical=False)
        .sign(signer, hashes.SHA256())
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, until: datetime
) -> x509.CertificateBuilder:
    """From a day before: the clock of a cheap phone may be slow."""
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(until)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs, key_cert_sign=signs, crl_sign=signs, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _vouches(root: x509.Certificate, name: str) -> bool:
    allowed = root.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    if _address(name):
        return any(isinstance(one, x509.IPAddress) and _within(name, str(one.value)) for one in allowed)
    return any(
        isinstance(one, x509.DNSName) and (name == one.value or name.endswith(f".{one.value}")) for one in allowed
    )


def _address(name: str) -> Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _private_net(name: str) -> bool:
    return any(_within(name, net) for net in PRIVATE)


def _within(name: str, net: str) -> bool:
    return _address(name) in ipaddress.ip_network(net)


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
