#!/usr/bin/python3
"""transcript.py CELL.json CAPTURE.pcap INITIATOR.log RESPONDER.log OUT.json

Joins what two strongSwans logged with what was captured between them into one known-answer file (see README.md for
its fields), and refuses to write it unless every value is derived again, from RFC 2409's formulas, to the same bytes.
"""
import json
import struct
import sys

import ikev1
import signatures
from charonlog import Log

SA, KE, ID, HASH, SIG, NONCE, NOTIFY, DELETE, VENDOR, NATD = 1, 4, 5, 8, 9, 10, 11, 12, 13, 20
NAMES = {1: 'SA', 4: 'KE', 5: 'ID', 6: 'CERT', 7: 'CR', 8: 'HASH', 9: 'SIG', 10: 'NONCE', 11: 'N', 12: 'D', 13: 'VID', 20: 'NAT-D'}
INITIATOR, RESPONDER = '10.99.0.2', '10.99.0.1'


def datagrams(path):
    """UDP datagrams of a classic pcap file with Ethernet frames: (frame, source, source port, destination, port, payload)."""
    data = open(path, 'rb').read()
    order = '<' if data[:4] in (b'\xd4\xc3\xb2\xa1', b'\x4d\x3c\xb2\xa1') else '>'
    at, frame = 24, 0
    while at < len(data):
        length = struct.unpack(order + 'I', data[at + 8:at + 12])[0]
        packet, at, frame = data[at + 16 + 14:at + 16 + length], at + 16 + length, frame + 1
        if packet[0] >> 4 != 4 or packet[9] != 17:
            continue
        head = (packet[0] & 15) * 4
        sport, dport, size = struct.unpack('>HHH', packet[head:head + 6])
        yield frame, '.'.join(map(str, packet[12:16])), sport, '.'.join(map(str, packet[16:20])), dport, packet[head + 8:head + size]


def same(what, mine, theirs):
    if mine != theirs:
        raise SystemExit(f'{what}: derived {mine.hex()}, but strongSwan says {theirs.hex() if theirs else theirs}')
    return mine.hex()


def split(capture):
    """(ISAKMP messages, ESP packets) in the order of the capture, each as far as the wire shows it."""
    messages, packets = [], []
    for frame, src, sport, dst, dport, payload in datagrams(capture):
        entry = {'direction': 'initiator-to-responder' if src == INITIATOR else 'responder-to-initiator',
                 'source': f'{src}:{sport}', 'destination': f'{dst}:{dport}'}
        marker = 4500 in (sport, dport) and payload[:4] == b'\0\0\0\0'
        if sport == 4500 and not marker:
            if len(payload) > 8:
                packets.append({**entry, 'spi': payload[:4].hex(), 'sequence': struct.unpack('>I', payload[4:8])[0], 'packet': payload.hex()})
            continue
        entry.update(datagram=payload.hex(), nonEspMarker=marker)
        messages.append((entry, payload[4:] if marker else payload))
    if len({entry['datagram'] for entry, _ in messages}) != len(messages):
        raise SystemExit('a message was retransmitted: record again')
    return messages, packets


class Phase1:
    """The values of main mode, or of aggressive mode, derived from its messages, the PSK and the shared secret alone."""

    def __init__(self, cell, messages, log):
        self.hash, self.cipher = cell['hash'], cell['encryption']
        self.key_length, self.block = ikev1.CIPHERS[self.cipher]
        aggressive = cell.get('aggressive', False)
        ki, kr = (0, 1) if aggressive else (2, 3)
        clear = [ikev1.payloads(ikev1.header(m)['nextPayload'], m[28:])[0] for _, m in messages[:kr + 1]]
        pick = lambda n, kind: [body for k, body in clear[n] if k == kind]
        self.sai, self.sar = pick(0, SA)[0], pick(1, SA)[0]
        self.gxi, self.gxr, self.ni, self.nr = pick(ki, KE)[0], pick(kr, KE)[0], pick(ki, NONCE)[0], pick(kr, NONCE)[0]
        self.natd = {'initiator': [] if aggressive else pick(2, NATD), 'responder': pick(kr, NATD)}
        self.natd_datagrams = {'initiator': 2, 'responder': kr}
        self.proofs = ((0, 2), (1, 1)) if aggressive else ((4, 4), (5, 5))
        head = ikev1.header(messages[2][1])
        self.cki, self.ckr = head['initiatorCookie'], head['responderCookie']
        self.gxy = log.one('shared Diffie Hellman secret')
        self.certificates = cell.get('certificates')
        if self.certificates:
            skeyid = ikev1.skeyid_of_signatures(self.hash, self.ni, self.nr, self.gxy)
        else:
            skeyid = ikev1.skeyid_of_psk(self.hash, cell['psk'].encode(), self.ni, self.nr)
        self.skeyid, self.d, self.a, self.e = ikev1.skeyids(self.hash, skeyid, self.gxy, self.cki + self.ckr)
        self.key = ikev1.cipher_key(self.hash, self.e, self.key_length)
        self.iv = ikev1.digest(self.hash, self.gxi, self.gxr)[:self.block]

    def check(self, log):
        return {name: same(name, mine, log.one(theirs)) for name, mine, theirs in (
            ('skeyid', self.skeyid, 'SKEYID'), ('skeyidD', self.d, 'SKEYID_d'), ('skeyidA', self.a, 'SKEYID_a'),
            ('skeyidE', self.e, 'SKEYID_e'), ('cipherKey', self.key, 'encryption key Ka'), ('initialIv', self.iv, 'initial IV'))}


def open_messages(phase1, messages):
    """Decrypts each encrypted message along its IV chain; fills iv, nextIv and plaintext; answers the payloads of each."""
    chain, last, parsed = {0: phase1.iv}, phase1.iv, []
    for entry, message in messages:
        head = ikev1.header(message)
        if head['length'] != len(message):
            raise SystemExit('a message longer or shorter than its header says')
        mid, encrypted, body = head['messageId'], bool(head['flags'] & 1), message[28:]
        entry.update(exchange={2: 'main-mode', 4: 'aggressive-mode', 5: 'informational', 32: 'quick-mode'}[head['exchange']],
                     messageId=f'{mid:08x}', encrypted=encrypted)
        if encrypted:
            start = ikev1.digest(phase1.hash, last, struct.pack('>I', mid))[:phase1.block]
            iv = chain.get(mid, start)
            entry.update(iv=iv.hex(), nextIv=body[-phase1.block:].hex())
            chain[mid] = body[-phase1.block:]
            if mid == 0:
                last = chain[0]
            body = ikev1.decrypt(phase1.cipher, phase1.key, iv, body)
            entry['plaintext'] = body.hex()
        found, padding = ikev1.payloads(head['nextPayload'], body)
        if any(padding) and not encrypted:
            raise SystemExit('bytes after the last payload')
        entry['payloads'] = [NAMES.get(kind, str(kind)) for kind, _ in found]
        parsed.append((head, found, body[:len(body) - len(padding)]))
    return parsed


def authentication(phase1, parsed, log):
    """HASH_I and HASH_R, with the identities that they prove."""
    out = {}
    of_i, of_r = phase1.proofs
    for name, (n, h), parts in (('HASH_I', of_i, (phase1.gxi, phase1.gxr, phase1.cki, phase1.ckr)),
                                ('HASH_R', of_r, (phase1.gxr, phase1.gxi, phase1.ckr, phase1.cki))):
        body = dict(parsed[n][1])[ID]
        data = b''.join((*parts, phase1.sai, body))
        same(name + ' input', data, log.one(name + ' data'))
        if phase1.certificates:
            value = ikev1.prf(signatures.hash_of(phase1.certificates['key'], phase1.hash), phase1.skeyid, data)
        else:
            value = ikev1.prf(phase1.hash, phase1.skeyid, data)
            same(name + ' on the wire', value, dict(parsed[h][1])[HASH])
        out['hashI' if name == 'HASH_I' else 'hashR'] = {'idBody': body.hex(), 'input': data.hex(), 'value': same(name, value, log.one(name))}
    return out


def phase2_hashes(phase1, parsed, entries, log):
    """HASH(1), (2), (3) of quick mode and HASH(1) of each informational."""
    quick, informational = {}, []
    count, nonce = 0, {}
    for (head, found, body), entry in zip(parsed, entries):
        if head['exchange'] not in (5, 32) or found[0][0] != HASH:
            continue
        mid = struct.pack('>I', head['messageId'])
        rest = body[4 + len(found[0][1]):]
        if head['exchange'] == 5:
            data, name = mid + rest, 'Hash'
        else:
            count += 1
            name = f'Hash({count})'
            nonce[count] = dict(found).get(NONCE)
            data = {1: mid + rest, 2: mid + (nonce[1] or b'') + rest, 3: b'\0' + mid + nonce[1] + (nonce.get(2) or b'')}[count]
        value = ikev1.prf(phase1.hash, phase1.a, data)
        same(name + ' on the wire', value, found[0][1])
        if value not in log.all(name):
            raise SystemExit(f'{name}: not in the log')
        result = {'input': data.hex(), 'value': value.hex()}
        entry['hash'] = {'name': 'HASH(1)' if head['exchange'] == 5 else name.upper(), **result}
        if head['exchange'] == 5:
            informational.append(dict(messageId=entry['messageId'], payloads=entry['payloads'][1:], **result))
        else:
            quick[f'hash{count}'] = result
    return quick, informational, nonce[1], nonce[2]


def kmat(cell, phase1, log, ni, nr, spis):
    """KEYMAT of both SAs and its division into keys."""
    secret = log.one('DH secret')
    encryption, integrity = ({who: log.one(f'{what} {who} key') or b'' for who in ('initiator', 'responder')}
                             for what in ('encryption', 'integrity'))
    out = {'ni': ni.hex(), 'nr': nr.hex(), 'pfsSharedSecret': secret.hex() if secret else None}
    for who, name, spi in (('initiator', 'initiatorToResponder', spis['responder']), ('responder', 'responderToInitiator', spis['initiator'])):
        seed = (secret or b'') + b'\3' + bytes.fromhex(spi) + ni + nr
        same(f'{who} seed', seed, log.one(f'{who} SA seed'))
        keys = encryption[who] + integrity[who]
        material = ikev1.keymat(phase1.hash, phase1.d, seed, len(keys))
        same(f'{who} KEYMAT', material, keys)
        cut = cell.get('saltLength', 0)
        out[name] = {'spi': spi, 'seed': seed.hex(), 'keymat': material.hex(),
                     'encryptionKey': encryption[who][:len(encryption[who]) - cut].hex(),
                     'salt': encryption[who][len(encryption[who]) - cut:].hex() if cut else None,
                     'authenticationKey': integrity[who].hex() if integrity[who] else None}
    return out


def nat_detection(phase1, entries, initiator, responder):
    """NAT-D payloads as sent, and charon's own inputs. With `encap = yes` a source hash is deliberately wrong."""
    inputs = {}
    for log in (initiator, responder):
        inputs.update(zip(log.all('natd_chunk'), log.all('natd_hash')))
    for data, value in inputs.items():
        same('NAT-D', ikev1.digest(phase1.hash, data), value)
    say = {}
    for who, n in phase1.natd_datagrams.items():
        sent = phase1.natd[who]
        if sent:
            say[who] = {'destinationHash': sent[0].hex(), 'sourceHashes': [h.hex() for h in sent[1:]],
                        'sourceHashIsTrue': sent[1] in inputs.values(), 'datagram': n}
            if sent[0] not in inputs.values():
                raise SystemExit('a NAT-D destination hash that charon did not compute')
    return {'sent': say, 'inputs': [{'input': k.hex(), 'hash': v.hex(), 'address': '.'.join(map(str, k[16:20])), 'port': struct.unpack('>H', k[20:22])[0]}
                                    for k, v in inputs.items()]}


def main():
    cell_path, capture, initiator_path, responder_path, out, *pki = sys.argv[1:]
    cell = json.load(open(cell_path))
    initiator, responder = Log(initiator_path), Log(responder_path)
    messages, packets = split(capture)
    phase1 = Phase1(cell, messages, initiator)
    derived = phase1.check(initiator)
    phase1.check(responder)
    parsed = open_messages(phase1, messages)
    entries = [entry for entry, _ in messages]
    for log in (initiator, responder):
        logged = {data.hex() for name, data in log.dumps if name.startswith('next IV for MID')}
        known = {e[k] for e in entries if e['encrypted'] for k in ('iv', 'nextIv')}
        if not logged or not logged <= known:
            raise SystemExit(f'charon logged IVs that the chain does not hold: {logged - known}')
    hashes = authentication(phase1, parsed, initiator)
    authentication(phase1, parsed, responder)
    if phase1.certificates:
        hashes['authentication'] = signatures.authentication(phase1, parsed, hashes, pki[0])
    quick, informational, ni, nr = phase2_hashes(phase1, parsed, entries, initiator)
    offered = next(body for head, found, _ in parsed if head['exchange'] == 32 for k, body in found if k == SA)
    chosen = [body for head, found, _ in parsed if head['exchange'] == 32 for k, body in found if k == SA][1]
    spi = responder.said(r'CHILD_SA \S+ established with SPIs (\w{8})_i (\w{8})_o')
    spis = {'responder': spi[0], 'initiator': spi[1]}
    children = kmat(cell, phase1, initiator, ni, nr, spis)
    if children != kmat(cell, phase1, responder, ni, nr, spis):
        raise SystemExit('the two sides have different ESP keys')
    first = next(i for i, (head, _, _) in enumerate(parsed) if head['exchange'] == 32)
    ids = [body.hex() for head, found, _ in parsed[first:first + 1] for k, body in found if k == ID]
    selectors = dict(zip(('idci', 'idcr'), ids)) if ids else None
    document = {
        'about': 'Recorded between two strongSwan 5.9.8 by test/peers/record.sh; fields: test/peers/README.md. Bytes are lower-case hex.',
        **cell,
        'addresses': {'initiator': INITIATOR, 'responder': RESPONDER},
        'selected': initiator.said(r'selected proposal: (IKE:\S+)')[0],
        'selectedEsp': responder.said(r'selected proposal: (ESP:\S+)')[0],
        'initiatorCookie': phase1.cki.hex(), 'responderCookie': phase1.ckr.hex(),
        'saiBody': phase1.sai.hex(), 'sarBody': phase1.sar.hex(),
        'gxi': phase1.gxi.hex(), 'gxr': phase1.gxr.hex(), 'gxy': phase1.gxy.hex(),
        'ni': phase1.ni.hex(), 'nr': phase1.nr.hex(),
        **derived, **hashes,
        'natDetection': nat_detection(phase1, entries, initiator, responder),
        'quickMode': {'saBodyOffered': offered.hex(), 'saBodyChosen': chosen.hex(), 'selectors': selectors, **quick, **children},
        'informational': informational,
        'datagrams': entries,
        'espPackets': packets,
    }
    with open(out, 'w') as file:
        json.dump(document, file, indent=1)
        file.write('\n')
    print(f'{cell["name"]}: {len(entries)} ISAKMP datagrams, {len(packets)} ESP packets, all values derived again')


main()
