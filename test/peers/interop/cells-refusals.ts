/** Cells in which the two differ, so that nothing may come up: with the right notify, and the right words of Espial. */

import type { Bed } from './bed.ts';
import { type Agreement, type Cell, SIDES, type Side, TUNNEL } from './cell.ts';
import { eventually, must } from './run.ts';

/** How it shows that one side refused. */
export interface RefusalSigns {
  /** What Espial says, by the side that initiates. */
  readonly words: Readonly<Record<Side, RegExp>>;
  /** The notify as strongSwan logs it: received where Espial refuses, sent where strongSwan does. */
  readonly notify: Readonly<Record<Side, RegExp>>;
}

interface Refusal extends RefusalSigns {
  readonly row: string;
  /** What Espial has different. */
  readonly espial: Agreement['espial'];
  /** What strongSwan has different too, where it is the one that initiates. */
  readonly swanctl?: Agreement['swanctl'];
  readonly seconds?: Readonly<Record<Side, number>>;
}

const REFUSALS: readonly Refusal[] = [
  {
    row: 'aggressive mode that the other does not allow',
    espial: { peer: { aggressive: 'initiate' } },
    swanctl: { connection: { aggressive: 'yes' } },
    words: {
      Espial: /strongswan likely does not allow aggressive mode/,
      strongSwan: /asks for aggressive mode, which this host's policy does not allow/,
    },
    // Espial does not answer at all.
    notify: { Espial: /\[ N\(AUTH_FAILED\) \]/, strongSwan: /sending retransmit \d of request/ },
    seconds: { Espial: 3, strongSwan: 11 },
  },
  {
    row: 'another pre-shared key',
    espial: { peer: { psk: 'not-the-same-key' } },
    words: {
      Espial: /pre-shared keys of this host and strongswan likely differ/,
      strongSwan: /pre-shared keys of this host and strongswan differ/,
    },
    // The key is proved by what it decrypts: each side finds nonsense, and says so in the clear or not at all.
    notify: {
      Espial: /invalid HASH|could not decrypt payloads|message parsing failed|PAYLOAD_MALFORMED/i,
      strongSwan: /parsed INFORMATIONAL_V1|retransmit \d of request/,
    },
    seconds: { Espial: 3, strongSwan: 11 },
  },
  {
    row: 'another main-mode proposal',
    espial: { peer: { proposals: ['aes256-sha256-modp2048'] } },
    words: {
      Espial: /likely accepts none of this host's main-mode proposals/,
      strongSwan: /no common main-mode proposal/,
    },
    notify: {
      Espial: /generating INFORMATIONAL_V1 request \d+ \[ N\(NO_PROP\) \]/,
      strongSwan: /parsed INFORMATIONAL_V1 request \d+ \[ N\(NO_PROP\) \]/,
    },
    seconds: { Espial: 3, strongSwan: 1 },
  },
  {
    row: 'another quick-mode proposal',
    espial: { policy: { proposals: ['aes256-sha256'] } },
    words: {
      Espial: /accepts none of this host's quick-mode proposals/,
      strongSwan: /no common quick-mode proposal/,
    },
    notify: {
      Espial: /generating INFORMATIONAL_V1 request \d+ \[ HASH N\(NO_PROP\) \]/,
      strongSwan: /parsed INFORMATIONAL_V1 request \d+ \[ HASH N\(NO_PROP\) \]/,
    },
  },
  {
    row: 'another group of quick mode',
    espial: { policy: { pfs: 'modp2048' } },
    words: {
      Espial: /accepts none of this host's quick-mode proposals/,
      strongSwan: /differ in perfect forward secrecy/,
    },
    notify: {
      Espial: /generating INFORMATIONAL_V1 request \d+ \[ HASH N\(NO_PROP\) \]/,
      strongSwan: /parsed INFORMATIONAL_V1 request \d+ \[ HASH N\(NO_PROP\) \]/,
    },
  },
  {
    row: 'another selector',
    espial: { policy: { remote: '10.201.0.0/24' } },
    words: {
      Espial: /has no policy for the traffic that this host asks to protect/,
      strongSwan: /asks to protect traffic that no policy of this host covers/,
    },
    notify: {
      Espial: /generating INFORMATIONAL_V1 request \d+ \[ HASH N\(INVAL_ID\) \]/,
      strongSwan: /parsed INFORMATIONAL_V1 request \d+ \[ HASH N\(INVAL_ID\) \]/,
    },
  },
];

export function refusalCells(): Cell[] {
  return REFUSALS.flatMap((refusal) =>
    SIDES.map((initiator): Cell => {
      const { row, swanctl, seconds } = refusal;
      // What only strongSwan's side begins with, Espial does not have.
      const espial = swanctl !== undefined && initiator === 'strongSwan' ? {} : refusal.espial;
      const strongSwan = initiator === 'strongSwan' ? { swanctl: swanctl ?? {} } : {};
      return {
        table: 'Refusal',
        row,
        column: 'refused in words',
        initiator,
        agreement: { ...TUNNEL, espial, ...strongSwan },
        smoke: row === 'another main-mode proposal',
        ...(seconds === undefined ? {} : { seconds: seconds[initiator] }),
        play: (bed) => refuse(bed, refusal),
      };
    }),
  );
}

/** Nothing comes up, the notify goes over the wire, and Espial says why. */
export async function refuse(bed: Bed, refusal: RefusalSigns): Promise<void> {
  const { cell, espial, strongSwan } = bed;
  const side = cell.initiator;
  const outcome = side === 'Espial' ? await espial.cli('up', 'net0') : await strongSwan.initiate();
  if (outcome.ok) throw new Error('it came up although the two differ');
  const words = refusal.words[side];
  const said = (): string => `${outcome.output.replace(/\s+/g, ' ')} ${espial.log()}`;
  await eventually(`Espial did not say ${words}: ${outcome.output.trim()}`, () =>
    words.test(said()),
  );
  await strongSwan.says(refusal.notify[side]);
  if ((await espial.quickModes()).length > 0) throw new Error('Espial has an ESP SA all the same');
  must(
    { ok: !(await strongSwan.status()).includes('INSTALLED'), output: '' },
    'strongSwan has one',
  );
  bed.note(words.exec(said())?.[0] ?? '');
}
