#!/bin/sh
# Makes the captures of this folder and expected.json, which is tshark's reading of them.
# Needs Debian's tshark (text2pcap, editcap, mergecap) 4.0 and python3-scapy 2.5; run it here.
# Only scapy writes big-endian; tshark reads what it wrote.
set -eu
work=$(mktemp -d)

# Little-endian: an interface with a name, raw IP, comments (one not ASCII), a block of secrets.
/usr/bin/python3 - > "$work/packets.txt" <<'PYTHON'
from scapy.all import *
for n in (1, 2, 3):
    packet = raw(IP(src='192.0.2.1', dst='192.0.2.2')/UDP(sport=500, dport=500)/(b'x' * n))
    print(f'2023-11-14 22:13:20.{(n - 1) * 250000 + 1:06d}\n0000 ' + packet.hex(' '))
PYTHON
TZ=UTC text2pcap -q -E rawip -N inner0 -t '%Y-%m-%d %H:%M:%S.%f' "$work/packets.txt" "$work/named.pcapng"
printf 'CLIENT_RANDOM %064d %096d\n' 0 0 > "$work/keys.txt"
editcap -F pcapng -a 2:'the second packet' -a 3:'Gruß' --inject-secrets tls,"$work/keys.txt" \
  "$work/named.pcapng" little-endian.pcapng

# Nanoseconds, and packets cut short.
/usr/bin/python3 - "$work" <<'PYTHON'
import sys
from scapy.all import *
work = sys.argv[1]
packets = [IP(src='192.0.2.1', dst='192.0.2.2')/UDP(sport=500, dport=500)/(b'x' * n) for n in (1, 2, 3, 4)]
for index, packet in enumerate(packets):
    packet.time = EDecimal('1700000000') + EDecimal('0.250000007') * index
wrpcap(work + '/nano.pcap', packets, nano=True)

# Big-endian: the four enhanced packets, one with a comment, then a simple packet.
writer = PcapNgWriter('big-endian.pcapng')
writer.endian, writer.endian_magic = '>', bytes.fromhex('1a2b3c4d')
for index, packet in enumerate(packets):
    writer.linktype = 101
    writer.write_header(packet)
    writer._write_block_epb(raw(packet), timestamp=packet.time, comment=b'third' if index == 2 else None)
writer._write_block_spb(raw(packets[2]))
writer.close()
PYTHON
editcap -F pcapng -s 30 "$work/nano.pcap" nanoseconds.pcapng
cat little-endian.pcapng big-endian.pcapng nanoseconds.pcapng > three-sections.pcapng

/usr/bin/python3 - <<'PYTHON' > expected.json
import glob, json, subprocess
FIELDS = ['frame.number', 'frame.time_epoch', 'frame.len', 'frame.cap_len', 'frame.interface_name', 'frame.comment']
files = {}
for name in sorted(glob.glob('*.pcapng')):
    shown = subprocess.run(['tshark', '-r', name, '-T', 'json'] + sum([['-e', f] for f in FIELDS], []),
                           check=True, capture_output=True)
    files[name] = [{f: v[0] for f, v in p['_source']['layers'].items()} for p in json.loads(shown.stdout)]
print(json.dumps({'made': 'sh make.sh', 'files': files}, indent=1, ensure_ascii=False))
PYTHON
rm -r "$work"
