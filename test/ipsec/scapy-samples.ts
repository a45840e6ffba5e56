/** What Espial sends, for scapy to open: the same octets each time. */

import { toHex } from '../../src/base/bytes.ts';
import { parseSuite } from '../../src/crypto/suite-names.ts';
import { buildIp } from '../../src/wire/ip.ts';
import {
  A,
  A6,
  B,
  B6,
  facing,
  keysFor,
  type PairOptions,
  packet,
  selector,
  send,
} from './fixture.ts';

/** One thing sent: keys as KEYMAT, the clear packet, and the datagrams that came out. */
export interface ScapySample {
  readonly title: string;
  readonly suite: string;
  readonly mode: 'transport' | 'tunnel';
  readonly esn: boolean;
  readonly keymat: string;
  readonly clear: string;
  readonly sent: readonly string[];
}

/** All samples. */
export function scapySamples(): ScapySample[] {
  const tunnel = { mode: 'tunnel' } as const;
  const after = { tunnelHeader: { fragment: 'after' } } as const;
  const six = { outer: [A6, B6], selector: selector(A6, B6) } as const;
  const long = packet(3000);
  const udp = long.subarray(20);
  const numbered = buildIp({
    source: A,
    destination: B,
    protocol: 17,
    payload: udp,
    identification: 9,
  });
  return [
    sample('TFC padding', 'aes128-sha1', { ...tunnel, tfcOctets: 800 }, packet(50)),
    sample('TFC padding, GCM', 'aes128gcm16', { ...tunnel, tfcOctets: 800 }, packet(50)),
    sample('extended numbers', 'aes256gcm16', { esn: true }, packet(50)),
    sample('cut up before ESP', 'aes128-sha1', { ...tunnel, linkMtu: 1000 }, numbered),
    sample('cut up after ESP', 'aes128-sha256', { ...tunnel, ...after, linkMtu: 1000 }, long),
    sample('transport, cut up after ESP', '3des-md5', { linkMtu: 1000 }, numbered),
    sample(
      'IPv6, cut up after ESP',
      'aes128-sha1',
      { ...six, linkMtu: 1280 },
      packet(1230, A6, B6),
    ),
  ];
}

function sample(
  title: string,
  suiteName: string,
  options: PairOptions,
  clear: Uint8Array,
): ScapySample {
  const suite = parseSuite(suiteName);
  const { a } = facing({ ...options, suite });
  const { encryption, salt, integrity } = keysFor(suite, 'a to b');
  return {
    title,
    suite: suiteName,
    mode: options.mode ?? 'transport',
    esn: options.esn ?? false,
    keymat: [encryption, salt, integrity].map(toHex).join(''),
    clear: toHex(clear),
    sent: send(a, clear).map(({ bytes }) => toHex(bytes)),
  };
}
