"""Signatures of IKEv1 (RFC 2409 5.1, RFC 4754) checked by OpenSSL, only to prove that a recorded transcript is true."""
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils

ID, CERT, CERTREQ, SIG = 5, 6, 7, 9
METHODS = {'ecdsa-256': (9, 'sha256'), 'ecdsa-384': (10, 'sha384'), 'ecdsa-521': (11, 'sha512')}
DIGESTS = {'sha256': hashes.SHA256(), 'sha384': hashes.SHA384(), 'sha512': hashes.SHA512()}


def hash_of(key, negotiated):
    """The hash whose HMAC makes HASH_I and HASH_R: ECDSA brings its own."""
    return METHODS[key][1] if key in METHODS else negotiated


def raw_rsa(public, signature, digest):
    """RFC 2409 5.1: PKCS #1 type 1 over the hash without its OID."""
    numbers, size = public.public_numbers(), public.key_size // 8
    block = pow(int.from_bytes(signature, 'big'), numbers.e, numbers.n).to_bytes(size, 'big')
    return len(signature) == size and block == b'\0\1' + b'\xff' * (size - 3 - len(digest)) + b'\0' + digest


def check(key, certificate, signature, digest):
    """Raises where the signature is not that of the certificate's key."""
    public = certificate.public_key()
    if key not in METHODS:
        if not raw_rsa(public, signature, digest):
            raise SystemExit('an RSA signature is wrong')
        return
    half = len(signature) // 2
    if half != (public.curve.key_size + 7) // 8:
        raise SystemExit('r and s are not of full length')
    der = utils.encode_dss_signature(int.from_bytes(signature[:half], 'big'), int.from_bytes(signature[half:], 'big'))
    public.verify(der, digest, ec.ECDSA(utils.Prehashed(DIGESTS[METHODS[key][1]])))


def issued(certificate, issuer):
    public = issuer.public_key()
    if isinstance(public, ec.EllipticCurvePublicKey):
        public.verify(certificate.signature, certificate.tbs_certificate_bytes, ec.ECDSA(certificate.signature_hash_algorithm))
    else:
        public.verify(certificate.signature, certificate.tbs_certificate_bytes, padding.PKCS1v15(), certificate.signature_hash_algorithm)


def pkcs8(path):
    key = serialization.load_pem_private_key(Path(path).read_bytes(), None)
    return key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).hex()


def authentication(phase1, parsed, found, pki):
    """What messages 3 to 6 hold of certificates, by side, each signature and chain checked."""
    key = phase1.certificates['key']
    root = x509.load_pem_x509_certificate(Path(f'{pki}/ca.crt').read_bytes())
    der = lambda certificate: certificate.public_bytes(serialization.Encoding.DER)
    out = {'method': METHODS[key][0] if key in METHODS else 3, 'hash': hash_of(key, phase1.hash), 'root': der(root).hex()}
    for side, name, hashed, messages in (('initiator', 'em', 'hashI', (2, 4)), ('responder', 'ss', 'hashR', (3, 5))):
        pick = lambda kind: [body for n in messages for k, body in parsed[n][1] if k == kind]
        sent, requests, (signature,) = pick(CERT), pick(CERTREQ), pick(SIG)
        if any(body[0] != 4 for body in (*sent, *requests)):
            raise SystemExit('an encoding that is not "X.509 certificate, signature"')
        chain = [x509.load_der_x509_certificate(body[1:]) for body in sent]
        check(key, chain[0], signature, bytes.fromhex(found[hashed]['value']))
        for lower, upper in zip(chain, [*chain[1:], root]):
            issued(lower, upper)
        if bytes.fromhex(found[hashed]['idBody'])[4:] != chain[0].subject.public_bytes():
            raise SystemExit('the identity is not the subject')
        out[side] = {'certificates': [body[1:].hex() for body in sent], 'requests': [body[1:].hex() for body in requests],
                     'signature': signature.hex(), 'privateKey': pkcs8(f'{pki}/{name}.key')}
    return out
