import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import { xcbcMac } from '../../src/crypto/xcbc.ts';
import { PROVIDERS, vectors } from './providers.ts';

interface XcbcCase {
  readonly source: string;
  readonly key: string;
  readonly message: string;
  readonly mac: string;
}

const { cases } = vectors<{ cases: readonly XcbcCase[] }>('xcbc.json');

describe.each(PROVIDERS)('AES-XCBC-MAC by $name', (provider) => {
  it.each(cases.map((one) => [one.source, one] as const))('%s', (_source, one) => {
    const message = fromHex(one.message);
    const mac = xcbcMac(provider, fromHex(one.key));
    expect(toHex(mac.compute(message, 0, message.length))).toBe(one.mac);
  });

  it('takes a message in two parts for the same, however it is cut', () => {
    for (const one of cases.slice(0, 6)) {
      const message = fromHex(one.message);
      const mac = xcbcMac(provider, fromHex(one.key));
      for (let cut = 0; cut <= message.length; cut++) {
        const found = mac.compute(message, 0, cut, message.subarray(cut));
        expect(toHex(found), `${one.source} cut at ${cut}`).toBe(one.mac);
      }
    }
  });
});
