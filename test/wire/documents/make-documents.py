#!/usr/bin/python3
"""Makes the documents of ISAKMP messages that other programs wrote, with tshark's reading of them.

    /usr/bin/python3 test/wire/documents/make-documents.py test/wire/documents [CAPTURE KEYS]

Needs ike-scan, tshark, text2pcap and Debian's python3-scapy. Keys and nonces differ at each run.
CAPTURE and KEYS, both optional, make strongswan.md: a capture of `MODE=transport
test/peers/strongswan.sh selftest`, and what `sskeys.py --tshark` makes of charon's log.
The `fields` blocks are filled by `UPDATE_DOCUMENTS=1 npx vitest run test/wire/isakmp-documents`.
"""
import json
import os
import socket
import subprocess
import sys
import tempfile

import scapy.layers.isakmp as ike
from scapy.packet import raw

OUT = sys.argv[1]
COOKIE = "a1b2c3d4e5f60718"


def ike_scan(arguments):
    """The datagram that ike-scan sends, caught on a loopback port."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listener.bind(("127.0.0.1", 0))
    listener.settimeout(5)
    port = listener.getsockname()[1]
    command = ["ike-scan", "--sport=0", f"--dport={port}", "--retry=1", "--timeout=50"]
    process = subprocess.Popen(command + arguments + ["127.0.0.1"], stdout=subprocess.DEVNULL)
    datagram = listener.recv(65535)
    process.wait()
    return datagram


def tshark_fields(datagram):
    """Every ISAKMP field that tshark finds: name, offset, length."""
    with tempfile.TemporaryDirectory() as folder:
        text, pcap = os.path.join(folder, "t"), os.path.join(folder, "p")
        with open(text, "w") as file:
            file.write("0000 " + " ".join(f"{octet:02x}" for octet in datagram) + "\n")
        subprocess.run(["text2pcap", "-q", "-u", "500,500", text, pcap], check=True, stdout=subprocess.DEVNULL)
        shown = subprocess.run(
            ["tshark", "-r", pcap, "-T", "json", "-x", "--no-duplicate-keys"],
            check=True, capture_output=True)
    layers = json.loads(shown.stdout)[0]["_source"]["layers"]
    return fields_of(layers["isakmp"], layers["isakmp_raw"][1])


def fields_of(tree, base):
    """The fields of a tree of tshark, with offsets from `base`."""
    found = []

    def walk(name, value):
        if name.endswith("_raw") and name.startswith("isakmp."):
            rows = value if isinstance(value[0], list) else [value]
            for row in rows:
                found.append((row[1] - base, -row[2], name[:-4]))
        elif isinstance(value, dict):
            for key, inner in value.items():
                walk(key, inner)
        elif isinstance(value, list):
            for inner in value:
                walk("", inner)

    walk("", tree)
    return [f"{name} {at} {-minus}" for at, minus, name in sorted(set(found)) if minus < 0]


def hex_lines(octets):
    text = octets.hex()
    return [text[at:at + 64] for at in range(0, len(text), 64)]


def document(name, title, prose, cases):
    lines = [f"# {title}", "", prose, "", "codec: messageCodec", ""]
    for heading, command, datagram in cases:
        lines += [f"## {heading}", "", *[f"    {line}" for line in command.split("\n")], ""]
        lines += blocks(datagram, tshark_fields(datagram))
    write(name, lines)


def blocks(octets, fields):
    return ["```hex", *hex_lines(octets), "```", "", "```tshark", *fields, "```", "",
            "```fields", "```", ""]


def write(name, lines):
    with open(os.path.join(OUT, name), "w") as file:
        file.write("\n".join(lines).rstrip() + "\n")


def scanned(heading, *arguments):
    options = [f"--cookie={COOKIE}", *arguments]
    shown = " ".join(f'"{option}"' if "(" in option else option for option in options)
    return heading, f"ike-scan --sport=0 {shown} 127.0.0.1", ike_scan(options)


document("ike-scan.md", "ISAKMP messages of ike-scan", "Caught on a loopback port; read by tshark.", [
    scanned("Main mode, ike-scan's usual eight transforms"),
    scanned("Main mode with AES-256, SHA2-256, group 14 and vendor IDs",
            "--trans=(1=7,14=256,2=4,3=1,4=14,11=1,12=0x00007080)",
            "--vendor=4a131c81070358455c5728f20e95452f",
            "--vendor=1e2b516905991c7d7c96fcbfb587e46100000004",
            "--vendor=4048b7d56ebce88525e7de7f00d6c2d3"),
    scanned("Kerberos: authentication method 65001 and a GSS identity",
            "--auth=65001", "--gssid=680065006c006c006f00", "--trans=(1=5,2=2,3=65001,4=2)"),
    scanned("Aggressive mode with key exchange, nonce and identity",
            "--aggressive", "--id=lab@example.org", "--idtype=3", "--dhgroup=2"),
    scanned("Reserved fields that are not zero", "--mbz=255", "--trans=5,2,1,2"),
    scanned("A proposal with an SPI", "--spisize=8", "--trans=5,2,1,2"),
    scanned("An unknown protocol and transform", "--protocol=9", "--transid=77", "--trans=5,2,1,2"),
    scanned("Version 1.3, odd flags and a message ID in phase 1",
            "--headerver=0x13", "--hdrflags=0xf6", "--hdrmsgid=0xdeadbeef", "--trans=5,2,1,2"),
])

HEADER = dict(init_cookie=bytes.fromhex(COOKIE), resp_cookie=bytes(range(8)))


def scapy_case(heading, expression):
    message = eval(expression, {**vars(ike), "HEADER": HEADER})
    return heading, f"scapy, HEADER = cookies {COOKIE} and 0001020304050607:\n{expression}", raw(message)


TRANSFORM = "[('Encryption', 'AES-CBC'), ('KeyLength', 128), ('Hash', 'SHA'), ('Authentication', 'PSK'), ('GroupDesc', '1024MODPgr'), ('LifeType', 'Seconds'), ('LifeDuration', 28800)]"

document("scapy.md", "ISAKMP messages of scapy", "Built by scapy.layers.isakmp 2.5; read by tshark.", [
    scapy_case("Main mode message 2: one transform",
               f"ISAKMP(**HEADER, exch_type=2)/ISAKMP_payload_SA(prop=ISAKMP_payload_Proposal(trans_nb=1, trans=ISAKMP_payload_Transform(num=1, transforms={TRANSFORM})))"),
    scapy_case("Main mode message 3: key exchange and nonce",
               "ISAKMP(**HEADER, exch_type=2)/ISAKMP_payload_KE(load=bytes(range(96)))/ISAKMP_payload_Nonce(load=b'0123456789abcdef')"),
    scapy_case("Main mode message 5 before encryption: identity and hash",
               "ISAKMP(**HEADER, exch_type=2)/ISAKMP_payload_ID(IDtype='IPv4_addr', ProtoID=17, Port=500, load=bytes([192, 0, 2, 1]))/ISAKMP_payload_Hash(load=bytes(20))"),
    scapy_case("Quick mode message 1 before encryption: hash, ESP proposal with SPI (whose length scapy must be told), nonce, two subnets",
               "ISAKMP(**HEADER, exch_type=32, id=0x11223344)/ISAKMP_payload_Hash(load=bytes(20))/ISAKMP_payload_SA(prop=ISAKMP_payload_Proposal(proto=3, length=20, SPIsize=4, SPI=b'\\xc0\\xff\\xee\\x01', trans_nb=1, trans=ISAKMP_payload_Transform(num=1, id=12)))/ISAKMP_payload_Nonce(load=b'0123456789abcdef')/ISAKMP_payload_ID(IDtype=4, load=bytes([10, 1, 0, 0, 255, 255, 0, 0]))/ISAKMP_payload_ID(IDtype=4, load=bytes([10, 2, 0, 0, 255, 255, 0, 0]))"),
    scapy_case("An encrypted message", "ISAKMP(**HEADER, exch_type=32, flags=1, next_payload=8, id=0x11223344)/(b'\\x5a' * 64)"),
    scapy_case("Empty bodies: vendor ID, hash and nonce of no octets",
               "ISAKMP(**HEADER, exch_type=5)/ISAKMP_payload_VendorID()/ISAKMP_payload_Hash()/ISAKMP_payload_Nonce()"),
])

EMPTY_HEADER = bytes.fromhex(COOKIE) + bytes(range(8))


def by_hand(heading, text, exchange, first, body, flags=0):
    octets = bytes.fromhex(body)
    header = EMPTY_HEADER + bytes([first, 0x10, exchange, flags]) + bytes.fromhex("01020304") + (28 + len(octets)).to_bytes(4, "big")
    return heading, text, header + octets


document("by-hand.md", "ISAKMP messages by hand", "Laid out from the figures of the RFCs; read by tshark.", [
    by_hand("Notification NO-PROPOSAL-CHOSEN", "RFC 2408 3.14", 5, 11, "0000000c 00000001 01 00 000e"),
    by_hand("Notification RESPONDER-LIFETIME with SPI and attributes", "RFC 2407 4.6.3.1", 5, 11,
            "0000001c 00000001 03 04 6000 c0ffee01 80010001 00020004 00007080"),
    by_hand("Notification INITIAL-CONTACT with both cookies", "RFC 2407 4.6.3.3", 5, 11,
            "0000001c 00000001 0110 6002 a1b2c3d4e5f60718 0001020304050607"),
    by_hand("R-U-THERE", "RFC 3706 5.3", 5, 11,
            "00000020 00000001 0110 8d28 a1b2c3d4e5f60718 0001020304050607 00000001"),
    by_hand("Delete of two ESP SAs", "RFC 2408 3.15", 5, 12, "00000014 00000001 03 04 0002 c0ffee01 c0ffee02"),
    by_hand("Delete of an ISAKMP SA", "RFC 2408 3.15", 5, 12,
            "0000001c 00000001 01 10 0001 a1b2c3d4e5f60718 0001020304050607"),
    by_hand("Certificate, certificate request and signature", "RFC 2408 3.9, 3.10, 3.12", 2, 6,
            "07000009 02 99010203 09000007 04 3000 00000008 5a5a5a5a"),
    by_hand("NAT discovery and NAT original addresses", "RFC 3947 3.2 and 5.2", 32, 20,
            "15000018 000102030405060708090a0b0c0d0e0f10111213 1500000c 01 000000 0a000001 00000018 05 000000 20010db8000000000000000000000001"),
    by_hand("The drafts' NAT payloads: 130 and 131", "draft-ietf-ipsec-nat-t-ike-02", 32, 130,
            "83000018 000102030405060708090a0b0c0d0e0f10111213 0000000c 01 000000 0a000001"),
    by_hand("Fragment number 2, the last", "MS-IKEE 2.2.3.1", 2, 132, "00000010 0007 02 01 6465616462656566"),
    by_hand("A GSS token and an unknown payload", "private use", 2, 129, "c800000a 608201020304 00000009 0102030405"),
    by_hand("Two proposals of one number: AH and ESP, each with two transforms", "RFC 2408 4.2", 32, 1,
            "0000005c 00000001 00000001"
            "02000024 01 02 04 02 11111111"
            "0300000c 01 02 0000 80050001 0000000c 02 03 0000 80050002"
            + "0000002c 01 03 04 02 22222222"
            "03000010 01 0c 0000 80060080 80050002 00000010 02 03 0000 80050002 80040001"),
    by_hand("Identities: range, IPv6 subnet, FQDN, key ID", "RFC 2407 4.6.2", 2, 5,
            "05000010 07 06 0050 0a000001 0a0000ff"
            "05000028 06 00 0000 20010db8000000000000000000000000 ffffffff000000000000000000000000"
            "05000013 02 00 0000 6c61622e6578616d706c65"
            + "0000000c 0b 00 0000 deadbeef"),
])


def strongswan(capture, keys):
    """One negotiation of two strongSwans; encrypted messages as tshark decrypted them."""
    options = []
    for line in open(keys):
        options += ["-o", line.rstrip("\n")]
    shown = subprocess.run(
        ["tshark", "-r", capture, *options, "-Y", "isakmp", "-T", "json", "-x", "--no-duplicate-keys"],
        check=True, capture_output=True)
    lines = ["# ISAKMP messages of strongSwan 5.9.8", "",
             "Two peers in network namespaces, `MODE=transport test/peers/strongswan.sh selftest`;",
             "main mode, quick mode, deletes. What was encrypted is here as tshark decrypted it.", ""]
    frames = [frame["_source"]["layers"] for frame in json.loads(shown.stdout)]
    first_cookie = frames[0]["isakmp"]["isakmp.ispi_raw"][0]
    for number, layers in enumerate(frames, 1):
        message, (_, base, length, *_) = layers["isakmp"], layers["isakmp_raw"]
        if message["isakmp.ispi_raw"][0] != first_cookie:
            break
        clear = message["isakmp.flags_raw"][0] == "00"
        exchange = {"02": "main mode", "20": "quick mode", "05": "informational"}[
            message["isakmp.exchangetype_raw"][0]]
        octets = bytes.fromhex(layers["frame_raw"][0])[base:base + length]
        fields, codec = fields_of(message, base), "messageCodec"
        if not clear:
            inside = message["isakmp.enc.data"]
            rows = inside["isakmp.typepayload_raw"]
            rows = rows if isinstance(rows[0], list) else [rows]
            octets = bytes.fromhex("".join(row[0] for row in sorted(rows, key=lambda row: row[1])
                                           if not nested(row, rows))
                                   + inside.get("isakmp.extradata_raw", [""])[0])
            fields = [row for row in fields_of(inside, 0) if "extradata" not in row]
            codec = f"plaintextCodec({int(message['isakmp.nextpayload_raw'][0], 16)})"
        lines += [f"codec: {codec}", "",
                  f"## Message {number}: {exchange}{'' if clear else ', decrypted'}", ""]
        lines += blocks(octets, fields)
    write("strongswan.md", lines)


def nested(row, rows):
    """Whether a payload lies inside another: proposals and transforms do."""
    return any(other is not row and other[1] <= row[1] and row[1] + row[2] <= other[1] + other[2]
               for other in rows)


if len(sys.argv) > 3:
    strongswan(sys.argv[2], sys.argv[3])
