"""Makes tokens.json: tokens of Espial's stub realm by another hand, as docs/kerberos.md describes them.

python3 make.py > tokens.json      (Debian's python3-cryptography)
"""

import hashlib
import hmac
import json
import struct

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

REALM, CLIENT, SERVICE = b"LAB.EXAMPLE", b"host/alpha.lab.example", b"host/bravo.lab.example"
NOON = 1054468800  # 2003-06-01 12:00:00 UTC
MAGIC = b"ESPIAL STUB, NOT KERBEROS\n" + b"\x01"


def key_for(key, usage, *about):
    text = b"espial stub realm 1: " + usage + b"\n" + b"".join(about)
    return hmac.new(key, text, hashlib.sha256).digest()


def name(text):
    return bytes([len(text)]) + text


def seal(key, usage, nonce, clear, plaintext):
    """`clear` with what is sealed behind it, its length between them."""
    aad = clear + struct.pack(">H", len(plaintext) + 16)
    return aad + AESGCM(key_for(key, usage)).encrypt(nonce, plaintext, aad)


def octets(seed, length):
    return hashlib.shake_256(seed.encode()).digest(length)


service_key = octets("service", 32)
session_key = octets("session", 32)
subkeys = octets("subkey of the initiator", 32), octets("subkey of the acceptor", 32)
nonces = [octets(f"nonce {i}", 12) for i in range(3)]

content = name(CLIENT) + session_key + octets("ticket", 16)
content += struct.pack(">III", NOON, NOON, NOON + 36000)
ticket_clear = name(REALM) + name(SERVICE) + key_for(service_key, b"key check")[:8] + nonces[0]
ticket = seal(service_key, b"ticket", nonces[0], ticket_clear, content)

stamp = struct.pack(">II", NOON, 250000)
request_clear = MAGIC + b"\x04" + struct.pack(">H", len(ticket)) + ticket + nonces[1]
authenticator = name(CLIENT) + stamp + subkeys[0]
request = seal(session_key, b"authenticator", nonces[1], request_clear, authenticator)

answer_clear = MAGIC + b"\x05" + nonces[2]
answer = seal(session_key, b"mutual proof", nonces[2], answer_clear, stamp + subkeys[1])

context = key_for(
    b"".join(subkeys),
    b"context",
    hashlib.sha256(request).digest(),
    hashlib.sha256(answer).digest(),
)


def wrap(usage, direction, sequence, message):
    clear = MAGIC + b"\x06" + struct.pack(">BI", direction, sequence)
    return seal(context, usage, struct.pack(">QI", 0, sequence), clear, message).hex()


message = octets("message", 20)
print(
    json.dumps(
        {
            "source": "make.py with python3-cryptography, after docs/kerberos.md",
            "serviceKey": service_key.hex(),
            "clock": NOON * 1000 + 250,
            "request": request.hex(),
            "random": {"subkey": subkeys[1].hex(), "nonce": nonces[2].hex()},
            "answer": answer.hex(),
            "message": message.hex(),
            "fromInitiator": [
                wrap(b"wrap from the initiator", 0, i, message) for i in range(2)
            ],
            "fromAcceptor": [wrap(b"wrap from the acceptor", 1, i, message) for i in range(2)],
        },
        indent=2,
    )
)
