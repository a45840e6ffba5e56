#!/usr/bin/python3
"""scapy's side of `npm run check:suites`: seals and opens what check-suites.ts hands it.

One JSON object a line in, one out, in the same order. In: do (seal or open), suite, encryption,
salt and integrity (keys), spi, seq, iv (seal only), mode, high (with extended sequence numbers),
packet: a whole IP packet in hexadecimal. Out: own (scapy has the suite without help), and packet or
error.
"""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../test/vectors/crypto/make"))
sys.dont_write_bytecode = True

from scapy.all import IP, IPv6, raw  # noqa: E402
from scapy_suites import association, known, known_esn, suites  # noqa: E402

PARTS = {name: (cipher, mac) for name, cipher, mac in suites()}


def answer(job):
    if job["suite"] not in PARTS:
        return {"own": False, "error": "scapy_suites.py does not have this suite"}
    cipher, mac = PARTS[job["suite"]]
    high = job.get("high")
    own = known(cipher, mac) if high is None else known_esn(cipher, mac)
    packet = bytes.fromhex(job["packet"])
    family = IP if packet[0] >> 4 == 4 else IPv6
    ends = family(packet)
    outer = family(src=ends.src, dst=ends.dst) if job["mode"] == "tunnel" else None
    keys = tuple(bytes.fromhex(job[part]) for part in ("encryption", "salt", "integrity"))
    sa = association(cipher, mac, keys, job["spi"], outer, high)
    try:
        if job["do"] == "seal":
            made = sa.encrypt(family(packet), seq_num=job["seq"], iv=bytes.fromhex(job["iv"]))
        else:
            made = sa.decrypt(family(packet))
        return {"own": own, "packet": raw(made).hex()}
    except Exception as error:  # what scapy throws is its verdict
        return {"own": own, "error": "%s: %s" % (type(error).__name__, error)}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))))
