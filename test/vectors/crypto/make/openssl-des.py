#!/usr/bin/python3
"""Encrypts with the openssl command for the CBC ciphers that no RFC gives vectors for.

RFC 2405 (DES-CBC) and RFC 2451 (3DES-CBC) have none. Writes ../des-cbc.json. Run with OpenSSL 3:
/usr/bin/python3 test/vectors/crypto/make/openssl-des.py
The command of every case is kept in the case.
"""

import hashlib
import json
import os
import subprocess


def octets(label, count):
    out = b""
    while len(out) < count:
        out += hashlib.sha256(("%s %d" % (label, len(out))).encode()).digest()
    return out[:count]


def encrypt(cipher, name, key, iv, plaintext):
    command = ["openssl", "enc", "-" + cipher, "-K", key.hex(), "-iv", iv.hex(), "-nopad"]
    if cipher == "des-cbc":
        command += ["-provider", "legacy", "-provider", "default"]
    done = subprocess.run(command, input=plaintext, stdout=subprocess.PIPE, check=True)
    return {
        "source": " ".join(command),
        "cipher": name,
        "key": key.hex(),
        "iv": iv.hex(),
        "plaintext": plaintext.hex(),
        "ciphertext": done.stdout.hex(),
    }


def main():
    # FIPS 81's example key, IV and text first: its ciphertext is well known.
    cases = [
        encrypt(
            "des-cbc",
            "des-cbc",
            bytes.fromhex("0123456789abcdef"),
            bytes.fromhex("1234567890abcdef"),
            b"Now is the time for all ",
        )
    ]
    for blocks in (1, 2, 7, 32):
        for cipher, name, key in (("des-cbc", "des-cbc", 8), ("des-ede3-cbc", "3des-cbc", 24)):
            label = "%s %d" % (name, blocks)
            cases.append(
                encrypt(
                    cipher,
                    name,
                    octets("key " + label, key),
                    octets("iv " + label, 8),
                    octets("text " + label, 8 * blocks),
                )
            )
    version = subprocess.run(["openssl", "version"], stdout=subprocess.PIPE, check=True)
    head = {"source": version.stdout.decode().strip()}
    lines = ",\n".join("    " + json.dumps(case) for case in cases)
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "des-cbc.json")
    with open(path, "w") as out:
        out.write('{\n  "source": %s,\n' % json.dumps(head["source"]))
        out.write('  "madeWith": "/usr/bin/python3 test/vectors/crypto/make/openssl-des.py",\n')
        out.write('  "cases": [\n%s\n  ]\n}\n' % lines)
    print("%d cases" % len(cases))


main()
