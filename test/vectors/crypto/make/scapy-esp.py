#!/usr/bin/python3
"""Seals packets with scapy for every ESP suite of Espial and writes ../scapy-esp.json.

Run with Debian's python3-scapy:  /usr/bin/python3 test/vectors/crypto/make/scapy-esp.py
The output depends on nothing but this file (and scapy keeping to the RFCs).

One case holds: suite (strongSwan's spelling), mode, family, keys, spi, seq, iv, and the whole
IP packets before (clear) and after (sealed), all in hexadecimal. Counter modes have the sequence
number as their IV. Outer headers of tunnels are scapy's defaults: IPv4 id 1 and TTL 64, no flags;
IPv6 hop limit 64; traffic class 0.
"""

import hashlib
import json
import os

import scapy
from scapy.all import IP, UDP, IPv6, Raw, raw
from scapy.layers.ipsec import ESP, SecurityAssociation

# Name: (scapy's name, octets of the key, octets of the salt, octets of the IV, counter or combined).
CIPHERS = {"null": (None, 0, 0, 0, "plain")}
CIPHERS["des"] = ("DES", 8, 0, 8, "cbc")
CIPHERS["3des"] = ("3DES", 24, 0, 8, "cbc")
for bits in (128, 192, 256):
    CIPHERS["aes%d" % bits] = ("AES-CBC", bits // 8, 0, 16, "cbc")
    CIPHERS["aes%dctr" % bits] = ("AES-CTR", bits // 8, 4, 8, "counter")
    CIPHERS["aes%dgcm16" % bits] = ("AES-GCM", bits // 8, 4, 8, "combined")
CIPHERS["chacha20poly1305"] = ("CHACHA20-POLY1305", 32, 4, 8, "combined")

MACS = {
    "md5": ("HMAC-MD5-96", 16),
    "sha1": ("HMAC-SHA1-96", 20),
    "sha256": ("SHA2-256-128", 32),
    "sha384": ("SHA2-384-192", 48),
    "sha512": ("SHA2-512-256", 64),
}


def octets(label, count):
    """Octets that look random and are the same in every run."""
    out = b""
    block = 0
    while len(out) < count:
        out += hashlib.sha256(("%s %d" % (label, block)).encode()).digest()
        block += 1
    return out[:count]


def suites():
    for cipher, facts in CIPHERS.items():
        if facts[4] == "combined":
            yield cipher, cipher, None
            continue
        for mac in MACS:
            yield "%s-%s" % (cipher, mac), cipher, mac
        if facts[4] == "cbc":
            yield "%s-none" % cipher, cipher, None


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


def case(name, cipher, mac, mode, family, number):
    algorithm, key_octets, salt_octets, iv_octets, kind = CIPHERS[cipher]
    key = octets("key " + name, key_octets)
    salt = octets("salt " + name, salt_octets)
    mac_key = octets("mac " + name, MACS[mac][1]) if mac else b""
    spi = 0x1000 + number
    seq = number + 1
    iv = octets("iv %s %d" % (name, number), iv_octets)
    if kind in ("counter", "combined"):
        iv = seq.to_bytes(8, "big")
    association = SecurityAssociation(
        ESP,
        spi=spi,
        crypt_algo=algorithm or "NULL",
        crypt_key=(key + salt) or None,
        auth_algo=MACS[mac][0] if mac else None,
        auth_key=mac_key or None,
        tunnel_header=outer_header(mode, family),
    )
    clear = raw(clear_packet(mode, family, number))
    packet = (IP if family == 4 else IPv6)(clear)
    sealed = raw(association.encrypt(packet, seq_num=seq, iv=iv))
    return {
        "suite": name,
        "mode": mode,
        "family": family,
        "encryptionKey": key.hex(),
        "salt": salt.hex(),
        "integrityKey": mac_key.hex(),
        "spi": spi,
        "seq": seq,
        "iv": iv.hex(),
        "clear": clear.hex(),
        "sealed": sealed.hex(),
    }


def main():
    cases = []
    for name, cipher, mac in suites():
        for mode in ("transport", "tunnel"):
            for family in (4, 6):
                cases.append(case(name, cipher, mac, mode, family, len(cases)))
    head = {
        "source": "scapy %s, scapy.layers.ipsec" % scapy.VERSION,
        "made with": "/usr/bin/python3 test/vectors/crypto/make/scapy-esp.py",
    }
    lines = ",\n".join("    " + json.dumps(one) for one in cases)
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "scapy-esp.json")
    with open(path, "w") as out:
        out.write('{\n  "source": %s,\n' % json.dumps(head["source"]))
        out.write('  "madeWith": %s,\n' % json.dumps(head["made with"]))
        out.write('  "cases": [\n%s\n  ]\n}\n' % lines)
    print("%d cases" % len(cases))


main()
