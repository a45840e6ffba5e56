"""scapy's ESP as a process that answers a line with a line: a contender of bench/groups/crypto.ts.

`set CRYPT AUTH KEY MAC-KEY OCTETS` chooses an SA and the octets of its inner IP packet; `seal COUNT`
and `open COUNT` answer nanoseconds of the processor; `sealed` answers one ESP packet in hexadecimal digits.
"""

import sys
import time

from scapy.layers.inet import IP, UDP
from scapy.layers.ipsec import ESP, SecurityAssociation
from scapy.packet import Raw


def inner(octets):
    """An IP packet of so many octets: tunnel mode protects all of it."""
    return IP(src="10.1.0.1", dst="10.2.0.1") / UDP(sport=5000, dport=5001) / Raw(bytes(octets - 28))


def association(crypt, auth, key, mac_key):
    return SecurityAssociation(
        ESP,
        spi=0x1000,
        crypt_algo=None if crypt == "-" else crypt,
        crypt_key=None if crypt == "-" else bytes.fromhex(key),
        auth_algo=None if auth == "-" else auth,
        auth_key=None if auth == "-" else bytes.fromhex(mac_key),
        tunnel_header=IP(src="192.0.2.1", dst="192.0.2.2"),
    )


def timed(count, once):
    start = time.process_time_ns()
    for _ in range(count):
        once()
    return time.process_time_ns() - start


def main():
    sa = packet = None
    for line in sys.stdin:
        words = line.split()
        if words[0] == "set":
            sa = association(*words[1:5])
            packet = inner(int(words[5]))
            print("ok", flush=True)
        elif words[0] == "sealed":
            print(bytes(sa.encrypt(packet)[ESP]).hex(), flush=True)
        elif words[0] == "seal":
            print(timed(int(words[1]), lambda: bytes(sa.encrypt(packet))), flush=True)
        elif words[0] == "open":
            wire = bytes(sa.encrypt(packet))
            print(timed(int(words[1]), lambda: sa.decrypt(IP(wire))), flush=True)


main()
