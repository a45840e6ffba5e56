#!/usr/bin/python3
"""Packets that scapy seals, for the data path: extended sequence numbers across 2^32, TFC padding,
congestion marks, and ESP cut up behind the cipher. Writes scapy-data-path.json beside this folder.
"""
import hmac
import json
import os
import random

from scapy.all import ICMP, IP, UDP, ICMPv6EchoRequest, IPv6, IPv6ExtHdrFragment, Padding, Raw, fragment, fragment6
from scapy.layers.ipsec import ESP, SecurityAssociation

DRAWS = random.Random(303)
A, B = "192.0.2.1", "192.0.2.2"
A6, B6 = "2001:db8::1", "2001:db8::2"
SUITES = {
    "aes128-sha1": dict(crypt="AES-CBC", key=16, auth="HMAC-SHA1-96", mac=20),
    "3des-md5": dict(crypt="3DES", key=24, auth="HMAC-MD5-96", mac=16),
    "null-sha256": dict(crypt="NULL", key=0, auth="SHA2-256-128", mac=32),
    "aes128ctr-sha1": dict(crypt="AES-CTR", key=20, auth="HMAC-SHA1-96", mac=20),
    "aes256gcm16": dict(crypt="AES-GCM", key=36, auth=None, mac=0),
}


def octets(count):
    return bytes(DRAWS.randrange(256) for _ in range(count))


def association(name, tunnel=None):
    facts = SUITES[name]
    key, mac = octets(facts["key"]), octets(facts["mac"])
    options = dict(crypt_algo=facts["crypt"], crypt_key=key or None)
    if facts["auth"]:
        options.update(auth_algo=facts["auth"], auth_key=mac)
    sa = SecurityAssociation(ESP, spi=0x1000000B, tunnel_header=tunnel, **options)
    return sa, dict(suite=name, keymat=(key + mac).hex())


def udp(size, **more):
    return IP(src=A, dst=B, **more) / UDP(sport=1024, dport=7) / Raw(octets(size))


def signed(name, packet, high, facts):
    """scapy 2.5 leaves the high half out of its MACs (RFC 4303 2.2.1): here it is put in."""
    hashed = {"HMAC-SHA1-96": ("sha1", 12), "HMAC-MD5-96": ("md5", 12), "SHA2-256-128": ("sha256", 16)}
    if SUITES[name]["auth"] is None:
        return packet
    digest, icv = hashed[SUITES[name]["auth"]]
    key = bytes.fromhex(facts["keymat"])[SUITES[name]["key"] :]
    covered = packet[20:-icv] + high.to_bytes(4, "big")
    return packet[:-icv] + hmac.new(key, covered, digest).digest()[:icv]


def main():
    made = {}
    for name in SUITES:
        sa, facts = association(name)
        packets = []
        for high, low in [(0, 0xFFFFFFF0), (0, 0xFFFFFFFE), (1, 1), (0, 0xFFFFFFFF), (1, 0), (1, 2)]:
            clear = IP(bytes(udp(40)))
            sa.seq_num = low
            sealed = signed(name, bytes(sa.encrypt(clear, esn_en=True, esn=high)), high, facts)
            packets.append(dict(high=high, low=low, clear=bytes(clear).hex(), sealed=sealed.hex()))
        made[f"esn {name}"] = dict(facts, packets=packets)
    for name in ("aes128-sha1", "aes256gcm16"):
        sa, facts = association(name, IP(src=A, dst=B))
        packets = []
        for size, filling in [(0, 100), (33, 1), (500, 700)]:
            clear = IP(bytes(udp(size)))
            sealed = sa.encrypt(clear / Padding(octets(filling)), seq_num=len(packets) + 1)
            packets.append(dict(filling=filling, clear=bytes(clear).hex(), sealed=bytes(sealed).hex()))
        made[f"tfc {name}"] = dict(facts, packets=packets)
    sa, facts = association("aes128-sha1", IP(src=A, dst=B))
    packets = []
    for inner in range(4):
        for outer in range(4):
            sa.tunnel_header = IP(src=A, dst=B, tos=outer)
            clear = IP(bytes(udp(8, tos=inner)))
            sealed = sa.encrypt(clear, seq_num=len(packets) + 1)
            packets.append(dict(inner=inner, outer=outer, clear=bytes(clear).hex(), sealed=bytes(sealed).hex()))
    made["ecn"] = dict(facts, packets=packets)
    sa, facts = association("aes128-sha1")
    clear = IP(bytes(udp(1900, id=77)))
    sealed = sa.encrypt(clear, seq_num=1)
    made["fragments"] = dict(facts, clear=bytes(clear).hex(), pieces=[bytes(f).hex() for f in fragment(sealed, fragsize=600)])
    sa, facts = association("aes128-sha1")
    clear = IPv6(bytes(IPv6(src=A6, dst=B6) / ICMPv6EchoRequest(id=1, seq=1, data=octets(2000))))
    sealed = sa.encrypt(clear, seq_num=1)
    header = IPv6(src=A6, dst=B6, nh=44) / IPv6ExtHdrFragment(id=4711, nh=50)
    whole = header / Raw(bytes(sealed)[40:])
    pieces = [bytes(f).hex() for f in fragment6(whole, 1280)]
    made["fragments IPv6"] = dict(facts, clear=bytes(clear).hex(), pieces=pieces)
    path = os.path.join(os.path.dirname(__file__), "..", "scapy-data-path.json")
    with open(path, "w") as file:
        json.dump(made, file, indent=1)
        file.write("\n")


main()
