/** A whole certificate laboratory in memory: authorities, peers, lists, and what is broken. */

import type { Random } from '../../base/random.ts';
import { type Authority, type AuthorityList, Bench, type LabPeer } from './bench.ts';
import { type FlawName, flawOf } from './flaws.ts';
import { type KeyKind, type KeyPool, makeKey, type SignatureHash } from './key.ts';
import {
  DEFAULT_DAYS,
  DEFAULT_ORGANIZATION,
  DEFAULT_PEERS,
  type PeerRequest,
} from './lab-defaults.ts';
import { seededKeys } from './seeded-key.ts';

export interface LabOptions {
  /** What the laboratory takes for now, in milliseconds since 1970. */
  readonly now: number;
  readonly key?: KeyKind;
  /** What authorities sign with; the one that suits their key unless said. */
  readonly hash?: SignatureHash;
  /** Authorities between the root and the peers, 0 to 3. */
  readonly intermediates?: number;
  /** How long peers' certificates are valid. */
  readonly days?: number;
  readonly organization?: string;
  readonly peers?: readonly PeerRequest[];
  /** Puts the address of each list into certificates: this one with `ca.crl` and the like behind it. */
  readonly crlUrl?: string;
  /** Broken certificates, with the names of the first peer. */
  readonly flaws?: readonly FlawName[];
  /** Decides every key and number, for a laboratory that is the same each time. */
  readonly random?: Random;
  /** Keys that several laboratories share; new ones unless given. */
  readonly keys?: KeyPool;
}

export interface Lab {
  readonly root: Authority;
  /** From the root's down. */
  readonly intermediates: readonly Authority[];
  /** Who issued the good peers' certificates. */
  readonly issuer: Authority;
  /** Every authority, those of broken certificates too, each with its list. */
  readonly authorities: readonly AuthorityList[];
  /** Good ones, then broken ones, which bear the names of their flaws. */
  readonly peers: readonly LabPeer[];
  /** All lists that there are, DER. */
  readonly lists: readonly Uint8Array[];
  /** A peer, or a broken one by the name of its flaw. Throws a RangeError where it is not there. */
  readonly peer: (name: string) => LabPeer;
}

/** Makes a laboratory. Throws a RangeError on names and subjects that cannot be. */
export async function makeLab(options: LabOptions): Promise<Lab> {
  const { organization = DEFAULT_ORGANIZATION, peers: wanted = DEFAULT_PEERS, random } = options;
  const bench = new Bench({
    now: options.now,
    key: options.key ?? 'ec256',
    hash: options.hash,
    days: options.days ?? DEFAULT_DAYS,
    organization,
    crlUrl: options.crlUrl,
    makeKey: options.keys?.source() ?? (random === undefined ? makeKey : seededKeys(random)),
    random,
  });
  const root = await bench.authority('ca', `${organization} Root CA`, undefined);
  const intermediates = await intermediatesBelow(bench, root, options.intermediates ?? 1);
  const issuer = intermediates.at(-1) ?? root;
  const names = wanted[0]?.names ?? [];
  const key = await bench.options.makeKey(bench.options.key, 'the first peer');
  const peers = await Promise.all([
    ...wanted.map((peer, i) => bench.peer(peer.name, peer.names, issuer, i === 0 ? { key } : {})),
    ...(options.flaws ?? []).map((name) =>
      flawOf(name).make({ bench, name, names, key, root, issuer }),
    ),
  ]);
  const authorities = await bench.lists();
  return {
    root,
    intermediates,
    issuer,
    authorities,
    peers,
    lists: authorities.flatMap(({ list }) => (list === undefined ? [] : [list])),
    peer: (name) => {
      const found = peers.find((peer) => peer.name === name);
      if (found === undefined) throw new RangeError(`the laboratory has no peer "${name}"`);
      return found;
    },
  };
}

async function intermediatesBelow(
  bench: Bench,
  root: Authority,
  count: number,
): Promise<Authority[]> {
  const made: Authority[] = [];
  for (let i = 1; i <= count; i++) {
    const name = count === 1 ? 'intermediate' : `intermediate-${i}`;
    const number = count === 1 ? '' : ` ${i}`;
    const title = `${bench.options.organization} Intermediate CA${number}`;
    const authority = { pathLength: count - i };
    made.push(await bench.authority(name, title, made.at(-1) ?? root, { authority }));
  }
  return made;
}
