"""IKEv1's formulas (RFC 2409) written again, only to check that a recorded transcript is true. OpenSSL does the ciphers."""
import hashlib
import hmac
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

CIPHERS = {'des': (8, 8), '3des': (24, 8), 'aes128': (16, 16), 'aes192': (24, 16), 'aes256': (32, 16)}
HASHES = {'md5': 'md5', 'sha1': 'sha1', 'sha256': 'sha256', 'sha384': 'sha384', 'sha512': 'sha512'}


def prf(hash_name, key, *parts):
    return hmac.new(key, b''.join(parts), HASHES[hash_name]).digest()


def digest(hash_name, *parts):
    return hashlib.new(HASHES[hash_name], b''.join(parts)).digest()


def skeyid_of_psk(hash_name, psk, ni, nr):
    return prf(hash_name, psk, ni, nr)


def skeyid_of_signatures(hash_name, ni, nr, gxy):
    return prf(hash_name, ni + nr, gxy)


def skeyids(hash_name, skeyid, gxy, cookies):
    d = prf(hash_name, skeyid, gxy, cookies, b'\0')
    a = prf(hash_name, skeyid, d, gxy, cookies, b'\1')
    e = prf(hash_name, skeyid, a, gxy, cookies, b'\2')
    return skeyid, d, a, e


def cipher_key(hash_name, skeyid_e, length):
    """RFC 2409 App. B: SKEYID_e itself if it is long enough, else K1 | K2 | ..."""
    if len(skeyid_e) >= length:
        return skeyid_e[:length]
    block, key = b'\0', b''
    while len(key) < length:
        block = prf(hash_name, skeyid_e, block)
        key += block
    return key[:length]


def keymat(hash_name, skeyid_d, seed, length):
    """RFC 2409 5.5."""
    block, out = b'', b''
    while len(out) < length:
        block = prf(hash_name, skeyid_d, block, seed)
        out += block
    return out[:length]


def decrypt(cipher_name, key, iv, data):
    algorithm = algorithms.AES(key) if cipher_name.startswith('aes') else \
        algorithms.TripleDES(key * 3 if len(key) == 8 else key)
    context = Cipher(algorithm, modes.CBC(iv)).decryptor()
    return context.update(data) + context.finalize()


def header(message):
    initiator, responder, nxt, version, exchange, flags, mid, length = struct.unpack('>8s8sBBBBII', message[:28])
    return {'initiatorCookie': initiator, 'responderCookie': responder, 'nextPayload': nxt, 'version': version,
            'exchange': exchange, 'flags': flags, 'messageId': mid, 'length': length}


def payloads(first, body):
    """[(type, body without the generic header)] and the bytes left over (padding)."""
    out, at, kind = [], 0, first
    while kind:
        nxt, reserved, length = struct.unpack('>BBH', body[at:at + 4])
        if reserved or length < 4 or at + length > len(body):
            raise ValueError(f'payload {kind} at {at}: reserved {reserved}, length {length}')
        out.append((kind, body[at + 4:at + length]))
        kind, at = nxt, at + length
    return out, body[at:]
