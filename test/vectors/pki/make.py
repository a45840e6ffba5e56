#!/usr/bin/env python3
"""
Makes lab.json: certificates, revocation lists, keys and signatures, base64 of their DER, by name.
Nothing of Espial is used: python3-cryptography 48 builds them, OpenSSL 3.0 makes signatures and a key too short
for the library, strongSwan 5.9.8's `pki` makes a chain of its own. Keys are new each time: run it only to change
what is made, and check in the result.   python3 test/vectors/pki/make.py
All is seen at 2027-06-01 12:00:00 UTC.
"""

import base64
import datetime as dt
import ipaddress
import json
import pathlib
import subprocess
import tempfile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization as ser
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.x509.oid import ExtendedKeyUsageOID as EKU, NameOID, ObjectIdentifier as OID

HERE = pathlib.Path(__file__).parent
NOW = dt.datetime(2027, 6, 1, 12)
DAY = dt.timedelta(days=1)
FROM, TO = dt.datetime(2026, 1, 1), dt.datetime(2035, 1, 1)
out = {"certificates": {}, "lists": {}, "keys": {}, "signatures": {}, "names": {}}


def b64(octets): return base64.b64encode(octets).decode()
def key(): return ec.generate_private_key(ec.SECP256R1())
def rsa_key(bits=2048): return rsa.generate_private_key(65537, bits)


def name(cn, o="Lab", c="XX"):
    return x509.Name([
        x509.NameAttribute(NameOID.COUNTRY_NAME, c),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, o),
        x509.NameAttribute(NameOID.COMMON_NAME, cn),
    ])


def usage(*bits):
    every = ["digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
             "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"]
    return x509.KeyUsage(**{one: one in bits for one in every})


class Authority:
    def __init__(self, cn, k=None, subject=None):
        self.subject, self.key = subject or name(cn), k or key()


SAN = x509.SubjectAlternativeName([
    x509.DNSName("alpha.lab.example"),
    x509.IPAddress(ipaddress.ip_address("192.0.2.1")),
    x509.IPAddress(ipaddress.ip_address("2001:db8::1")),
    x509.RFC822Name("alpha@lab.example"),
    x509.DirectoryName(name("alpha's other name")),
])


def points(url): return x509.CRLDistributionPoints([x509.DistributionPoint([x509.UniformResourceIdentifier(url)], None, None, None)])


def cert(label, subject, public, issuer, extensions=(), start=FROM, end=TO, hash_=hashes.SHA256(), aki=True, pad=None, serial=None):
    b = (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer.subject).public_key(public)
         .serial_number(serial or x509.random_serial_number()).not_valid_before(start).not_valid_after(end))
    for extension, critical in extensions: b = b.add_extension(extension, critical)
    if aki == True: b = b.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), False)
    elif aki: b = b.add_extension(aki, False)
    made = b.sign(issuer.key, None if isinstance(issuer.key, ed25519.Ed25519PrivateKey) else hash_, rsa_padding=pad) if pad else \
        b.sign(issuer.key, None if isinstance(issuer.key, ed25519.Ed25519PrivateKey) else hash_)
    out["certificates"][label] = b64(made.public_bytes(ser.Encoding.DER))
    return made


def authority(label, who, issuer, path_length=None, bits=("key_cert_sign", "crl_sign"), more=(), **rest):
    return cert(label, who.subject, who.key.public_key(), issuer, [
        (x509.BasicConstraints(True, path_length), True), (usage(*bits), True),
        (x509.SubjectKeyIdentifier.from_public_key(who.key.public_key()), False), *more], **rest)


def peer(label, issuer, k=None, subject=None, bits=("digital_signature",), more=(), san=SAN, **rest):
    k = k or key()
    extensions = [(x509.BasicConstraints(False, None), True), (SAN if san is SAN else san, False)] if san else []
    if bits: extensions.append((usage(*bits), True))
    return cert(label, name("alpha") if subject is None else subject, k.public_key(), issuer, [*extensions, *more], **rest)


def crl(label, issuer, revoked=(), at=NOW - DAY, until=NOW + 6 * DAY, extensions=(), signer=None, number=1, hash_=hashes.SHA256(), entry_more=()):
    b = x509.CertificateRevocationListBuilder().issuer_name(issuer.subject).last_update(at).next_update(until)
    for serial, reason in revoked:
        r = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(NOW - 2 * DAY).add_extension(x509.CRLReason(reason), False)
        for e in entry_more: r = r.add_extension(e, True)
        b = b.add_revoked_certificate(r.build())
    b = b.add_extension(x509.CRLNumber(number), False)
    for extension, critical in extensions: b = b.add_extension(extension, critical)
    k = signer or issuer.key
    b = b.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(k.public_key()), False)
    out["lists"][label] = b64(b.sign(k, hash_).public_bytes(ser.Encoding.DER))


def save_key(label, k):
    out["keys"][label] = b64(k.private_bytes(ser.Encoding.DER, ser.PrivateFormat.PKCS8, ser.NoEncryption()))


# The chain: root, inter1 (path length 1), inter2 (path length 0).
root, inter1, inter2 = Authority("Lab Root"), Authority("Lab Authority 1"), Authority("Lab Authority 2")
authority("root", root, root, aki=False)
authority("inter1", inter1, root, 1)
authority("inter2", inter2, inter1, 0, more=[(points("http://crl.lab.example/inter1.crl"), False)])
cdp = [(points("http://crl.lab.example/inter2.crl"), False)]
keys = {"rsa": rsa_key(), "p256": key(), "p384": ec.generate_private_key(ec.SECP384R1()), "p521": ec.generate_private_key(ec.SECP521R1())}
made = {}
for label, k in keys.items():
    made[label] = peer(f"alpha-{label}", inter2, k, more=cdp)
    save_key(f"alpha-{label}", k)
mine = keys["p256"]  # Most peers below share it, so that one key signs for all.
peer("direct", root, mine)
peer("expired", root, mine, end=dt.datetime(2027, 5, 1))
peer("not-yet-valid", root, mine, start=dt.datetime(2027, 7, 1))
peer("no-extensions", root, mine, bits=(), san=None)
peer("empty-subject", root, mine, subject=x509.Name([]))
peer("encipher-only", root, mine, bits=("key_encipherment", "key_agreement"))
peer("non-repudiation", root, mine, bits=("content_commitment",))
for label, purposes in {"server": [EKU.SERVER_AUTH, EKU.CLIENT_AUTH], "ike": [OID("1.3.6.1.5.5.7.3.17")], "any": [EKU.SERVER_AUTH, EKU.ANY_EXTENDED_KEY_USAGE],
                        "intermediate": [OID("1.3.6.1.5.5.8.2.2")]}.items():
    peer(f"usage-{label}", root, mine, more=[(x509.ExtendedKeyUsage(purposes), False)])
strange = x509.UnrecognizedExtension(OID("1.3.6.1.4.1.99999.1"), b"\x05\x00")
peer("critical-unknown", root, mine, more=[(strange, True)])
peer("unknown-not-critical", root, mine, more=[(strange, False)])
renewed = peer("renewed", root, key())
cyrillic = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "XX"), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Лаборатория, №1")])
peer("unicode-name", root, mine, subject=cyrillic)

# Issuers that are none, or not for this.
leaf = Authority("alpha", mine)
peer("below-peer", leaf, mine, subject=name("beta"))
quiet = Authority("Quiet Authority")
authority("quiet", quiet, root, bits=("crl_sign",))
peer("below-quiet", quiet, mine)
old = Authority("Old Authority")
cert("no-constraints", old.subject, old.key.public_key(), root)
peer("below-no-constraints", old, mine)
inter3 = Authority("Lab Authority 3")
authority("inter3", inter3, inter2)
peer("too-deep", inter3, mine)
expired_ca = Authority("Expired Authority")
authority("expired-authority", expired_ca, root, end=dt.datetime(2027, 4, 1))
peer("below-expired-authority", expired_ca, mine)
short_ca = Authority("Short Authority", rsa_key(1024))

# Other roots: of another house, and of the same name with another key.
other = Authority("Other Root", subject=name("Other Root", "Other", "YY"))
authority("other-root", other, other, aki=False)
peer("other", other, mine)
twin = Authority("Lab Root")
authority("twin-root", twin, twin, aki=False)
peer("twin", twin, mine)
peer("twin-silent", twin, mine, aki=False)
peer("says-root", inter2, mine, aki=x509.AuthorityKeyIdentifier(None, [x509.DirectoryName(inter2.subject)], 1))
peer("says-intermediate", other, mine, aki=x509.AuthorityKeyIdentifier(None, [x509.DirectoryName(root.subject)], 1))

# Cross-signing: inter1 is certified by a second root too, once in time and once expired; and two who certify each other.
second = Authority("Second Root", subject=name("Second Root", "Second"))
authority("second-root", second, second, aki=False)
authority("inter1-by-second", inter1, second)
authority("inter1-by-second-expired", inter1, second, end=dt.datetime(2027, 4, 1))
left, right = Authority("Left"), Authority("Right")
authority("left-by-right", left, right)
authority("right-by-left", right, left)
authority("left-by-root", left, root)
peer("below-right", right, mine)

# Name constraints.
bound = Authority("Bound Authority")
authority("bound", bound, root, more=[(x509.NameConstraints(
    [x509.DNSName("lab.example"), x509.IPAddress(ipaddress.ip_network("192.0.2.0/24")), x509.IPAddress(ipaddress.ip_network("2001:db8::/32")),
     x509.RFC822Name("lab.example"), x509.DirectoryName(x509.Name(list(name("x"))[:2]))],
    [x509.IPAddress(ipaddress.ip_network("192.0.2.128/25")), x509.DNSName("bad.lab.example")]), True)])
peer("bound-good", bound, mine)
peer("bound-other-domain", bound, mine, san=x509.SubjectAlternativeName([x509.DNSName("alpha.elsewhere.example")]))
peer("bound-excluded-domain", bound, mine, san=x509.SubjectAlternativeName([x509.DNSName("alpha.bad.lab.example")]))
peer("bound-excluded-address", bound, mine, san=x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("192.0.2.200"))]))
peer("bound-other-house", bound, mine, subject=name("alpha", "Elsewhere"), san=x509.SubjectAlternativeName([x509.DNSName("alpha.lab.example")]))

# Signatures of other kinds on certificates.
rsa_root = Authority("RSA Root", rsa_key())
authority("rsa-root", rsa_root, rsa_root, aki=False)
for label, h in {"sha384": hashes.SHA384(), "sha512": hashes.SHA512()}.items():
    peer(f"rsa-{label}", rsa_root, mine, hash_=h)
peer("rsa-pss", rsa_root, mine, pad=padding.PSS(padding.MGF1(hashes.SHA256()), 32))
edwards = Authority("Edwards Root", ed25519.Ed25519PrivateKey.generate())
authority("ed25519-root", edwards, edwards, aki=False)
peer("ed25519", edwards, mine)
peer("rsa-1024", root, short_ca.key)
save_key("rsa-1024", short_ca.key)
secp = ec.generate_private_key(ec.SECP256K1())
peer("other-curve", root, secp)

# Revocation lists.
R = x509.ReasonFlags
serial = made["p256"].serial_number
crl("root", root)
crl("inter1", inter1)
crl("inter2", inter2)
crl("inter2-revoked", inter2, [(serial, R.key_compromise), (made["rsa"].serial_number, R.superseded)], number=2)
crl("inter2-revoked-stale", inter2, [(serial, R.certificate_hold)], at=NOW - 20 * DAY, until=NOW - 13 * DAY)
crl("inter1-revoked", inter1, [(x509.load_der_x509_certificate(base64.b64decode(out["certificates"]["inter2"])).serial_number, R.ca_compromise)])
crl("inter2-stale", inter2, at=NOW - 20 * DAY, until=NOW - 13 * DAY)
crl("inter2-future", inter2, at=NOW + DAY, until=NOW + 8 * DAY)
crl("inter2-other-key", inter2, signer=key())
crl("inter2-delta", inter2, extensions=[(x509.DeltaCRLIndicator(1), True)])
crl("inter2-critical", inter2, extensions=[(strange, True)])
crl("inter2-entry-critical", inter2, [(12345, R.superseded)], entry_more=[strange])
def idp(url, users=False, cas=False, indirect=False):
    return (x509.IssuingDistributionPoint([x509.UniformResourceIdentifier(url)] if url else None, None, users, cas, None, indirect, False), True)
crl("inter2-point", inter2, extensions=[idp("http://crl.lab.example/inter2.crl")])
crl("inter2-other-point", inter2, extensions=[idp("http://crl.lab.example/other.crl")])
crl("inter2-users", inter2, extensions=[idp(None, users=True)])
crl("inter2-authorities", inter2, extensions=[idp(None, cas=True)])
crl("inter2-indirect", inter2, extensions=[idp(None, indirect=True)])
crl("twin", twin)
quiet_ca = Authority("Silent Authority")
authority("no-crl-sign", quiet_ca, root, bits=("key_cert_sign",))
peer("below-no-crl-sign", quiet_ca, mine)
crl("no-crl-sign", quiet_ca)

# IKE signatures by OpenSSL: RSA over a bare hash, the same wrapped in a DigestInfo, ECDSA over a bare hash, hashed again.
# IKE signs HASH_I and HASH_R as they are: 20 octets with SHA-1, as many as its hash has with each curve.
HASHES = {"rsa": bytes(range(1, 21)), "p256": bytes(range(1, 33)), "p384": bytes(range(1, 49)), "p521": bytes(range(1, 65))}
out["hashes"] = {k: v.hex() for k, v in HASHES.items()}
with tempfile.TemporaryDirectory() as tmp:
    t = pathlib.Path(tmp)
    (t / "hash").write_bytes(HASHES["rsa"])
    def run(*words, **more): return subprocess.run(words, check=True, capture_output=True, cwd=t, **more).stdout
    for label, k in keys.items():
        (t / f"{label}.pem").write_bytes(k.private_bytes(ser.Encoding.PEM, ser.PrivateFormat.PKCS8, ser.NoEncryption()))
    run("openssl", "pkeyutl", "-sign", "-inkey", "rsa.pem", "-in", "hash", "-out", "s")
    out["signatures"]["rsa"] = b64((t / "s").read_bytes())
    run("openssl", "pkeyutl", "-sign", "-inkey", "rsa.pem", "-in", "hash", "-out", "s", "-pkeyopt", "digest:sha1")
    out["signatures"]["rsa-digest-info"] = b64((t / "s").read_bytes())
    for label, size in [("p256", 32), ("p384", 48), ("p521", 66)]:
        (t / "digest").write_bytes(HASHES[label])
        der = run("openssl", "pkeyutl", "-sign", "-inkey", f"{label}.pem", "-in", "digest")
        r, s = decode_dss_signature(der)
        out["signatures"][label] = b64(r.to_bytes(size, "big") + s.to_bytes(size, "big"))
        out["signatures"][f"{label}-der"] = b64(der)
    out["signatures"]["p256-hashed-again"] = b64(b"".join(n.to_bytes(32, "big") for n in decode_dss_signature(
        mine.sign(HASHES["p256"], ec.ECDSA(hashes.SHA256())))))

    # Keys in the forms that files have.
    files = HERE / "files"
    files.mkdir(exist_ok=True)
    def write(label, octets): (files / label).write_bytes(octets)
    k = keys["rsa"]
    pem = ser.Encoding.PEM
    write("rsa-pkcs8.pem", k.private_bytes(pem, ser.PrivateFormat.PKCS8, ser.NoEncryption()))
    write("rsa-pkcs1.pem", k.private_bytes(pem, ser.PrivateFormat.TraditionalOpenSSL, ser.NoEncryption()))
    write("rsa-pkcs1.der", k.private_bytes(ser.Encoding.DER, ser.PrivateFormat.TraditionalOpenSSL, ser.NoEncryption()))
    write("rsa-pkcs8-encrypted.pem", k.private_bytes(pem, ser.PrivateFormat.PKCS8, ser.BestAvailableEncryption(b"secret")))
    write("rsa-pkcs8-encrypted.der", k.private_bytes(ser.Encoding.DER, ser.PrivateFormat.PKCS8, ser.BestAvailableEncryption(b"secret")))
    write("rsa-pkcs1-encrypted.pem", k.private_bytes(pem, ser.PrivateFormat.TraditionalOpenSSL, ser.BestAvailableEncryption(b"secret")))
    write("p256-sec1.pem", mine.private_bytes(pem, ser.PrivateFormat.TraditionalOpenSSL, ser.NoEncryption()))
    write("p256-pkcs8.der", mine.private_bytes(ser.Encoding.DER, ser.PrivateFormat.PKCS8, ser.NoEncryption()))
    def as_pem(label): return x509.load_der_x509_certificate(base64.b64decode(out["certificates"][label])).public_bytes(pem)
    write("rsa-chain.pem", b"Bag Attributes: none\n" + as_pem("alpha-rsa") + as_pem("inter1") + as_pem("inter2"))
    write("roots.pem", as_pem("root") + as_pem("second-root"))
    write("root.der", base64.b64decode(out["certificates"]["root"]))
    write("inter2-crl.pem", x509.load_der_x509_crl(base64.b64decode(out["lists"]["inter2"])).public_bytes(pem))

    # A key that the library refuses to make, certified by the root.
    run("openssl", "genrsa", "-out", "short.pem", "768")
    run("openssl", "req", "-new", "-key", "short.pem", "-subj", "/C=XX/O=Lab/CN=alpha", "-out", "short.csr")
    (t / "root.pem").write_bytes(as_pem("root"))
    (t / "root.key").write_bytes(root.key.private_bytes(pem, ser.PrivateFormat.PKCS8, ser.NoEncryption()))
    (t / "ext").write_text("subjectAltName=DNS:alpha.lab.example\n")
    out["certificates"]["rsa-768"] = b64(run("openssl", "x509", "-req", "-in", "short.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial",
                                           "-days", "1500", "-outform", "DER", "-extfile", "ext"))
    write("rsa-768.key", (t / "short.pem").read_bytes())
    run("openssl", "pkeyutl", "-sign", "-inkey", "short.pem", "-in", "hash", "-out", "s")
    out["signatures"]["rsa-768"] = b64((t / "s").read_bytes())

    # Hashes that the library does not sign with any more.
    (t / "rsa-root.pem").write_bytes(as_pem("rsa-root"))
    (t / "rsa-root.key").write_bytes(rsa_root.key.private_bytes(pem, ser.PrivateFormat.PKCS8, ser.NoEncryption()))
    run("openssl", "req", "-new", "-key", "p256.pem", "-subj", "/C=XX/O=Lab/CN=alpha", "-out", "old.csr")
    for digest in ["md5", "sha1"]:
        out["certificates"][f"rsa-{digest}"] = b64(run(
            "openssl", "x509", "-req", "-in", "old.csr", "-CA", "rsa-root.pem", "-CAkey", "rsa-root.key", f"-{digest}",
            "-CAcreateserial", "-days", "1500", "-outform", "DER", "-extfile", "ext"))

    # strongSwan's own tool: root, intermediate, peer, list.
    def pki(*words, **more): return run("pki", *words, **more)
    for label, kind in [("root", "rsa"), ("ca", "ecdsa"), ("moon", "rsa")]:
        (t / f"sw-{label}.key").write_bytes(pki("--gen", "--type", kind, "--size", "2048" if kind == "rsa" else "256"))
    pki_days = ["--not-before", "01.01.26 00:00:00", "--not-after", "01.01.35 00:00:00"]
    (t / "sw-root.crt").write_bytes(pki("--self", "--in", "sw-root.key", "--type", "rsa", "--dn", "C=CH, O=strongSwan, CN=Root", "--ca", *pki_days))
    def issue(kind, pub_of, ca, dn, *more):
        (t / "pub").write_bytes(pki("--pub", "--in", f"{pub_of}.key", "--type", "priv"))
        return pki("--issue", "--in", "pub", "--type", "pub", "--cacert", f"{ca}.crt", "--cakey", f"{ca}.key", "--dn", dn, *pki_days, *more)
    (t / "sw-ca.crt").write_bytes(issue("ecdsa", "sw-ca", "sw-root", "C=CH, O=strongSwan, CN=Intermediate", "--ca", "--pathlen", "0"))
    (t / "sw-moon.crt").write_bytes(issue("rsa", "sw-moon", "sw-ca", "C=CH, O=strongSwan, CN=moon", "--san", "moon.strongswan.example", "--san", "192.0.2.7",
                                          "--flag", "ikeIntermediate", "--crl", "http://crl.strongswan.example/ca.crl"))
    stamp = ["--this-update", "31.05.27 12:00:00", "--next-update", "07.06.27 12:00:00"]
    (t / "sw-ca.crl").write_bytes(pki("--signcrl", "--cacert", "sw-ca.crt", "--cakey", "sw-ca.key", *stamp))
    revoked = pki("--signcrl", "--cacert", "sw-ca.crt", "--cakey", "sw-ca.key", *stamp, "--reason", "key-compromise", "--cert", "sw-moon.crt")
    (t / "sw-root.crl").write_bytes(pki("--signcrl", "--cacert", "sw-root.crt", "--cakey", "sw-root.key", *stamp))
    for label in ["root", "ca", "moon"]: out["certificates"][f"strongswan-{label}"] = b64((t / f"sw-{label}.crt").read_bytes())
    for label in ["root", "ca"]: out["lists"][f"strongswan-{label}"] = b64((t / f"sw-{label}.crl").read_bytes())
    out["lists"]["strongswan-ca-revoked"] = b64(revoked)
    moon = run("openssl", "pkey", "-inform", "DER", "-in", "sw-moon.key", "-outform", "PEM")
    (t / "moon.pem").write_bytes(moon)
    run("openssl", "pkeyutl", "-sign", "-inkey", "moon.pem", "-in", "hash", "-out", "s")
    out["signatures"]["strongswan-moon"] = b64((t / "s").read_bytes())

# Names as the ID payload holds them.
for label, one in {"alpha": name("alpha"), "beta": name("beta"), "other": name("alpha's other name"), "unicode": cyrillic}.items():
    out["names"][label] = b64(one.public_bytes())
shouted = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "XX"), x509.NameAttribute(NameOID.ORGANIZATION_NAME, " LAB ", x509.name._ASN1Type.BMPString),
                     x509.NameAttribute(NameOID.COMMON_NAME, "ALPHA", x509.name._ASN1Type.PrintableString)])
out["names"]["alpha-shouted"] = b64(shouted.public_bytes())
(HERE / "lab.json").write_text(json.dumps(out, indent=1, sort_keys=True) + "\n")
print({k: len(v) for k, v in out.items()})
