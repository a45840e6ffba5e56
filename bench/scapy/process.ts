/** scapy as a contender: what tests of IPsec are mostly written with. */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { concat, fromHex, toHex } from '../../src/base/bytes.ts';
import { nobleProvider } from '../../src/crypto/noble.ts';
import type { EspEncryption, EspIntegrity, EspSuite } from '../../src/crypto/provider.ts';
import { keysOf } from '../crypto/packets.ts';
import { LineProcess } from '../line-process.ts';
import { ROOT } from '../root.ts';

/** Debian's own, for which its python3-scapy is. */
const PYTHON = '/usr/bin/python3';

const ENCRYPTION: Readonly<Partial<Record<EspEncryption, string>>> = {
  null: '-',
  '3des-cbc': '3DES',
  'aes-cbc': 'AES-CBC',
  'aes-gcm-16': 'AES-GCM',
  'chacha20-poly1305': 'CHACHA20-POLY1305',
};
const INTEGRITY: Readonly<Partial<Record<EspIntegrity, string>>> = {
  none: '-',
  'hmac-md5-96': 'HMAC-MD5-96',
  'hmac-sha1-96': 'HMAC-SHA1-96',
  'hmac-sha256-128': 'SHA2-256-128',
};

/** What scapy is told to use a suite with inner packets of a length; undefined for what is left out. */
export function scapyRequest(suite: EspSuite, octets: number): string | undefined {
  const encryption = ENCRYPTION[suite.encryption];
  const integrity = INTEGRITY[suite.integrity];
  if (encryption === undefined || integrity === undefined) return undefined;
  const keys = keysOf(suite);
  const key = toHex(concat(keys.encryption, keys.salt)) || '-';
  return `set ${encryption} ${integrity} ${key} ${toHex(keys.integrity) || '-'} ${octets}`;
}

/** A new process with scapy, or why there is none. */
export function startScapy(): LineProcess | { readonly why: string } {
  const { status, error } = spawnSync(PYTHON, ['-c', 'import scapy.layers.ipsec'], {
    stdio: 'ignore',
  });
  if (error !== undefined || status !== 0) return { why: 'scapy (python3-scapy) is not installed' };
  return new LineProcess('scapy', PYTHON, [join(ROOT, 'bench', 'scapy', 'esp.py')]);
}

/** Throws where the reference does not open what scapy seals. */
export async function checkScapy(
  suite: EspSuite,
  scapy: LineProcess,
  request: string,
): Promise<void> {
  await scapy.ask(request);
  const packet = fromHex(await scapy.ask('sealed'));
  const verdicts = new Uint8Array(1);
  const opener = nobleProvider.espOpener(suite, keysOf(suite));
  opener.open(packet, Uint32Array.of(0, packet.length), 1, verdicts);
  if (verdicts[0] !== 1)
    throw new Error(`wrong result: nobody opens what scapy seals (${request})`);
}
