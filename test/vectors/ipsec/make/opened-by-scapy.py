#!/usr/bin/python3
"""Opens with scapy what Espial sent, and keeps it in scapy-opened.json if all of it is right:

    npx tsx -e "import('./test/ipsec/scapy-samples.ts').then((of) => console.log(JSON.stringify(of.scapySamples())))" \
      | /usr/bin/python3 test/vectors/ipsec/make/opened-by-scapy.py
"""
import json
import os
import sys

from scapy.all import IP, IPv6, IPv6ExtHdrFragment, Raw, defragment, defragment6
from scapy.layers.ipsec import ESP, SecurityAssociation

CRYPT = {"aes128": ("AES-CBC", 16), "3des": ("3DES", 24), "aes128gcm16": ("AES-GCM", 20), "aes256gcm16": ("AES-GCM", 36)}
AUTH = {"sha1": "HMAC-SHA1-96", "md5": "HMAC-MD5-96", "sha256": "SHA2-256-128"}


def association(one):
    cipher, _, mac = one["suite"].partition("-")
    algorithm, octets = CRYPT[cipher]
    keymat = bytes.fromhex(one["keymat"])
    options = dict(crypt_algo=algorithm, crypt_key=keymat[:octets])
    if mac:
        options.update(auth_algo=AUTH[mac], auth_key=keymat[octets:])
    if one["mode"] == "tunnel":
        options.update(tunnel_header=IP(src="192.0.2.1", dst="192.0.2.2"))
    return SecurityAssociation(ESP, spi=0x1000000B, esn_en=one["esn"], **options)


def whole(packets):
    """The packets with their fragments put together by scapy."""
    if packets[0].version == 6:
        if IPv6ExtHdrFragment not in packets[0]:
            return packets
        made = defragment6(packets)
        return [IPv6(bytes(made))]
    return [IP(bytes(packet)) for packet in defragment(packets)]


def opened(one):
    sa = association(one)
    version = int(one["clear"][0], 16)
    read = IP if one["sent"][0][0] == "4" else IPv6
    packets = whole([read(bytes.fromhex(octets)) for octets in one["sent"]])
    clear = [sa.decrypt(packet, esn_en=one["esn"], esn=0) for packet in packets]
    if one["title"] == "cut up before ESP":
        clear = whole([IP(bytes(packet)) for packet in clear])
    (result,) = clear
    octets = bytes(result)
    expected = bytes.fromhex(one["clear"])
    at = 20 if version == 4 else 40
    # A host may number a packet that it cuts up; everything else is as it was.
    if octets[at : len(expected)] != expected[at:] or octets[len(expected) :].strip(b"\0"):
        sys.exit("%s: not the clear packet" % one["title"])


def main():
    samples = json.load(sys.stdin)
    for one in samples:
        opened(one)
        print("opened: %s, %d datagrams" % (one["title"], len(one["sent"])))
    path = os.path.join(os.path.dirname(__file__), "..", "scapy-opened.json")
    with open(path, "w") as file:
        json.dump(samples, file, indent=1)
        file.write("\n")


main()
