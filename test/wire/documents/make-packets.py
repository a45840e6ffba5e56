#!/usr/bin/python3
"""Makes the IP packets of packets.md and of test/vectors/packets/scapy.json with Debian's scapy.

    /usr/bin/python3 test/wire/documents/make-packets.py test/wire/documents test/vectors/packets

Needs python3-scapy 2.5. The output is the same at each run. The `fields` blocks are filled by
`UPDATE_DOCUMENTS=1 npx vitest run test/wire/isakmp-documents`.
"""
import json
import os
import sys

from scapy.all import *
from scapy.layers.inet6 import *
from scapy.layers.ipsec import AH, ESP
from scapy.layers.sctp import SCTP

DOCUMENTS, VECTORS = sys.argv[1], sys.argv[2]
V4 = "IP(src='192.0.2.1', dst='198.51.100.2')"
V6 = "IPv6(src='2001:db8::1', dst='2001:db8:1::2')"
QUOTED4 = "IP(src='198.51.100.2', dst='203.0.113.9')/UDP(sport=4500, dport=500)/b'12345678'"
QUOTED6 = "IPv6(src='2001:db8:1::2', dst='2001:db8:2::9')/UDP(sport=4500, dport=500)/b'12345678'"

# title, what makes it, and for the view: protocol, octets before the upper layer, and
# source and destination port or ICMP type and code where there are any.
PACKETS = [
    ("IPv4 echo request", f"{V4}/ICMP(id=0x1234, seq=7)/b'abcdefgh'", 1, 20, {"icmp": [8, 0]}),
    ("IPv4 echo reply, odd length", f"{V4}/ICMP(type=0, id=1, seq=65535)/b'abc'", 1, 20, {"icmp": [0, 0]}),
    ("IPv4 with traffic class, identification and flags",
     "IP(src='192.0.2.1', dst='198.51.100.2', tos=0xb9, id=4660, flags='DF', ttl=3)/ICMP(id=1, seq=1)",
     1, 20, {"icmp": [8, 0]}),
    ("IPv4 with a router alert option",
     "IP(src='192.0.2.1', dst='198.51.100.2', options=[IPOption_Router_Alert()])/UDP(sport=1, dport=2)/b'x'",
     17, 24, {"ports": [1, 2]}),
    ("IPv4 with record route, filled up",
     "IP(src='192.0.2.1', dst='198.51.100.2', options=[IPOption_RR(routers=['0.0.0.0', '0.0.0.0'])])/ICMP()",
     1, 32, {"icmp": [8, 0]}),
    ("IPv4 UDP", f"{V4}/UDP(sport=40000, dport=500)/b'payload'", 17, 20, {"ports": [40000, 500]}),
    ("IPv4 UDP without payload", f"{V4}/UDP(sport=7, dport=7)", 17, 20, {"ports": [7, 7]}),
    ("IPv4 UDP without checksum", f"{V4}/UDP(sport=4500, dport=4500, chksum=0)/b'esp'", 17, 20, {"ports": [4500, 4500]}),
    ("IPv4 TCP SYN with options",
     f"{V4}/TCP(sport=51000, dport=80, seq=305419896, flags='S', window=64240, "
     "options=[('MSS', 1460), ('SAckOK', b''), ('Timestamp', (1, 0)), ('NOP', None), ('WScale', 7)])",
     6, 20, {"ports": [51000, 80]}),
    ("IPv4 TCP data", f"{V4}/TCP(sport=80, dport=51000, seq=1, ack=2, flags='PA', window=1024)/b'hello'",
     6, 20, {"ports": [80, 51000]}),
    ("IPv4 port unreachable", f"{V4}/ICMP(type=3, code=3)/{QUOTED4}", 1, 20, {"icmp": [3, 3]}),
    ("IPv4 fragmentation needed", f"{V4}/ICMP(type=3, code=4, nexthopmtu=1400)/{QUOTED4}", 1, 20, {"icmp": [3, 4]}),
    ("IPv4 time exceeded", f"{V4}/ICMP(type=11, code=0)/{QUOTED4}", 1, 20, {"icmp": [11, 0]}),
    ("IPv4 redirect", f"{V4}/ICMP(type=5, code=1, gw='192.0.2.254')/{QUOTED4}", 1, 20, {"icmp": [5, 1]}),
    ("IPv4 parameter problem", f"{V4}/ICMP(type=12, code=0, ptr=20)/{QUOTED4}", 1, 20, {"icmp": [12, 0]}),
    ("IPv4 source quench", f"{V4}/ICMP(type=4, code=0)/{QUOTED4}", 1, 20, {"icmp": [4, 0]}),
    ("IPv4 timestamp", f"{V4}/ICMP(type=13, id=1, seq=2, ts_ori=3, ts_rx=4, ts_tx=5)", 1, 20, {"icmp": [13, 0]}),
    ("IPv4 first fragment",
     f"fragment(IP(src='192.0.2.1', dst='198.51.100.2', id=9)/UDP(sport=5, dport=6)/(b'f' * 60), fragsize=32)[0]",
     17, 20, {"ports": [5, 6], "fragment": [0, True]}),
    ("IPv4 last fragment",
     f"fragment(IP(src='192.0.2.1', dst='198.51.100.2', id=9)/UDP(sport=5, dport=6)/(b'f' * 60), fragsize=32)[-1]",
     17, 20, {"fragment": [64, False]}),
    ("IPv4 ESP", f"IP(src='192.0.2.1', dst='198.51.100.2', proto=50)/ESP(spi=0xc0ffee01, seq=2, data=b'secret secret!!!')",
     50, 20, {}),
    ("IPv4 AH",
     f"IP(src='192.0.2.1', dst='198.51.100.2', proto=51)/AH(nh=17, payloadlen=4, spi=0xc0ffee02, seq=3, icv=b'0123456789ab')"
     "/UDP(sport=1, dport=2)", 51, 20, {}),
    ("IPv4 in IPv4", f"{V4}/{QUOTED4}", 4, 20, {}),
    ("IPv4 SCTP", f"{V4}/SCTP(sport=3000, dport=4000, tag=1)", 132, 20, {"ports": [3000, 4000]}),
    ("IPv6 echo request", f"{V6}/ICMPv6EchoRequest(id=0x1234, seq=7, data=b'abcdefgh')", 58, 40, {"icmp": [128, 0]}),
    ("IPv6 echo reply", f"{V6}/ICMPv6EchoReply(id=1, seq=65535, data=b'abc')", 58, 40, {"icmp": [129, 0]}),
    ("IPv6 UDP with traffic class and flow label",
     "IPv6(src='2001:db8::1', dst='2001:db8:1::2', tc=0xb9, fl=0xabcde, hlim=3)/UDP(sport=40000, dport=500)/b'payload'",
     17, 40, {"ports": [40000, 500]}),
    ("IPv6 TCP", f"{V6}/TCP(sport=51000, dport=80, seq=1, ack=2, flags='A', window=1024)/b'hello'", 6, 40, {"ports": [51000, 80]}),
    ("IPv6 hop-by-hop and destination options",
     f"{V6}/IPv6ExtHdrHopByHop(options=[RouterAlert()])/IPv6ExtHdrDestOpt(options=[HBHOptUnknown(otype=0x3e, optdata=b'opt')])"
     "/UDP(sport=1, dport=2)/b'x'", 17, 56, {"ports": [1, 2]}),
    ("IPv6 routing header with segments left",
     f"{V6}/IPv6ExtHdrRouting(type=2, segleft=1, addresses=['2001:db8:3::3'])/UDP(sport=1, dport=2)/b'x'",
     17, 64, {"ports": [1, 2]}),
    ("IPv6 routing header used up",
     f"{V6}/IPv6ExtHdrRouting(segleft=0, addresses=['2001:db8:3::3'])/UDP(sport=1, dport=2)/b'x'",
     17, 64, {"ports": [1, 2]}),
    ("IPv6 first fragment",
     f"fragment6({V6}/IPv6ExtHdrFragment(id=77)/UDP(sport=5, dport=6)/(b'f' * 1400), 1280)[0]",
     17, 48, {"ports": [5, 6], "fragment": [0, True]}),
    ("IPv6 last fragment",
     f"fragment6({V6}/IPv6ExtHdrFragment(id=77)/UDP(sport=5, dport=6)/(b'f' * 1400), 1280)[1]",
     17, 48, {"fragment": [1232, False]}),
    ("IPv6 whole packet with a fragment header",
     f"{V6}/IPv6ExtHdrFragment(id=78)/ICMPv6EchoRequest(id=1, seq=2)", 58, 48, {"icmp": [128, 0], "fragment": [0, False]}),
    ("IPv6 destination unreachable", f"{V6}/ICMPv6DestUnreach(code=4)/{QUOTED6}", 58, 40, {"icmp": [1, 4]}),
    ("IPv6 packet too big", f"{V6}/ICMPv6PacketTooBig(mtu=1280)/{QUOTED6}", 58, 40, {"icmp": [2, 0]}),
    ("IPv6 time exceeded", f"{V6}/ICMPv6TimeExceeded()/{QUOTED6}", 58, 40, {"icmp": [3, 0]}),
    ("IPv6 parameter problem", f"{V6}/ICMPv6ParamProblem(code=1, ptr=6)/{QUOTED6}", 58, 40, {"icmp": [4, 1]}),
    ("IPv6 neighbour solicitation",
     f"{V6}/ICMPv6ND_NS(tgt='2001:db8:1::2')/ICMPv6NDOptSrcLLAddr(lladdr='02:00:00:00:00:01')", 58, 40, {"icmp": [135, 0]}),
    ("IPv6 neighbour advertisement",
     f"{V6}/ICMPv6ND_NA(tgt='2001:db8::1', R=0, S=1, O=1)/ICMPv6NDOptDstLLAddr(lladdr='02:00:00:00:00:01')",
     58, 40, {"icmp": [136, 0]}),
    ("IPv6 redirect", f"{V6}/ICMPv6ND_Redirect(tgt='fe80::1', dst='2001:db8:9::9')", 58, 40, {"icmp": [137, 0]}),
    ("IPv6 router solicitation", f"{V6}/ICMPv6ND_RS()", 58, 40, {"icmp": [133, 0]}),
    ("IPv6 router advertisement", f"{V6}/ICMPv6ND_RA()", 58, 40, {"icmp": [134, 0]}),
    ("IPv6 ESP", "IPv6(src='2001:db8::1', dst='2001:db8:1::2', nh=50)/ESP(spi=0xc0ffee01, seq=2, data=b'secret secret!!!')",
     50, 40, {}),
    ("IPv6 ESP behind destination options",
     "IPv6(src='2001:db8::1', dst='2001:db8:1::2')/IPv6ExtHdrDestOpt(nh=50)/ESP(spi=0xc0ffee01, seq=2, data=b'secret secret!!!')",
     50, 48, {}),
    ("IPv6 AH",
     "IPv6(src='2001:db8::1', dst='2001:db8:1::2', nh=51)/AH(nh=58, payloadlen=4, spi=0xc0ffee02, seq=3, icv=b'0123456789ab')"
     "/ICMPv6EchoRequest()", 51, 40, {}),
    ("IPv6 no next header", "IPv6(src='2001:db8::1', dst='2001:db8:1::2', nh=59)", 59, 40, {}),
]


def wrapped(text):
    return "\n".join(text[at:at + 72] for at in range(0, len(text), 72))


vectors, sections = [], []
for title, command, protocol, header, rest in PACKETS:
    octets = raw(eval(command)).hex()
    vectors.append({"title": title, "command": command, "hex": octets,
                    "protocol": protocol, "headerOctets": header, **rest})
    sections.append(f"## {title}\n\n    {command}\n\n```hex\n{wrapped(octets)}\n```\n\n```fields\n```\n")

with open(os.path.join(DOCUMENTS, "packets.md"), "w") as file:
    file.write("# IP packets of scapy\n\nBuilt by scapy 2.5: see make-packets.py.\n\ncodec: packet\n\n" + "\n".join(sections))
with open(os.path.join(VECTORS, "scapy.json"), "w") as file:
    header = {"made": "/usr/bin/python3 test/wire/documents/make-packets.py (scapy 2.5)"}
    json.dump({**header, "packets": vectors}, file, indent=1)
    file.write("\n")
