/** Notifications are named, and data that has a form of its own is shown field by field. */

import { describe, expect, it } from 'vitest';
import { fromHex } from '../../src/base/bytes.ts';
import type { Payload } from '../../src/wire/isakmp/payload.ts';
import { EXCHANGE, NOTIFY, PROTOCOL } from '../../src/wire/numbers/isakmp.ts';
import { explainMessage, treeOf } from './explained.ts';
import { messageHex } from './messages.ts';

function notify(notifyType: number, data: string, protocol: number = PROTOCOL.isakmp): string {
  const payload: Payload = {
    kind: 'notify',
    type: 11,
    doi: 1,
    protocol,
    notifyType,
    spi: new Uint8Array(0),
    data: fromHex(data),
  };
  return treeOf(explainMessage(messageHex(EXCHANGE.informational, [payload])));
}

describe('a notification', () => {
  it('of DPD has its sequence', () => {
    expect(notify(NOTIFY['R-U-THERE'], '00001234')).toMatch(/00001234 +sequence: 4660/);
    expect(notify(NOTIFY['R-U-THERE-ACK'], '00001235')).toMatch(/00001235 +sequence: 4661/);
  });

  it('of an invalid SPI has the SPI', () => {
    expect(notify(NOTIFY['INVALID-SPI'], 'deadbeef')).toMatch(/deadbeef +invalidSpi: 3735928559/);
  });

  it('of the responder\u2019s lifetime has attributes, named by the protocol', () => {
    const data = '800b0001000c000400007080';
    expect(notify(NOTIFY['RESPONDER-LIFETIME'], data)).toContain('Life Type (TV): seconds');
    expect(notify(NOTIFY['RESPONDER-LIFETIME'], data)).toContain('Life Duration (TLV): 28800');
    const ofEsp = notify(NOTIFY['RESPONDER-LIFETIME'], '8001000280021000', PROTOCOL.esp);
    expect(ofEsp).toContain('SA Life Type (TV): kilobytes');
    expect(ofEsp).toContain('SA Life Duration (TV): 4096');
  });

  it('with data of another length keeps it as octets', () => {
    expect(notify(NOTIFY['R-U-THERE'], '1234')).toMatch(/1234 +data$/m);
  });

  it('is in the line of its frame by its name', () => {
    const payload: Payload = {
      kind: 'notify',
      type: 11,
      doi: 1,
      protocol: 1,
      notifyType: NOTIFY['NO-PROPOSAL-CHOSEN'],
      spi: new Uint8Array(0),
      data: new Uint8Array(0),
    };
    const { info } = explainMessage(messageHex(EXCHANGE.informational, [payload]));
    expect(info).toBe('informational: N(NO-PROPOSAL-CHOSEN)');
  });
});

describe('what an Espial tells of a refusal', () => {
  const failed = (text: string) =>
    notify(NOTIFY['AUTHENTICATION-FAILED'], Buffer.from(text).toString('hex'));

  it('is shown as text where it is of the list', () => {
    expect(failed('espial:certificate-expired')).toMatch(/data: espial:certificate-expired/);
    expect(failed('espial:own:not-in-domain')).toMatch(/data: espial:own:not-in-domain/);
    expect(failed('espial:pfs-differs')).toMatch(/data: espial:pfs-differs/);
  });

  it('is shown as octets where it is anything else', () => {
    expect(failed('espial:something')).toMatch(/data: 16 octets/);
    expect(failed('espial:own:pfs-differs')).toMatch(/data: 22 octets/);
  });
});
