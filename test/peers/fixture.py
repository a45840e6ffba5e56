#!/usr/bin/python3
"""fixture.py CAPTURE.pcap INITIATOR.log DIR   writes an evidence folder as `espial demo` does, from a capture between two strongSwans.

good.pcapng is the capture with raw IP frames; attacks.pcapng has one ESP packet again (a replay) and one with a bit
turned (a forgery) behind it. It is what the tests of `npm run check:capture` look at. Needs editcap.
"""
import json
import os
import re
import struct
import subprocess
import sys

capture, log, out = sys.argv[1:4]
os.makedirs(out, exist_ok=True)
data = open(capture, 'rb').read()
records, at = [], 24
while at < len(data):
    seconds, fraction, length, _ = struct.unpack('<IIII', data[at:at + 16])
    records.append((seconds, fraction, data[at + 16 + 14:at + 16 + length]))
    at += 16 + length


def write(name, packets):
    """LINKTYPE_RAW (101), through editcap into pcapng."""
    with open(f'{out}/{name}.pcap', 'wb') as file:
        file.write(data[:20] + struct.pack('<I', 101))
        for seconds, fraction, packet in packets:
            file.write(struct.pack('<IIII', seconds, fraction, len(packet), len(packet)) + packet)
    subprocess.run(['editcap', '-F', 'pcapng', f'{out}/{name}.pcap', f'{out}/{name}.pcapng'], check=True)
    os.remove(f'{out}/{name}.pcap')


def is_esp(packet):
    return struct.unpack('>H', packet[20:22])[0] == 4500 and packet[28:32] != b'\0\0\0\0' and len(packet) > 36


replayed = next(record for record in records if is_esp(record[2]))
forged = (*replayed[:2], replayed[2][:-1] + bytes([replayed[2][-1] ^ 1]))
write('good', records)
write('attacks', [*records, replayed, forged])
with open(f'{out}/attacks.json', 'w') as file:
    json.dump({'forgedFrames': [len(records) + 2], 'replayedFrames': [len(records) + 1]}, file)
    file.write('\n')
options = subprocess.run(['/usr/bin/python3', f'{os.path.dirname(os.path.abspath(__file__))}/sskeys.py', '--tshark', log],
                         check=True, capture_output=True, text=True).stdout
for table in ('ikev1_decryption_table', 'esp_sa'):
    with open(f'{out}/{table}', 'w') as file:
        file.writelines(line + '\n' for line in re.findall(rf'^uat:{table}:(.*)$', options, re.M))
