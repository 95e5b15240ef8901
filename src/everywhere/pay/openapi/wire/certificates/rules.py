"""Certificates and their serial numbers, as the SDKs compute them: issuer exactly C, O, OU, CN in that order, in ASCII."""

import hashlib
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from everywhere.pay.openapi.wire.signing import rules as signing

_RSA_SIGNED = "1.2.840.113549.1.1."
_EARLY = timedelta(days=1)
"""A certificate is good a little before it was made: clocks of clients are late."""
_RELATIVE = (
    ("C", NameOID.COUNTRY_NAME),
    ("O", NameOID.ORGANIZATION_NAME),
    ("OU", NameOID.ORGANIZATIONAL_UNIT_NAME),
    ("CN", NameOID.COMMON_NAME),
)


def name(unit: str, common: str) -> x509.Name:
    """A name with the four parts that every client expects, in their order."""
    values = {"C": "CN", "O": "Everywhere", "OU": unit, "CN": common}
    return x509.Name([x509.NameAttribute(oid, values[short]) for short, oid in _RELATIVE])


def issued(
    subject: x509.Name,
    key: RSAPublicKey,
    *,
    issuer: x509.Name,
    by: RSAPrivateKey,
    is_authority: bool,
    lasts: timedelta,
    now: datetime,
) -> x509.Certificate:
    """A certificate over `key`, signed by the issuer's private key."""
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLY)
        .not_valid_after(now + lasts)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None), critical=True)
        .sign(by, SHA256())
    )


def requested(text: str) -> RSAPublicKey:
    """The key of a certificate signing request in PEM. Raises ValueError unless it is sound and its key fits."""
    try:
        request = x509.load_pem_x509_csr(text.encode())
        key = request.public_key()
        is_sound = request.is_signature_valid
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ValueError("it is no certificate signing request in PEM") from error
    if not is_sound:
        raise ValueError("its own signature does not fit its key")
    signing.public_der(key)
    return key  # type: ignore[return-value]  # public_der takes RSA only


def sn_of(certificate: x509.Certificate) -> str:
    """The serial number of the Open API: MD5, in hex, of the issuer (RFC 2253, no spaces) and the decimal serial."""
    said = certificate.issuer.rfc4514_string() + str(certificate.serial_number)
    return hashlib.md5(said.encode(), usedforsecurity=False).hexdigest()


def root_sn_of(bundle: str) -> str:
    """The serial numbers of a bundle's RSA-signed certificates, joined by `_`."""
    found = x509.load_pem_x509_certificates(bundle.encode())
    return "_".join(sn_of(each) for each in found if each.signature_algorithm_oid.dotted_string.startswith(_RSA_SIGNED))


def bundled(*pems: str) -> str:
    """Certificates in one file: exactly one blank line between two, none at the end, as two clients split it."""
    return "\n\n".join(pem.strip() for pem in pems) + "\n"


def pem_of(certificate: x509.Certificate) -> str:
    """A certificate as text."""
    return certificate.public_bytes(Encoding.PEM).decode()


def loaded(pem: str) -> x509.Certificate:
    """A certificate of ours."""
    return x509.load_pem_x509_certificate(pem.encode())
