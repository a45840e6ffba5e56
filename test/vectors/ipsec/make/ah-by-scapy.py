#!/usr/bin/python3
"""Protects packets with scapy's AH, alone and around ESP: ../ah-scapy.json.

Run with Debian's python3-scapy:  /usr/bin/python3 test/vectors/ipsec/make/ah-by-scapy.py
The output depends on nothing but this file (and scapy keeping to RFC 4302).

One case holds: title, protection (as in a peer file), mode, family, keys, SPIs, seq, the high half of
the sequence number where it is extended, and the whole IP packets before (clear) and after (sealed),
all in hexadecimal. A bundle is made of two scapy SAs, ESP first, then AH in transport mode over what
came out. Outer headers of tunnels are scapy's defaults: IPv4 id 1 and TTL 64, no flags; IPv6 hop limit
64; traffic class 0.
"""

import hashlib
import json
import os
import struct
import sys

import scapy
from scapy.all import IP, UDP, IPv6, Raw, raw
from scapy.layers.inet import IPOption_LSRR, IPOption_RR, IPOption_Router_Alert, IPOption_Security
from scapy.layers.inet6 import (
    HBHOptUnknown,
    IPv6ExtHdrDestOpt,
    IPv6ExtHdrHopByHop,
    IPv6ExtHdrRouting,
    PadN,
    RouterAlert,
)
from scapy.layers.ipsec import AH, AuthAlgo, SecurityAssociation, zero_mutable_fields

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "crypto", "make"))
from scapy_suites import MACS, association  # noqa: E402


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
        return IP(src=ends[0], dst=ends[1], id=0x1234, ttl=63, tos=0xB9, flags="DF") / payload
    ends = ("2001:db8:1::1", "2001:db8:2::1") if mode == "tunnel" else ("2001:db8::1", "2001:db8::2")
    return IPv6(src=ends[0], dst=ends[1], hlim=63, tc=0xB9, fl=0x12345) / payload


def outer_header(mode, family):
    if mode == "transport":
        return None
    if family == 4:
        return IP(src="192.0.2.1", dst="192.0.2.2")
    return IPv6(src="2001:db8::1", dst="2001:db8::2")


def ah_association(mac, key, spi, tunnel, high):
    name = MACS[mac][0]
    return SecurityAssociation(
        AH, spi=spi, auth_algo=name, auth_key=key, tunnel_header=tunnel,
        esn_en=high is not None, esn=high or 0)


class OutsideOfEsp(AuthAlgo):
    """scapy's algorithm for AH around ESP: scapy itself would sign the ESP, if there is one."""

    def __init__(self, own):
        AuthAlgo.__init__(self, own.name, own.mac, own.digestmod, own.icv_size, own.key_size)

    def sign(self, pkt, key, esn_en=False, esn=0):
        high = struct.pack("!L", esn) if esn_en else b""
        mac = self.new_mac(key)
        mac.update(raw(zero_mutable_fields(pkt.copy(), sending=True)) + high)
        pkt[AH].icv = mac.finalize()[: self.icv_size]
        return pkt


def arrived(packet):
    """A source-routed IPv6 packet as it comes in at its last hop."""
    route = packet[IPv6ExtHdrRouting]
    packet.dst, route.addresses, route.segleft = route.addresses[0], [packet.dst], 0
    return packet


CASES = []


def case(title, mac, mode, family, esp=None, high=None, clear=None, hop=lambda packet: packet):
    number = len(CASES)
    key = octets("ah key " + mac, MACS[mac][1])
    spi, seq = 0x2000 + number, number + 1
    packet = clear if clear is not None else clear_packet(mode, family, number)
    before = raw(hop(packet.copy()))
    sent = raw(packet)
    tunnel = outer_header(mode, family)
    inner = {}
    kind = IP if family == 4 else IPv6
    packet = kind(sent)
    name = "ah-" + mac
    if esp is not None:
        suite, cipher, esp_mac, lengths = esp
        keys = tuple(octets(part + " " + suite, count) for part, count in zip(("key", "salt", "mac"), lengths))
        iv = octets("iv %d" % number, 16 if cipher.startswith("aes") else 8)
        sa = association(cipher, esp_mac, keys, spi + 0x1000, tunnel, high)
        packet = kind(raw(sa.encrypt(packet, seq_num=seq, iv=iv)))
        tunnel = None
        inner = {
            "espSpi": spi + 0x1000,
            "encryptionKey": keys[0].hex(),
            "espIntegrityKey": keys[2].hex(),
            "iv": iv.hex(),
        }
        name += "+" + suite
    outside = ah_association(mac, key, spi, tunnel, high)
    if esp is not None:
        outside.auth_algo = OutsideOfEsp(outside.auth_algo)
    sealed = raw(hop(outside.encrypt(packet, seq_num=seq)))
    CASES.append({
        "title": title,
        "protection": name,
        "mode": mode,
        "family": family,
        "key": key.hex(),
        "spi": spi,
        "seq": seq,
        **({} if high is None else {"high": high}),
        **inner,
        "clear": before.hex(),
        "sealed": sealed.hex(),
    })


def main():
    for mac in MACS:
        for mode in ("transport", "tunnel"):
            for family in (4, 6):
                case("%s, %s, IPv%d" % (mac, mode, family), mac, mode, family)
    for number, mac in enumerate(MACS):
        mode = ("transport", "tunnel")[number % 2]
        high = int.from_bytes(octets("high %d" % number, 4), "big")
        case("%s, %s, extended numbers" % (mac, mode), mac, mode, 4, high=high)
    sha1 = ("3des-sha1", "3des", "sha1", (24, 0, 20))
    none = ("3des-none", "3des", None, (24, 0, 0))
    aes = ("aes128-sha256", "aes128", "sha256", (16, 0, 32))
    for esp in (sha1, none, aes):
        for mode in ("transport", "tunnel"):
            for family in (4, 6):
                case("around %s, %s, IPv%d" % (esp[0], mode, family), "sha1", mode, family, esp)
    case("around aes128-sha256, extended numbers", "sha256", "transport", 4, aes, high=7)
    payload = UDP(sport=4000, dport=5000) / Raw(b"options")
    four = dict(src="192.0.2.1", dst="192.0.2.2", id=0x4321, ttl=9, tos=1)
    for title, options in (
        ("a router alert, which does not change", [IPOption_Router_Alert()]),
        ("security, which does not change", [IPOption_Security(security=0xABCD)]),
        ("a record route, which does", [IPOption_RR(routers=["0.0.0.0", "0.0.0.0"])]),
        ("both kinds", [IPOption_Router_Alert(), IPOption_RR(routers=["198.51.100.1"], pointer=8)]),
        ("a source route that has been gone", [IPOption_LSRR(routers=["198.51.100.1"], pointer=8)]),
    ):
        case("IPv4 with " + title, "sha1", "transport", 4, clear=IP(options=options, **four) / payload)
    six = IPv6(src="2001:db8::1", dst="2001:db8::2", hlim=9, tc=3, fl=0xABCDE)
    changing = HBHOptUnknown(otype=0x3E, optdata=b"\x01\x02\x03\x04")
    fixed = HBHOptUnknown(otype=0x1E, optdata=b"\x05\x06\x07\x08")
    padding = PadN(optdata=b"\x00\x00")
    for title, headers in (
        ("a hop-by-hop option that may change", [IPv6ExtHdrHopByHop(options=[changing])]),
        ("a hop-by-hop option that may not", [IPv6ExtHdrHopByHop(options=[fixed])]),
        ("a router alert", [IPv6ExtHdrHopByHop(options=[RouterAlert()])]),
        ("both kinds and padding", [IPv6ExtHdrHopByHop(options=[changing, padding, fixed])]),
    ):
        packet = six
        for header in headers:
            packet = packet / header
        case("IPv6 with " + title, "sha256", "transport", 6, clear=packet / payload)
    # It is sent to 2001:db8::7, signed as it arrives, and held here as it arrives.
    route = IPv6ExtHdrRouting(type=0, addresses=["2001:db8::2"], segleft=1)
    routed = six.copy()
    routed.dst = "2001:db8::7"
    packet = routed / IPv6ExtHdrDestOpt(options=[changing]) / route / payload
    title = "IPv6 with destination options and a routing header"
    case(title, "sha256", "transport", 6, clear=packet, hop=arrived)
    lines = ",\n".join("    " + json.dumps(one) for one in CASES)
    with open(os.path.join(HERE, "..", "ah-scapy.json"), "w") as out:
        out.write('{\n  "source": %s,\n' % json.dumps("scapy %s, scapy.layers.ipsec" % scapy.VERSION))
        out.write('  "madeWith": "/usr/bin/python3 test/vectors/ipsec/make/ah-by-scapy.py",\n')
        out.write('  "cases": [\n%s\n  ]\n}\n' % lines)
    print("ah-scapy.json: %d cases" % len(CASES))


main()
