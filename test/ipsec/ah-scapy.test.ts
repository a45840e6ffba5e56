import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { batchOfOne } from '../../src/base/batch.ts';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import { AH_INTEGRITIES } from '../../src/crypto/protection.ts';
import { AhInput } from '../../src/ipsec/packet/ah.ts';
import { newPacketView, viewPacket } from '../../src/wire/packet-view.ts';
import { PROVIDERS } from '../crypto/providers.ts';
import { AH_CASES, type AhCase, halfOfCase, protectionOfCase } from './ah-cases.ts';
import {
  A,
  A6,
  B,
  B6,
  dropped,
  pairParameters,
  pathBetween,
  type Rig,
  rig,
  selector,
} from './fixture.ts';

const INNER = {
  4: [parseAddress('10.1.0.1'), parseAddress('10.2.0.1')],
  6: [parseAddress('2001:db8:1::1'), parseAddress('2001:db8:2::1')],
} as const;
const OFFSET = 5;

/** The host that a case's packet is for. */
function receiver(one: AhCase): Rig {
  const [from, to] = one.family === 4 ? [A, B] : [A6, B6];
  const tunnel = one.mode === 'tunnel';
  const [innerFrom, innerTo] = tunnel ? INNER[one.family] : [from, to];
  const wanted = selector(innerTo, innerFrom);
  const host = rig({
    addresses: [to, innerTo],
    policies: [{ name: 'peer', action: 'protect', selector: wanted }],
  });
  const protection = protectionOfCase(one);
  const options = { protection, mode: one.mode, esn: one.high !== undefined };
  host.driver.install(pairParameters(options, wanted, to, from), { inbound: halfOfCase(one) }, 0);
  return host;
}

describe.each(PROVIDERS)('AH by $name against scapy', (provider) => {
  it.each(AH_CASES.map((one) => [one.title, one] as const))(
    'is sealed as scapy seals it: %s',
    (_title, one) => {
      const sealed = fromHex(one.sealed);
      const { ah } = protectionOfCase(one);
      const esn = one.high !== undefined;
      const mac = provider.ahMac(ah!, fromHex(one.key), { esn });
      const view = newPacketView();
      expect(viewPacket(view, sealed, 0, sealed.length)).toBe(true);
      const arena = new Uint8Array(OFFSET + sealed.length + 3);
      arena.set(sealed, OFFSET);
      const icvAt = OFFSET + view.headerEnd + 12;
      arena.fill(0, icvAt, icvAt + mac.icvOctets);
      const input = new AhInput();
      const [at, end] = [OFFSET + view.headerEnd, OFFSET + sealed.length];
      const high = one.high ?? 0;
      expect(input.check(mac, arena, OFFSET, at, end, high)).toBe(false);
      expect(input.seal(mac, arena, OFFSET, at, end, high)).toBe(true);
      expect(toHex(arena.subarray(OFFSET, end))).toBe(one.sealed);
      expect(input.check(mac, arena, OFFSET, at, end, high)).toBe(true);
      if (esn) expect(input.check(mac, arena, OFFSET, at, end, high ^ 1)).toBe(false);
    },
  );
});

describe('a packet of scapy', () => {
  it.each(
    AH_CASES.filter(({ high }) => high === undefined).map((one) => [one.title, one] as const),
  )('is delivered as it was: %s', (_title, one) => {
    const host = receiver(one);
    const [from, to] = one.family === 4 ? [A, B] : [A6, B6];
    const give = (bytes: Uint8Array) =>
      host.driver.inbound(batchOfOne(pathBetween(to, from, false), bytes), 0);
    const sealed = fromHex(one.sealed);
    const forged = sealed.slice();
    forged[forged.length - 1]! ^= 1;
    give(forged);
    give(sealed);
    give(sealed);
    expect(dropped(host)).toEqual(['bad-icv', 'replayed']);
    expect(host.delivered.map(toHex)).toEqual([one.clear]);
  });
});

describe('the cases', () => {
  it('are of every algorithm, in both modes and versions', () => {
    const alone = AH_CASES.filter(({ espSpi, high }) => espSpi === undefined && high === undefined);
    const seen = new Set(
      alone.map((one) => `${protectionOfCase(one).ah} ${one.mode} ${one.family}`),
    );
    for (const ah of AH_INTEGRITIES) {
      for (const rest of ['transport 4', 'transport 6', 'tunnel 4', 'tunnel 6']) {
        expect(seen.has(`${ah} ${rest}`), `${ah} ${rest}`).toBe(true);
      }
    }
  });
});
