/** Main mode is complete for its responder with message 6; what its initiator says of that comes later. */

import { describe, expect, test } from 'vitest';
import { EMPTY, utf8 } from '../../src/base/bytes.ts';
import type { Payload } from '../../src/wire/isakmp/payload.ts';
import { NOTIFY, PROTOCOL } from '../../src/wire/numbers/isakmp.ts';
import { Bench } from './bench.ts';
import { Puppet } from './puppet.ts';

const notify = (notifyType: number, data = EMPTY, protocol: number = PROTOCOL.isakmp): Payload => ({
  kind: 'notify',
  type: 11,
  doi: 1,
  protocol,
  notifyType,
  spi: EMPTY,
  data,
});

function told(...payloads: readonly Payload[]) {
  const bench = new Bench();
  const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
  for (const [i, payload] of payloads.entries()) puppet.give(puppet.inform(0x1000 + i, [payload]));
  return bench.failures;
}

describe('an initiator that refuses message 6', () => {
  test('makes main mode a failure of the responder, which says what it was told', () => {
    expect(told(notify(NOTIFY['INVALID-ID-INFORMATION']))).toMatchObject([
      { code: 'peer-identity-not-accepted', where: 'main mode, message 6', failurePoint: 'Peer' },
    ]);
    expect(
      told(notify(NOTIFY['INVALID-CERTIFICATE'], utf8('espial:certificate-revoked'))),
    ).toMatchObject([
      { code: 'peer-says-certificate-revoked', certainty: 'certain', notify: undefined },
    ]);
  });

  test('is heard once, however often it repeats itself', () => {
    const refusal = notify(NOTIFY['INVALID-CERTIFICATE'], utf8('espial:certificate-revoked'));
    expect(told(refusal, refusal, notify(NOTIFY['AUTHENTICATION-FAILED']))).toHaveLength(1);
  });

  test('says so with an error about main mode, and with nothing else', () => {
    expect(told(notify(NOTIFY['NO-PROPOSAL-CHOSEN']))).toEqual([]);
    expect(told(notify(NOTIFY['INVALID-ID-INFORMATION'], EMPTY, PROTOCOL.esp))).toEqual([]);
    expect(told(notify(NOTIFY['INITIAL-CONTACT'], utf8('espial:certificate-revoked')))).toEqual([]);
  });
});
