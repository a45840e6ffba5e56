/** Two random policies and a request between them: likely to meet each other's terms, and likely not to. */

import type { PolicyCommand } from '../../../src/policy/commands.ts';
import type {
  FilterAddress,
  MainModeMethod,
  PolicyAuthentication,
  PolicyModel,
  SecurityMethod,
} from '../../../src/policy/model.ts';
import type { Draws } from '../../../src/wire/codec.ts';
import {
  ANY,
  addAction,
  addFilter,
  addPolicy,
  addRule,
  applied,
  host,
  ME,
  psk,
  subnet,
} from '../making.ts';

/** Addresses of the two computers. */
export const ENDS = ['192.0.2.1', '192.0.2.2'] as const;

/** What the request is: UDP to the echo port of the second computer, or an ICMP echo. */
export type Request = 'udp' | 'icmp';

export interface RandomPair {
  readonly models: readonly [PolicyModel, PolicyModel];
  readonly inDomain: readonly [boolean, boolean];
  readonly request: Request;
}

/** The ports of the UDP request. */
export const PORTS = { source: 4000, destination: 7 } as const;

export function randomPair(draws: Draws): RandomPair {
  return {
    models: [randomModel(draws, 0), randomModel(draws, 1)],
    inDomain: [chance(draws, 90), chance(draws, 90)],
    request: chance(draws, 75) ? 'udp' : 'icmp',
  };
}

const MAIN_MODE: readonly MainModeMethod[] = [
  { encryption: '3DES', hash: 'SHA1', group: 1 },
  { encryption: '3DES', hash: 'MD5', group: 1 },
  { encryption: 'DES', hash: 'SHA1', group: 1 },
  { encryption: 'DES', hash: 'MD5', group: 2 },
];

const UNSAID = { kilobytes: 0, seconds: 0 };
const QUICK_MODE: readonly SecurityMethod[] = [
  { ah: undefined, esp: { encryption: '3DES', integrity: 'SHA1' }, ...UNSAID },
  { ah: undefined, esp: { encryption: 'DES', integrity: 'MD5' }, ...UNSAID },
  { ah: undefined, esp: { encryption: 'None', integrity: 'SHA1' }, ...UNSAID },
  { ah: 'SHA1', esp: undefined, ...UNSAID },
  { ah: 'MD5', esp: { encryption: '3DES', integrity: 'None' }, kilobytes: 30_000, seconds: 600 },
];

function randomModel(draws: Draws, side: 0 | 1): PolicyModel {
  const commands: PolicyCommand[] = [
    addPolicy('policy', {
      methods: some(draws, MAIN_MODE),
      defaultResponse: chance(draws, 50),
      masterPfs: chance(draws, 10),
      assign: true,
    }),
  ];
  const rules = draws.integer(0, 3);
  for (let at = 0; at < rules; at++) {
    for (let count = draws.integer(1, 2); count > 0; count--)
      commands.push(randomFilter(draws, side, `list ${at}`));
    // One that says the same again would be refused.
    if (repeats(commands)) commands.pop();
    commands.push(
      addAction(`action ${at}`, {
        action: chance(draws, 70) ? 'negotiate' : pick(draws, ['permit', 'block']),
        sessionPfs: chance(draws, 20),
        inboundPassThrough: chance(draws, 40),
        soft: chance(draws, 40),
        methods: some(draws, QUICK_MODE),
      }),
      addRule(`rule ${at}`, 'policy', `list ${at}`, `action ${at}`, {
        active: chance(draws, 90),
        authentication: some(draws, proofs(draws)),
      }),
    );
  }
  commands.push({
    kind: 'set-default-rule',
    policy: { by: 'name', name: 'policy' },
    sessionPfs: chance(draws, 20),
    methods: some(draws, QUICK_MODE),
    authentication: some(draws, proofs(draws)),
  });
  return applied(commands);
}

function proofs(draws: Draws): readonly PolicyAuthentication[] {
  return [{ method: 'kerberos' }, psk(chance(draws, 80) ? 'a key' : 'another key')];
}

function randomFilter(draws: Draws, side: 0 | 1, list: string): PolicyCommand {
  const other = host(ENDS[1 - side]!);
  const far: FilterAddress = pick(draws, [
    ANY,
    ANY,
    other,
    subnet('192.0.2.0', 24),
    host('192.0.2.9'),
  ]);
  const [source, destination] = chance(draws, 80) ? [ME, far] : [far, ME];
  const protocol = pick(draws, [0, 0, 1, 17, 17, 6]);
  const ports = protocol === 17 && chance(draws, 50);
  const served = ports && chance(draws, 50);
  return addFilter(list, {
    source,
    destination,
    protocol,
    sourcePort: served ? PORTS.destination : 0,
    destinationPort: ports && !served ? PORTS.destination : 0,
    mirrored: chance(draws, 85),
  });
}

function repeats(commands: readonly PolicyCommand[]): boolean {
  const last = JSON.stringify(commands.at(-1));
  return commands.slice(0, -1).some((one) => JSON.stringify(one) === last);
}

function chance(draws: Draws, percent: number): boolean {
  return draws.integer(1, 100) <= percent;
}

function pick<T>(draws: Draws, from: readonly T[]): T {
  return from[draws.integer(0, from.length - 1)]!;
}

/** One or more, in random order. */
function some<T>(draws: Draws, from: readonly T[]): T[] {
  const left = [...from];
  const taken: T[] = [];
  for (let count = draws.integer(1, from.length); count > 0; count--)
    taken.push(...left.splice(draws.integer(0, left.length - 1), 1));
  return taken;
}
