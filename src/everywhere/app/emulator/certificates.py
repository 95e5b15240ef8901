"""What lets clients whose addresses are written in their code come here: a certificate for the real names, an authority to trust, the names.

The authority's private key is never written anywhere: it signs one certificate and is forgotten, so that nobody who finds
the folder can speak for other hosts to those who trust it.
"""

import ipaddress
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from everywhere.app.emulator.installation import write_private

HOSTS = (
    "openapi.alipay.com",
    "openapi.alipaydev.com",
    "openapi-sandbox.dl.alipaydev.com",
    "globalopenapi.alipay.com",
    "mapi.alipay.com",
    "openauth.alipay.com",
    "openauth.alipaydev.com",
    "openauth-sandbox.dl.alipaydev.com",
)
"""Where the public SDKs and the programs that were looked at call, in production and in Alipay's sandboxes."""
_OWN = ("localhost",)
_OWN_ADDRESSES = ("127.0.0.1", "::1")
_DOMAINS = ("alipay.com", "alipaydev.com", "localhost")
LASTS = timedelta(days=397)
_EARLY = timedelta(days=1)
_RENEWED_BEFORE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Files:
    """What is in the folder."""

    folder: Path

    @property
    def authority(self) -> Path:
        """For clients to trust."""
        return self.folder / "ca.pem"

    @property
    def certificate(self) -> Path:
        """What the server shows."""
        return self.folder / "server.pem"

    @property
    def key(self) -> Path:
        """The server's private key."""
        return self.folder / "server.key"


def written(folder: Path, *, address: str, now: datetime) -> Files:
    """Write what is missing; a certificate that is good for another month stays, so that whoever trusts it need not be told anew."""
    folder.mkdir(parents=True, exist_ok=True)
    files = Files(folder)
    if not _is_good(files, now=now):
        _make(files, now=now)
    (folder / "hosts").write_text("".join(f"{address} {host}\n" for host in HOSTS), "utf-8")
    (folder / "compose.yaml").write_text(_compose(), "utf-8")
    trusted = shlex.quote(str(files.authority.resolve()))
    names = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
    (folder / "env").write_text("".join(f"export {name}={trusted}\n" for name in names), "utf-8")
    return files


def _make(files: Files, *, now: datetime) -> None:
    authority, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = _name("Everywhere emulator, for this folder only")
    root = _begun(issuer, issuer, authority.public_key(), now=now)
    root = root.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    root = root.add_extension(_may_sign(), critical=True).add_extension(_constraints(), critical=True)
    identifier = x509.SubjectKeyIdentifier.from_public_key(authority.public_key())
    root = root.add_extension(identifier, critical=False)
    leaf = _begun(_name(HOSTS[0]), issuer, own.public_key(), now=now)
    leaf = leaf.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    leaf = leaf.add_extension(x509.SubjectAlternativeName(_names([*HOSTS, *_OWN])), critical=False)
    leaf = leaf.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    leaf = leaf.add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
    pems = [each.sign(authority, SHA256()).public_bytes(serialization.Encoding.PEM) for each in (root, leaf)]
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    write_private(files.key, own.private_bytes(*form))
    files.authority.write_bytes(pems[0])
    files.certificate.write_bytes(pems[1] + pems[0])


def _begun(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, *, now: datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLY)
        .not_valid_after(now + LASTS)
    )


def _is_good(files: Files, *, now: datetime) -> bool:
    if not all(file.is_file() for file in (files.authority, files.certificate, files.key)):
        return False
    certificate = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(x509.DNSName)
    return set(HOSTS) <= set(names) and certificate.not_valid_after_utc - _RENEWED_BEFORE > now


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _names(hosts: Sequence[str]) -> list[x509.GeneralName]:
    return [
        *(x509.DNSName(host) for host in hosts),
        *(x509.IPAddress(ipaddress.ip_address(address)) for address in _OWN_ADDRESSES),
    ]


def _may_sign() -> x509.KeyUsage:
    unused = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "crl_sign")
    return x509.KeyUsage(key_cert_sign=True, encipher_only=False, decipher_only=False, **dict.fromkeys(unused, False))


def _constraints() -> x509.NameConstraints:
    own = [x509.IPAddress(ipaddress.ip_network(address)) for address in _OWN_ADDRESSES]
    return x509.NameConstraints([*(x509.DNSName(domain) for domain in _DOMAINS), *own], None)


def _compose() -> str:
    aliases = "".join(f"          - {host}\n" for host in HOSTS)
    return (
        "# Beside your own services: whoever is in this network and trusts ca.pem reaches the emulator by the real names.\n"
        "services:\n"
        "  alipay:\n"
        "    image: everywhere\n"
        '    command: ["everywhere", "pay", "emulate", "--host", "0.0.0.0", "--intercept", "/intercept"]\n'
        "    volumes:\n"
        "      - .:/intercept\n"
        "    networks:\n"
        "      default:\n"
        "        aliases:\n" + aliases
    )
