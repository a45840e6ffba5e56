"""What python3-cryptography makes of a laboratory's folder: one JSON line a file. See check-pki.ts."""

import json
import pathlib
import sys

from cryptography import x509
from cryptography.hazmat.primitives import serialization


def certificate(path):
    read = x509.load_pem_x509_certificate(path.read_bytes())
    # Every extension is parsed when its value is asked for.
    values = {one.oid.dotted_string: (one.critical, one.value) for one in read.extensions}
    constraints = values.get("2.5.29.19")
    return {
        "serial": format(read.serial_number, "x"),
        "subject": read.subject.rfc4514_string(),
        "authority": bool(constraints and constraints[1].ca),
        "critical": sorted(oid for oid, (critical, _) in values.items() if critical),
        "extensions": sorted(values),
    }


def revocation_list(path):
    read = x509.load_pem_x509_crl(path.read_bytes())
    issuer = x509.load_pem_x509_certificate(path.with_suffix(".crt").read_bytes())
    number = read.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
    return {
        "number": number,
        "revoked": sorted(format(one.serial_number, "x") for one in read),
        "signed": read.is_signature_valid(issuer.public_key()),
    }


def key_belongs(path):
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    owner = x509.load_pem_x509_certificate(path.with_suffix(".crt").read_bytes())
    return {"belongs": key.public_key().public_numbers() == owner.public_key().public_numbers()}


READERS = {".crt": certificate, ".crl": revocation_list, ".key": key_belongs}

for file in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    read = READERS.get(file.suffix)
    if read is not None:
        print(json.dumps({"file": file.name, **read(file)}))
