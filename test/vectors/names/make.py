"""Writes names.json: distinguished names as python3-cryptography encodes them and openssl prints them.

    python3 test/vectors/names/make.py > test/vectors/names/names.json
"""

import datetime
import json
import subprocess
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import NameAttribute as Attribute
from cryptography.x509.name import _ASN1Type as Kind
from cryptography.x509.oid import NameOID as Type
from cryptography.x509.oid import ObjectIdentifier

PRINT = ["-nameopt", "esc_2253,utf8,sep_comma_plus_space,sname"]


def name(*parts):
    return x509.Name([
        x509.RelativeDistinguishedName(part if isinstance(part, list) else [part]) for part in parts
    ])


def common(text, kind=None):
    return Attribute(Type.COMMON_NAME, text, _type=kind)


NAMES = {
    "plain": name(Attribute(Type.COUNTRY_NAME, "XX"), Attribute(Type.ORGANIZATION_NAME, "Lab"), common("alpha")),
    "what RFC 4514 escapes": name(
        Attribute(Type.ORGANIZATION_NAME, 'Fine, Cheap + "Good" <Things>; \\Co'), common("#1 ")),
    "multi-valued": name(
        Attribute(Type.ORGANIZATION_NAME, "Lab"), [common("alpha"), Attribute(Type.SERIAL_NUMBER, "17")]),
    "domain components and mail": name(
        Attribute(Type.DOMAIN_COMPONENT, "example"), Attribute(Type.DOMAIN_COMPONENT, "lab"),
        Attribute(Type.EMAIL_ADDRESS, "root@lab.example")),
    "an unknown type": name(Attribute(ObjectIdentifier("1.3.6.1.4.1.32473.1.2"), "what"), common("alpha")),
    "a large arc": name(Attribute(ObjectIdentifier("2.999.4294967295"), "far"), common("alpha")),
    "UTF-8": name(common("M\u00fcller \u6771\u4eac \U0001f600")),
    "Teletex": name(common("alpha", Kind.T61String)),
    "BMP": name(common("M\u00fcller \u6771", Kind.BMPString)),
    "IA5": name(common("alpha", Kind.IA5String)),
    "printable": name(common("alpha", Kind.PrintableString)),
    "universal": name(common("M\u00fc\U0001f600", Kind.UniversalString)),
    "no parts": name(),
}

key = ec.generate_private_key(ec.SECP256R1())
rows = []
for what, subject in NAMES.items():
    certificate = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(name(common("x")))
        .public_key(key.public_key()).serial_number(1)
        .not_valid_before(datetime.datetime(2026, 1, 1)).not_valid_after(datetime.datetime(2027, 1, 1))
        .sign(key, hashes.SHA256()))
    printed = subprocess.run(
        ["openssl", "x509", "-noout", "-subject", *PRINT], input=certificate.public_bytes(Encoding.PEM),
        capture_output=True, check=True).stdout.decode()
    rows.append({
        "what": what,
        "der": subject.public_bytes().hex(),
        "openssl": printed.removeprefix("subject=").rstrip("\n"),
    })
json.dump(rows, sys.stdout, indent=2, ensure_ascii=False)
print()
