#!/usr/bin/python3
"""Diffie-Hellman pairs and secrets, with Python's integers (MODP) and python3-cryptography (ECP).

Writes ../dh.json: /usr/bin/python3 test/vectors/crypto/make/dh.py (some ten seconds).
Every group has one ordinary case and cases searched for: a public value, and a shared secret,
whose first octet is 0 (on curves: the x and the y of the public value, and the secret), because
one in 256 exchanges fails where the zeros are lost (RFC 2409 5, RFC 5903 7). The primes are made
from the formulas in RFC 2409 6 and RFC 3526, not copied.
"""

import hashlib
import json
import os

from cryptography.hazmat.primitives.asymmetric import ec

# Group: (bits of the prime, the number added to the digits of pi, octets of an exponent).
MODP = {
    1: (768, 149686, 32),
    2: (1024, 129093, 32),
    5: (1536, 741804, 32),
    14: (2048, 124476, 32),
    15: (3072, 1690314, 33),
    16: (4096, 240904, 38),
    17: (6144, 929484, 43),
    18: (8192, 4743158, 48),
}
ECP = {19: ec.SECP256R1(), 20: ec.SECP384R1(), 21: ec.SECP521R1()}


def pi_times_power_of_two(bits):
    """floor(pi * 2^bits) by Machin's formula."""
    one = 1 << (bits + 64)

    def inverse_tangent(n):
        term = one // n
        total = term
        k = 1
        while term:
            term //= n * n
            k += 2
            total += term // k if k % 4 == 1 else -(term // k)
        return total

    return (16 * inverse_tangent(5) - 4 * inverse_tangent(239)) >> 64


def prime(bits, added):
    return (
        2**bits - 2 ** (bits - 64) - 1 + 2**64 * (pi_times_power_of_two(bits - 130) + added)
    )


def number(label, octets):
    out = b""
    while len(out) < octets:
        out += hashlib.sha256(("%s %d" % (label, len(out))).encode()).digest()
    return int.from_bytes(out[:octets], "big")


def modp_cases(group):
    bits, added, exponent_octets = MODP[group]
    p = prime(bits, added)
    octets = bits // 8

    def case(source, i, r):
        values = [(pow(2, i, p)), pow(2, r, p), pow(pow(2, r, p), i, p)]
        gi, gr, secret = (value.to_bytes(octets, "big").hex() for value in values)
        return {
            "source": source,
            "group": group,
            "i": i.to_bytes(exponent_octets, "big").hex(),
            "gi": gi,
            "r": r.to_bytes(exponent_octets, "big").hex(),
            "gr": gr,
            "secret": secret,
        }

    i = number("initiator %d" % group, exponent_octets)
    r = number("responder %d" % group, exponent_octets)
    yield case("ordinary", i, r)
    short = i
    while pow(2, short, p) >> (bits - 8):
        short += 1
    yield case("short public value", short, r)
    # (g^r)^(i+1) is (g^r)^i times g^r: cheaper than a power each.
    gr = pow(2, r, p)
    secret = pow(gr, i, p)
    while secret >> (bits - 8):
        i += 1
        secret = secret * gr % p
    yield case("short secret", i, r)


def ecp_cases(group):
    curve = ECP[group]
    octets = (curve.key_size + 7) // 8
    # The first octet of a P-521 coordinate is 0 or 1 anyway: there the second one counts.
    zeros = 2 if group == 21 else 1

    def short(value):
        return value < 1 << (8 * (octets - zeros))

    def key(value):
        return ec.derive_private_key(value, curve)

    def point(private):
        return private.public_key().public_numbers()

    def case(source, i, r):
        secret = key(i).exchange(ec.ECDH(), key(r).public_key())
        joined = [
            (numbers.x.to_bytes(octets, "big") + numbers.y.to_bytes(octets, "big")).hex()
            for numbers in (point(key(i)), point(key(r)))
        ]
        return {
            "source": source,
            "group": group,
            "i": i.to_bytes(octets, "big").hex(),
            "gi": joined[0],
            "r": r.to_bytes(octets, "big").hex(),
            "gr": joined[1],
            "secret": secret.hex(),
        }

    start = number("initiator %d" % group, octets - 1)
    r = number("responder %d" % group, octets - 1)
    yield case("ordinary", start, r)
    i = start
    while not short(point(key(i)).x):
        i += 1
    yield case("short x", i, r)
    i = start
    while not short(point(key(i)).y):
        i += 1
    yield case("short y", i, r)
    i = start
    other = key(r).public_key()
    while not short(int.from_bytes(key(i).exchange(ec.ECDH(), other), "big")):
        i += 1
    yield case("short secret", i, r)


def main():
    cases = []
    for group in MODP:
        cases.extend(modp_cases(group))
    for group in ECP:
        cases.extend(ecp_cases(group))
    lines = ",\n".join("    " + json.dumps(case) for case in cases)
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "dh.json")
    with open(path, "w") as out:
        out.write('{\n  "source": "Python integers (MODP), python3-cryptography (ECP)",\n')
        out.write('  "madeWith": "/usr/bin/python3 test/vectors/crypto/make/dh.py",\n')
        out.write('  "cases": [\n%s\n  ]\n}\n' % lines)
    print("%d cases" % len(cases))


main()
