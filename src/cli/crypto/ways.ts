/** How providers do what they do, in the few words that `espial doctor` has room for. */

import { encrypts } from '../../crypto/algorithms.ts';
import { type FastWay, fastWayOf } from '../../crypto/fast/fast.ts';
import type { EspSuite } from '../../crypto/provider.ts';
import type { Subject } from './subjects.ts';

const OPENSSL = 'OpenSSL';
const A_PACKET = 'OpenSSL, a packet at a time';
const SHORT_IN_WASM = 'WASM if short, else OpenSSL';

const OF_WAY: Readonly<Record<FastWay, string>> = {
  blocks: 'one cipher an SA, HMACs in WASM',
  counter: 'one cipher an SA, HMACs in WASM',
  chacha: 'WASM',
  gcm: 'one cipher an SA, GHASH in WASM',
  'gcm-by-tables': 'one cipher an SA, GHASH by tables',
};

/** Whose work a provider's answers are, and how they are made. */
export interface Service {
  readonly provider: string;
  readonly way: string;
}

/** How a provider of the given name serves a subject. The fast one leaves some of its work to node's. */
export function serviceOf(provider: string, subject: Subject): Service {
  if (provider === 'noble') return { provider, way: 'JavaScript' };
  const fast = provider === 'node' ? undefined : fastText(subject, provider === 'fast');
  if (fast !== undefined) return { provider, way: fast };
  const isPacket = subject.kind === 'suite' || subject.kind === 'ah';
  return { provider: 'node', way: isPacket ? A_PACKET : OPENSSL };
}

/** Whether a provider that takes no constant time would be faster for a subject. */
export function isFasterUnsafely(subject: Subject): boolean {
  if (subject.kind !== 'suite') return false;
  const { suite } = subject;
  const way = fastWayOf(suite, { constantTime: false });
  return way !== undefined && way !== fastWayOf(suite, { constantTime: true });
}

function fastText(subject: Subject, constantTime: boolean): string | undefined {
  switch (subject.kind) {
    case 'hash':
    case 'hmac':
      return SHORT_IN_WASM;
    case 'cbc':
      return subject.name === 'aes-cbc' ? SHORT_IN_WASM : undefined;
    case 'ah':
      return subject.integrity === 'aes-xcbc-96' ? undefined : SHORT_IN_WASM;
    case 'suite':
      return suiteText(subject.suite, constantTime);
    default:
      return undefined;
  }
}

function suiteText(suite: EspSuite, constantTime: boolean): string | undefined {
  const way = fastWayOf(suite, { constantTime });
  if (way === undefined) return undefined;
  if (way !== 'blocks') return OF_WAY[way];
  if (!encrypts(suite.encryption)) return 'HMACs in WASM';
  return suite.integrity === 'none' ? 'one cipher an SA' : OF_WAY.blocks;
}
