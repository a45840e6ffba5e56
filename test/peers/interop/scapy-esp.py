#!/usr/bin/python3
"""ESP in strongSwan's place, by scapy: where the kernel under strongSwan carries none.

Runs in strongSwan's namespace. A JSON line on standard input is a request, a line on standard output its answer:

  {"do": "sas", "in": SA, "out": SA, "mode": "transport"|"tunnel", "wire": "link"|"udp", "linkPort": N,
   "me": ADDRESS, "peer": ADDRESS}   SA = {spi, encryption, integrity, encryptionKey, integrityKey, esn}, keys in hex,
                                     names as charon logs them; the answer comes when the sockets listen
  {"do": "ping", "from": ADDRESS, "to": ADDRESS, "count": N}   seals echo requests; answers {"received": N}
  {"do": "result"}                                             answers {"opened": N, "failures": [...]}

Echo requests that come in sealed are answered sealed. scapy 2.5 has no GMAC (RFC 4543), no GCM with a short ICV, no
AES-XCBC-MAC-96 (RFC 3566), and leaves extended sequence numbers out of an HMAC: that is made here of OpenSSL's AES.
"""
import json
import logging
import select
import socket
import struct
import sys
import time

logging.getLogger('scapy').setLevel(logging.ERROR)
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from scapy.layers.inet import ICMP, IP
from scapy.layers.ipsec import AUTH_ALGOS, ESP, AuthAlgo, SecurityAssociation

CRYPT = {'NULL': 'NULL', 'DES_CBC': 'DES', '3DES_CBC': '3DES', 'AES_CBC': 'AES-CBC', 'AES_CTR': 'AES-CTR',
         'AES_GCM_16': 'AES-GCM'}
TAG = {'AES_GCM_8': 8, 'AES_GCM_12': 12, 'NULL_AES_GMAC': 16}
AUTH = {None: 'NULL', 'HMAC_MD5_96': 'HMAC-MD5-96', 'HMAC_SHA1_96': 'HMAC-SHA1-96',
        'AES_XCBC_96': 'AES-XCBC-96', 'HMAC_SHA2_256_128': 'SHA2-256-128', 'HMAC_SHA2_384_192': 'SHA2-384-192', 'HMAC_SHA2_512_256': 'SHA2-512-256'}
ICMP_PROTOCOL, IPIP_PROTOCOL = 1, 4


def aes_block(key, block):
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return encryptor.update(block) + encryptor.finalize()


def aes_xcbc_96(key, data):
    """RFC 3566 section 4."""
    k1, k2, k3 = (aes_block(key, bytes([n]) * 16) for n in (1, 2, 3))
    whole = len(data) % 16 == 0 and len(data) > 0
    if not whole:
        data += b'\x80' + bytes(-(len(data) + 1) % 16)
    blocks = [data[i:i + 16] for i in range(0, len(data), 16)]
    state = bytes(16)
    for block in blocks[:-1]:
        state = aes_block(k1, bytes(a ^ b for a, b in zip(state, block)))
    last = zip(state, blocks[-1], k2 if whole else k3)
    return aes_block(k1, bytes(a ^ b ^ c for a, b, c in last))[:12]


class Xcbc:
    """AES-XCBC-MAC-96 with the interface of a mac of python3-cryptography."""

    def __init__(self, key, *_):
        self.key, self.data = key, b''

    def update(self, data):
        self.data += data

    def finalize(self):
        return aes_xcbc_96(self.key, self.data)


AUTH_ALGOS['AES-XCBC-96'] = AuthAlgo('AES-XCBC-96', mac=Xcbc, digestmod=lambda: None, icv_size=12, key_size=16)


class WithHighHalf(AuthAlgo):
    """RFC 4303 2.2.1: the high half of an extended sequence number, zero here, stands behind what the ICV is over."""

    def __init__(self, algo):
        self.__dict__.update(algo.__dict__)
        self.plain = algo

    def new_mac(self, key):
        mac = self.plain.new_mac(key)

        class Mac:
            update = staticmethod(mac.update)

            @staticmethod
            def finalize():
                mac.update(bytes(4))
                return mac.finalize()

        return Mac


class Scapy:
    """What scapy's own SecurityAssociation can do, with the integrity algorithms that it lacks."""

    def __init__(self, sa):
        encryption, key = sa['encryption'], bytes.fromhex(sa['encryptionKey'])
        self.sa = SecurityAssociation(
            ESP, spi=int(sa['spi'], 16), crypt_algo=CRYPT[encryption], crypt_key=key or None,
            auth_algo=AUTH[sa['integrity']], auth_key=bytes.fromhex(sa['integrityKey']) or None,
            esn_en=sa['esn'], esn=0)
        if sa['esn'] and sa['integrity'] is not None:
            self.sa.auth_algo = WithHighHalf(self.sa.auth_algo)

    def seal(self, header, protocol, payload, sequence):
        """The whole IP packet around one transport payload, or around an inner packet."""
        inner = IP(src=header['src'], dst=header['dst'], proto=protocol) / payload
        return bytes(self.sa.encrypt(inner, seq_num=sequence))

    def open(self, packet):
        """Next header and payload of a whole IP packet."""
        clear = IP(bytes(self.sa.decrypt(IP(packet))))
        return clear.proto, bytes(clear.payload)


class Galois:
    """What scapy lacks: GMAC (RFC 4543), and GCM with a short ICV (RFC 4106)."""

    def __init__(self, sa):
        self.spi, self.esn = int(sa['spi'], 16), sa['esn']
        self.tag = TAG[sa['encryption']]
        self.encrypts = 'GMAC' not in sa['encryption']
        key = bytes.fromhex(sa['encryptionKey'])
        self.key, self.salt = key[:-4], key[-4:]

    def seal(self, header, protocol, payload, sequence):
        body = bytes(payload)
        pad = -(len(body) + 2) % 4
        body += bytes(range(1, pad + 1)) + bytes([pad, protocol])
        head, iv = struct.pack('!LL', self.spi, sequence), struct.pack('!Q', sequence)
        encryptor = Cipher(algorithms.AES(self.key), modes.GCM(self.salt + iv)).encryptor()
        encryptor.authenticate_additional_data(self.beside(head, iv, body))
        if self.encrypts:
            body = encryptor.update(body)
        encryptor.finalize()
        return bytes(IP(src=header['src'], dst=header['dst'], proto=50) / (head + iv + body + encryptor.tag[:self.tag]))

    def open(self, packet):
        esp = bytes(IP(packet).payload)
        head, iv, body, tag = esp[:8], esp[8:16], esp[16:-self.tag], esp[-self.tag:]
        mode = modes.GCM(self.salt + iv, tag, min_tag_length=self.tag)
        decryptor = Cipher(algorithms.AES(self.key), mode).decryptor()
        decryptor.authenticate_additional_data(self.beside(head, iv, body))
        if self.encrypts:
            body = decryptor.update(body)
        decryptor.finalize()
        return body[-1], body[:len(body) - 2 - body[-2]]

    def beside(self, head, iv, body):
        """What is authenticated beside what is encrypted."""
        numbered = head[:4] + (bytes(4) if self.esn else b'') + head[4:]
        return numbered if self.encrypts else numbered + iv + body


def association(sa):
    return Galois(sa) if sa['encryption'] in TAG else Scapy(sa)


def without_policy(a_socket):
    """charon's policies in the kernel would drop what is not ESP of the kernel's own; its sockets do the same."""
    for direction in (0, 1):
        policy = bytearray(168)  # struct xfrm_userpolicy_info: allow
        struct.pack_into('=H', policy, 40, socket.AF_INET)
        policy[160] = direction
        a_socket.setsockopt(socket.IPPROTO_IP, 17, bytes(policy))  # IP_XFRM_POLICY
    return a_socket


class Link:
    """Whole IP packets, one a UDP datagram."""

    def __init__(self, want):
        self.socket = without_policy(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        self.socket.bind((want['me'], want['linkPort']))
        self.to = (want['peer'], want['linkPort'])

    def send(self, packet):
        self.socket.sendto(packet, self.to)

    def receive(self):
        packet = self.socket.recv(65535)
        return packet if IP(packet).proto == 50 else None


class Udp:
    """ESP in UDP beside charon's own socket: a raw socket sees what it sees, and sends from its port."""

    def __init__(self, want):
        self.socket = without_policy(socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP))
        self.out = without_policy(socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW))
        self.me, self.peer = want['me'], want['peer']

    def send(self, packet):
        esp = bytes(IP(packet).payload)
        datagram = struct.pack('!HHHH', 4500, 4500, 8 + len(esp), 0) + esp
        self.out.sendto(bytes(IP(src=self.me, dst=self.peer, proto=17) / datagram), (self.peer, 0))

    def receive(self):
        packet = self.socket.recv(65535)
        at = (packet[0] & 15) * 4
        port, esp = struct.unpack('!H', packet[at + 2:at + 4])[0], packet[at + 8:]
        if port != 4500 or len(esp) < 16 or esp[:4] == bytes(4):
            return None
        header = IP(packet)
        return bytes(IP(src=header.src, dst=header.dst, proto=50) / esp)


class Peer:
    def __init__(self):
        self.wire = None
        self.opened, self.failures, self.replies = 0, [], 0

    def sas(self, want):
        if self.wire is not None:
            self.wire.socket.close()
        self.__init__()
        self.want, self.sequence = want, 0
        self.inbound, self.outbound = association(want['in']), association(want['out'])
        self.wire = Link(want) if want['wire'] == 'link' else Udp(want)
        return {}

    def ping(self, want):
        before = self.replies
        for n in range(want['count']):
            self.send(want['from'], want['to'], ICMP(type=8, id=7, seq=n) / b'made by scapy, sealed with strongSwan\'s keys')
        end = time.monotonic() + 3
        while self.replies - before < want['count'] and time.monotonic() < end:
            if select.select([self.wire.socket], [], [], 0.1)[0]:
                self.take()
        return {'received': self.replies - before}

    def result(self, _):
        return {'opened': self.opened, 'failures': self.failures}

    def send(self, source, destination, icmp):
        self.sequence += 1
        outer = {'src': self.want['me'], 'dst': self.want['peer']}
        if self.want['mode'] == 'tunnel':
            payload, protocol = IP(bytes(IP(src=source, dst=destination) / icmp)), IPIP_PROTOCOL
        else:
            payload, protocol = icmp, ICMP_PROTOCOL
        self.wire.send(self.outbound.seal(outer, protocol, payload, self.sequence))

    def take(self):
        packet = self.wire.receive()
        if packet is None:
            return
        try:
            protocol, payload = self.inbound.open(packet)
        except Exception as error:
            self.failures.append(f'{type(error).__name__}: {error}')
            return
        self.opened += 1
        if protocol == IPIP_PROTOCOL and self.want['mode'] == 'tunnel':
            inner = IP(payload)
            source, destination, icmp = inner.src, inner.dst, inner[ICMP] if ICMP in inner else None
        elif protocol == ICMP_PROTOCOL and self.want['mode'] == 'transport':
            source, destination, icmp = self.want['peer'], self.want['me'], ICMP(payload)
        else:
            self.failures.append(f'next header {protocol} in {self.want["mode"]} mode')
            return
        if icmp is None:
            return
        if icmp.type == 0:
            self.replies += 1
        if icmp.type == 8:
            self.send(destination, source, ICMP(type=0, id=icmp.id, seq=icmp.seq) / bytes(icmp.payload))


def main():
    peer = Peer()
    print(json.dumps({'ready': True}), flush=True)
    while True:
        watched = [sys.stdin] if peer.wire is None else [sys.stdin, peer.wire.socket]
        ready = select.select(watched, [], [])[0]
        if peer.wire is not None and peer.wire.socket in ready:
            peer.take()
        if sys.stdin in ready:
            line = sys.stdin.readline()
            if line == '':
                return
            want = json.loads(line)
            try:
                answer = {'sas': peer.sas, 'ping': peer.ping, 'result': peer.result}[want['do']](want)
            except Exception as error:
                answer = {'error': f'{type(error).__name__}: {error}'}
            print(json.dumps(answer), flush=True)


main()
