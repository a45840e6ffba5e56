#!/usr/bin/python3
"""Seals packets with scapy for every ESP suite of Espial: ../scapy-esp.json and ../scapy-esn.json.

Run with Debian's python3-scapy:  /usr/bin/python3 test/vectors/crypto/make/scapy-esp.py
The output depends on nothing but this file (and scapy keeping to the RFCs).

One case holds: suite (strongSwan's spelling), mode, family, keys, spi, seq, iv, and the whole
IP packets before (clear) and after (sealed), all in hexadecimal; with extended sequence numbers
also high, their high half. Counter modes have the sequence number as their IV. Outer headers of tunnels are scapy's defaults: IPv4 id 1 and TTL 64, no flags;
IPv6 hop limit 64; traffic class 0.
"""

import hashlib
import json
import os

import scapy
from scapy.all import IP, UDP, IPv6, Raw, raw
from scapy_suites import CIPHERS, MACS, association, suites

def octets(label, count):
    """Octets that look random and are the same in every run."""
    out = b""
    block = 0
    while len(out) < count:
        out += hashlib.sha256(("%s %d" % (label, block)).encode()).digest()
        block += 1
    return out[:count]


def clear_packet(mode, family, number):
    payload = UDP(sport=4000, dport=5000) / Raw(octets("payload %d" % number, number % 37))
    if family == 4:
        ends = ("10.1.0.1", "10.2.0.1") if mode == "tunnel" else ("192.0.2.1", "192.0.2.2")
        return IP(src=ends[0], dst=ends[1], id=0x1234, ttl=63) / payload
    ends = ("2001:db8:1::1", "2001:db8:2::1") if mode == "tunnel" else ("2001:db8::1", "2001:db8::2")
    return IPv6(src=ends[0], dst=ends[1], hlim=63) / payload


def outer_header(mode, family):
    if mode == "transport":
        return None
    if family == 4:
        return IP(src="192.0.2.1", dst="192.0.2.2")
    return IPv6(src="2001:db8::1", dst="2001:db8::2")


def case(name, cipher, mac, mode, family, number, high=None):
    _, key_octets, salt_octets, iv_octets, kind, _ = CIPHERS[cipher]
    key = octets("key " + name, key_octets)
    salt = octets("salt " + name, salt_octets)
    mac_key = octets("mac " + name, MACS[mac][1]) if mac else b""
    spi = 0x1000 + number
    seq = number + 1
    iv = octets("iv %s %d" % (name, number), iv_octets)
    if kind in ("counter", "combined"):
        iv = ((high or 0) << 32 | seq).to_bytes(8, "big")
    keys = (key, salt, mac_key)
    sa = association(cipher, mac, keys, spi, outer_header(mode, family), high)
    clear = raw(clear_packet(mode, family, number))
    packet = (IP if family == 4 else IPv6)(clear)
    sealed = raw(sa.encrypt(packet, seq_num=seq, iv=iv))
    return {
        "suite": name,
        "mode": mode,
        "family": family,
        "encryptionKey": key.hex(),
        "salt": salt.hex(),
        "integrityKey": mac_key.hex(),
        "spi": spi,
        "seq": seq,
        **({} if high is None else {"high": high}),
        "iv": iv.hex(),
        "clear": clear.hex(),
        "sealed": sealed.hex(),
    }


def write(file, cases):
    head = {
        "source": "scapy %s, scapy.layers.ipsec" % scapy.VERSION,
        "made with": "/usr/bin/python3 test/vectors/crypto/make/scapy-esp.py",
    }
    lines = ",\n".join("    " + json.dumps(one) for one in cases)
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", file)
    with open(path, "w") as out:
        out.write('{\n  "source": %s,\n' % json.dumps(head["source"]))
        out.write('  "madeWith": %s,\n' % json.dumps(head["made with"]))
        out.write('  "cases": [\n%s\n  ]\n}\n' % lines)
    print("%s: %d cases" % (file, len(cases)))


def main():
    cases = []
    for name, cipher, mac in suites():
        for mode in ("transport", "tunnel"):
            for family in (4, 6):
                cases.append(case(name, cipher, mac, mode, family, len(cases)))
    write("scapy-esp.json", cases)
    extended = []
    for name, cipher, mac in suites():
        number = len(extended)
        mode = ("transport", "tunnel")[number % 2]
        high = int.from_bytes(octets("high %d" % number, 4), "big")
        extended.append(case(name, cipher, mac, mode, 4, number, high))
    write("scapy-esn.json", extended)


main()
