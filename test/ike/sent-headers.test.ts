import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { DEFAULT_KEEPING } from '../../src/ike/policy.ts';
import { decodeHeader, type IsakmpHeader } from '../../src/wire/isakmp/header.ts';
import { decodePayloads } from '../../src/wire/isakmp/payloads.ts';
import { Duo, type DuoOptions, type Flight } from './duo.ts';

const keeping = { ...DEFAULT_KEEPING, commitBit: true };

/** Main mode, a quick mode of either side, and the end of all: every message with its header. */
function whole(options: DuoOptions = {}): (Flight & { header: IsakmpHeader })[] {
  const duo = new Duo(options);
  duo.initiate('tunnel', 'a');
  const passed = duo.settle();
  duo.initiate('transport', 'b');
  passed.push(...duo.settle());
  duo.a.engine.deletePeer(undefined, duo.now);
  duo.wait(0);
  passed.push(...duo.settle());
  return passed.map((flight) => ({ ...flight, header: decodeHeader(flight.message) }));
}

const ALL = whole();
const phaseOne = ALL.slice(0, 6);
const phaseTwo = ALL.slice(6);
const zero = (octets: Uint8Array): boolean => octets.every((octet) => octet === 0);

describe('every header that is sent (RFC 2408 2.4, 3.1, 5.2)', () => {
  test('of a whole life is looked at here: both phases, both directions, deletes', () => {
    const exchanges = ALL.map(({ from, header }) => `${from}${header.exchangeType}`);
    expect(exchanges.slice(0, 12).join(' ')).toBe('a2 b2 a2 b2 a2 b2 a32 b32 a32 b32 a32 b32');
    expect(new Set(exchanges.slice(12))).toEqual(new Set(['a5']));
    expect(exchanges.length).toBeGreaterThan(12);
  });

  test('is of version 1.0, and has no flags but encryption', () => {
    for (const { header } of ALL) {
      expect([header.majorVersion, header.minorVersion]).toEqual([1, 0]);
      expect(header.flags & ~1).toBe(0);
    }
  });

  test('says how long the message is, padding and all', () => {
    for (const { header, message } of ALL) {
      expect(header.length).toBe(message.length);
      if (header.flags === 1) expect((message.length - 28) % 16).toBe(0);
    }
  });

  test('has a responder cookie in every message but the first', () => {
    for (const [at, { header }] of ALL.entries()) {
      expect(zero(header.initiatorCookie)).toBe(false);
      expect(zero(header.responderCookie)).toBe(at === 0);
    }
  });

  test('keeps the cookies in their places, whoever sends and whoever began', () => {
    const cookies = ({ initiatorCookie, responderCookie }: IsakmpHeader): string =>
      toHex(initiatorCookie) + toHex(responderCookie);
    const [, ...rest] = ALL.map(({ header }) => cookies(header));
    expect(new Set(rest).size).toBe(1);
    expect(new Set(phaseTwo.map(({ from }) => from))).toEqual(new Set(['a', 'b']));
  });

  test('has the message id zero in phase 1 and never in phase 2, one to an exchange', () => {
    for (const { header } of phaseOne) expect(header.messageId).toBe(0);
    const ids = phaseTwo.map(({ header }) => header.messageId);
    expect(ids).not.toContain(0);
    expect(ids[0]).toBe(ids[2]);
    expect(ids[3]).toBe(ids[5]);
    expect(new Set(ids).size).toBe(2 + ids.length - 6);
  });

  test('has the encryption bit once both sides have sent their key exchange', () => {
    expect(ALL.map(({ header }) => header.flags & 1)).toEqual([
      ...[0, 0, 0, 0, 1, 1],
      ...phaseTwo.map(() => 1),
    ]);
  });

  test('has the commit bit in quick mode alone, where policy wants it at all', () => {
    const flags = whole({ both: { peer: { keeping } } }).map(({ header }) => header);
    const committed = flags.filter((header) => (header.flags & 2) !== 0);
    expect(committed.length).toBeGreaterThan(0);
    expect(new Set(committed.map(({ exchangeType }) => exchangeType))).toEqual(new Set([32]));
  });
});

describe('what is sent in clear', () => {
  test('has reserved octets that are zero, lengths that fit, and SA in front', () => {
    for (const { message, header } of phaseOne.slice(0, 4)) {
      const { payloads, end } = decodePayloads(header.nextPayload, message, 28);
      expect(end).toBe(message.length);
      for (const payload of payloads) expect(payload).not.toHaveProperty('reserved');
    }
    for (const { header } of phaseOne.slice(0, 2)) expect(header.nextPayload).toBe(1);
  });

  test('leaves from port 500 to port 500', () => {
    for (const { path } of phaseOne)
      expect([path.local.port, path.remote.port]).toEqual([500, 500]);
  });
});
