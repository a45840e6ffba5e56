"""Espial's ESP suites as scapy's: what the generators of vectors and `npm run check:suites` share.

scapy 2.5 has no GCM with a shortened ICV in its table (its generic code can do it), no GMAC, no
AES-XCBC-MAC, and extended sequence numbers in combined modes only. What it lacks is added here
with python3-cryptography, so that all of it is independent of Espial. `known` and `known_esn` say
what is scapy's own.
"""

import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from scapy.all import raw
from scapy.layers.ipsec import (
    AUTH_ALGOS,
    CRYPT_ALGOS,
    ESP,
    AuthAlgo,
    CryptAlgo,
    IPSecIntegrityError,
    SecurityAssociation,
    _ESPPlain,
)

# Name: (scapy's name, octets of the key, octets of the salt, octets of the IV, kind, octets of a short ICV).
CIPHERS = {"null": (None, 0, 0, 0, "plain", None)}
CIPHERS["des"] = ("DES", 8, 0, 8, "cbc", None)
CIPHERS["3des"] = ("3DES", 24, 0, 8, "cbc", None)
for bits in (128, 192, 256):
    CIPHERS["aes%d" % bits] = ("AES-CBC", bits // 8, 0, 16, "cbc", None)
    CIPHERS["aes%dctr" % bits] = ("AES-CTR", bits // 8, 4, 8, "counter", None)
    CIPHERS["aes%dgcm16" % bits] = ("AES-GCM", bits // 8, 4, 8, "combined", None)
CIPHERS["chacha20poly1305"] = ("CHACHA20-POLY1305", 32, 4, 8, "combined", None)
for bits in (128, 192, 256):
    CIPHERS["aes%dgcm8" % bits] = ("AES-GCM-SHORT", bits // 8, 4, 8, "combined", 8)
    CIPHERS["aes%dgcm12" % bits] = ("AES-GCM-SHORT", bits // 8, 4, 8, "combined", 12)
    CIPHERS["aes%dgmac" % bits] = ("AES-GMAC", bits // 8, 4, 8, "combined", None)

MACS = {
    "md5": ("HMAC-MD5-96", 16),
    "sha1": ("HMAC-SHA1-96", 20),
    "sha256": ("SHA2-256-128", 32),
    "sha384": ("SHA2-384-192", 48),
    "sha512": ("SHA2-512-256", 64),
    "aesxcbc": ("AES-XCBC-96", 16),
}


def suites():
    """Every suite: its name, cipher and MAC. What came later stands behind, so that cases keep their numbers."""
    late = []
    for cipher, facts in CIPHERS.items():
        if facts[4] == "combined":
            yield cipher, cipher, None
            continue
        for mac in MACS:
            if mac != "aesxcbc":
                yield "%s-%s" % (cipher, mac), cipher, mac
        if facts[4] == "cbc":
            yield "%s-none" % cipher, cipher, None
        late.append(("%s-aesxcbc" % cipher, cipher, "aesxcbc"))
    yield from late


# GCM with a short ICV is in nobody's table, but scapy's own code does it.
OWN = set(CRYPT_ALGOS) | set(AUTH_ALGOS) | {"AES-GCM-SHORT", None}


def known(cipher, mac):
    """Whether scapy has the suite of its own."""
    return CIPHERS[cipher][0] in OWN and (mac is None or MACS[mac][0] in OWN)


def known_esn(cipher, mac):
    """Whether scapy has extended sequence numbers with the suite: only where no MAC has to cover them."""
    return known(cipher, mac) and mac is None


class Xcbc:
    """AES-XCBC-MAC (RFC 3566) from single blocks of AES, in the manner of cryptography's MACs."""

    def __init__(self, key, _digest, _backend):
        self.key = key
        self.data = b""

    @staticmethod
    def block(key, data):
        encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
        return encryptor.update(data) + encryptor.finalize()

    def update(self, data):
        self.data += data

    def finalize(self):
        keys = [self.block(self.key, bytes([octet]) * 16) for octet in (1, 2, 3)]
        count = max(1, -(-len(self.data) // 16))
        last = self.data[16 * (count - 1) :]
        mask = keys[1] if len(last) == 16 else keys[2]
        if len(last) < 16:
            last = last + b"\x80" + bytes(15 - len(last))
        chain = bytes(16)
        for at in range(count - 1):
            chain = self.block(keys[0], xor(chain, self.data[16 * at : 16 * at + 16]))
        return self.block(keys[0], xor(xor(chain, last), mask))


def xor(left, right):
    return bytes(a ^ b for a, b in zip(left, right))


class Gmac(CryptAlgo):
    """ENCR_NULL_AUTH_AES_GMAC (RFC 4543): the IV is among what is authenticated, as in figure 4."""

    def covered(self, esp, rest, esn_en, esn):
        high = struct.pack("!L", esn) if esn_en else b""
        return struct.pack("!L", esp.spi) + high + struct.pack("!L", esp.seq) + rest

    def encrypt(self, sa, esp, key, icv_size=None, esn_en=False, esn=0):
        rest = esp.iv + esp.data_for_encryption()
        aad = self.covered(esp, rest, esn_en, esn)
        tag = AESGCM(key).encrypt(sa.crypt_salt + esp.iv, b"", aad)
        return ESP(spi=esp.spi, seq=esp.seq, data=rest + tag)

    def decrypt(self, sa, esp, key, icv_size=None, esn_en=False, esn=0):
        rest, tag = esp.data[:-16], esp.data[-16:]
        aad = self.covered(esp, rest, esn_en, esn)
        try:
            AESGCM(key).decrypt(sa.crypt_salt + rest[:8], tag, aad)
        except InvalidTag as error:
            raise IPSecIntegrityError(error)
        return plain(esp, rest[:8], rest[8:], tag)


def plain(esp, iv, data, icv):
    padlen, nh = data[-2], data[-1]
    return _ESPPlain(
        spi=esp.spi, seq=esp.seq, iv=iv, data=data[: len(data) - padlen - 2], padlen=padlen, nh=nh, icv=icv
    )


class AuthAlgoWithEsn(AuthAlgo):
    """scapy's integrity with the high half behind the packet (RFC 4303 2.2.1)."""

    def __init__(self, algorithm, high):
        AuthAlgo.__init__(
            self, algorithm.name, algorithm.mac, algorithm.digestmod, algorithm.icv_size, algorithm.key_size
        )
        self.high = struct.pack("!L", high)

    def icv(self, data, key):
        mac = self.new_mac(key)
        mac.update(data + self.high)
        return mac.finalize()[: self.icv_size]

    def sign(self, pkt, key, esn_en=False, esn=0):
        pkt[ESP].data += self.icv(raw(pkt[ESP]), key)
        return pkt

    def verify(self, pkt, key, esn_en=False, esn=0):
        data = raw(pkt)
        if self.icv(data[: -self.icv_size], key) != data[-self.icv_size :]:
            raise IPSecIntegrityError("wrong ICV")


def salted(sa, iv, **_):
    return sa.crypt_salt + iv


CRYPT_ALGOS["AES-GCM-SHORT"] = CryptAlgo(
    "AES-GCM-SHORT",
    cipher=algorithms.AES,
    mode=modes.GCM,
    key_size=(16, 24, 32),
    salt_size=4,
    block_size=1,
    iv_size=8,
    icv_size=16,
    format_mode_iv=salted,
)
CRYPT_ALGOS["AES-GMAC"] = Gmac(
    "AES-GMAC", cipher=None, mode=None, key_size=(16, 24, 32), salt_size=4, block_size=1, iv_size=8, icv_size=16
)
AUTH_ALGOS["AES-XCBC-96"] = AuthAlgo("AES-XCBC-96", mac=Xcbc, digestmod=bytes, icv_size=12, key_size=(16,))


def association(cipher, mac, keys, spi, tunnel_header, high=None):
    """scapy's SA; `keys` are encryption, salt and integrity, `high` the high half with ESN."""
    algorithm, icv = CIPHERS[cipher][0], CIPHERS[cipher][5]
    encryption, salt, integrity = keys
    sa = SecurityAssociation(
        ESP,
        spi=spi,
        crypt_algo=algorithm or "NULL",
        crypt_key=(encryption + salt) or None,
        crypt_icv_size=icv,
        auth_algo=MACS[mac][0] if mac else None,
        auth_key=integrity or None,
        tunnel_header=tunnel_header,
        esn_en=high is not None,
        esn=high or 0,
    )
    if high is not None and mac:
        sa.auth_algo = AuthAlgoWithEsn(sa.auth_algo, high)
    return sa
