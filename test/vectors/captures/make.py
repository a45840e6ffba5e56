#!/usr/bin/python3
"""Makes the captures of this folder and expected.json, which is tshark's reading of them.

Needs Debian's tshark 4.0 and python3-scapy 2.5; run it here with /usr/bin/python3. The ISAKMP datagram is the first
message of a strongSwan (../strongswan/evidence/good.pcapng), so that no length in it is of our making.
"""

import json
import pathlib
import subprocess
import xml.etree.ElementTree as ET

from scapy.all import *

SOURCE = '../strongswan/evidence/good.pcapng'
frames = rdpcap(SOURCE)
isakmp = bytes(frames[0])[28:]
esp = bytes(frames[9])[28:]
A4, B4, A6, B6 = '192.0.2.1', '192.0.2.2', '2001:db8::1', '2001:db8::2'

def udp4(payload, sport=500, dport=500):
    return IP(src=A4, dst=B4, id=7) / UDP(sport=sport, dport=dport) / Raw(payload)

def udp6(payload, sport=500, dport=500):
    return IPv6(src=A6, dst=B6) / UDP(sport=sport, dport=dport) / Raw(payload)

def marked(payload):
    return bytes(4) + payload

ETHER = Ether(src='02:00:00:00:00:01', dst='02:00:00:00:00:02')

def save(name, packets, linktype, **options):
    at = 1700000000
    for index, packet in enumerate(packets):
        packet.time = EDecimal(at) + EDecimal('0.250000007') * index
    wrpcap(name, packets, linktype=linktype, **options)

both = [udp4(isakmp), udp6(isakmp)]
save('ethernet.pcap', [ETHER / p for p in both], 1)
save('vlan.pcap', [
    ETHER / Dot1Q(vlan=7) / udp4(isakmp),
    Ether(src=ETHER.src, dst=ETHER.dst, type=0x88a8) / Dot1Q(vlan=100) / Dot1Q(vlan=7) / udp6(isakmp),
], 1)
save('cooked.pcap', [CookedLinux(pkttype=4, lladdrtype=1, lladdrlen=6, src=bytes(8), proto=0x0800) / udp4(isakmp),
                     CookedLinux(pkttype=4, lladdrtype=1, lladdrlen=6, src=bytes(8), proto=0x86dd) / udp6(isakmp)], 113)
sll2 = lambda proto: struct.pack('>HHIHBB8s', proto, 0, 2, 1, 4, 6, bytes(8))
save('cooked2.pcap', [Raw(sll2(0x0800) + bytes(both[0])), Raw(sll2(0x86dd) + bytes(both[1]))], 276)
save('null.pcap', [Raw(struct.pack('<I', 2) + bytes(both[0])), Raw(struct.pack('<I', 30) + bytes(both[1])),
                   Raw(struct.pack('>I', 2) + bytes(both[0]))], 0)
save('loop.pcap', [Raw(struct.pack('>I', 2) + bytes(both[0])), Raw(struct.pack('>I', 24) + bytes(both[1]))], 108)
save('raw.pcap', both, 101)
save('ipv4.pcap', [both[0]], 228)
save('ipv6.pcap', [both[1]], 229)
save('nanoseconds.pcap', both, 101, nano=True)
save('big-endian.pcap', both, 101, endianness='>')

# Ports, markers, ESP, keepalive, AH.
save('ports.pcap', [
    udp4(marked(isakmp), 4500, 4500),
    udp4(esp, 4500, 4500),
    udp4(b'\xff', 4500, 4500),
    IP(src=A4, dst=B4, proto=50) / Raw(esp),
    IP(src=A4, dst=B4, proto=51) / AH(nh=1, payloadlen=4, spi=0x1234, seq=9, icv=bytes(12)) / ICMP(id=1, seq=2),
    udp6(marked(isakmp), 4500, 4500),
], 101)

# Pieces of IP packets, the second packet's in the wrong order; extension headers.
large = isakmp
pieces4 = fragment(udp4(large), fragsize=96)
pieces6 = fragment6(IPv6(src=A6, dst=B6) / IPv6ExtHdrFragment(id=99) / UDP(sport=500, dport=500) / Raw(large), 160)
save('fragments.pcap', list(pieces4) + list(reversed(pieces6)), 101)
save('extensions.pcap', [
    IPv6(src=A6, dst=B6) / IPv6ExtHdrHopByHop() / IPv6ExtHdrDestOpt() / UDP(sport=500, dport=500) / Raw(isakmp),
], 101)

# What tshark reads.
expected = {}
for name in sorted(p.name for p in pathlib.Path(".").glob("*.pcap")):
    shown = subprocess.run(['tshark', '-n', '-r', name, '-T', 'pdml'], check=True, capture_output=True).stdout
    rows = []
    for packet in ET.fromstring(shown).iter('packet'):
        field = lambda n: next((f.get('show') for f in packet.iter('field') if f.get('name') == n), None)
        row = {'protocols': field('frame.protocols'), 'time': field('frame.time_epoch'), 'isakmp': []}
        for proto in packet.iter('proto'):
            if proto.get('name') == 'isakmp':
                row['isakmp'].append({
                    'start': int(proto.get('pos')), 'length': int(proto.get('size')),
                    'payloads': [[int(f.get('pos')), int(f.get('size'))] for f in proto.iter('field')
                                 if f.get('name') == 'isakmp.typepayload'],
                })
        if field('esp.spi'):
            row['espSpi'] = int(field('esp.spi'), 16)
        if field('ah.spi'):
            row['ahSpi'] = int(field('ah.spi'), 16)
        rows.append(row)
    expected[name] = rows
with open('expected.json', 'w') as out:
    json.dump({'made': '/usr/bin/python3 make.py', 'files': expected}, out, indent=1)
    out.write('\n')
