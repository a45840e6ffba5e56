/** What `espial doctor` prints, on lines of 80 columns. */

import type { MachineRow } from './machine.ts';
import type { Subject } from './subjects.ts';

/** One algorithm, and who serves it. */
export interface DoctorRow {
  readonly kind: Subject['kind'];
  readonly name: string;
  readonly provider: string;
  readonly way: string;
  readonly proof: 'known answer' | 'reference' | 'is the reference';
  /** Providers that would have been preferred and did not prove themselves. */
  readonly refused: readonly { readonly provider: string; readonly why: string }[];
  /** Whether `--crypto fastest` has a way for it that is not constant-time. */
  readonly isFasterUnsafely: boolean;
}

const WIDTH = 80;
const AES = /^aes(128|192|256)/;
const HEADINGS: Readonly<Record<Subject['kind'], string>> = {
  hash: 'Hashes of IKE',
  hmac: 'HMACs of IKE',
  cbc: 'Ciphers of IKE',
  sealing: 'AES-GCM for whole strings',
  group: 'Diffie-Hellman groups',
  suite: 'Suites of ESP',
  ah: 'AH',
};
const PROOF: Readonly<Record<DoctorRow['proof'], string>> = {
  'known answer': 'RFC, noble',
  reference: 'noble',
  'is the reference': '-',
};

/** The whole report. */
export function doctorText(
  choice: string,
  machine: readonly MachineRow[],
  rows: readonly DoctorRow[],
): string {
  const kinds = Object.keys(HEADINGS) as Subject['kind'][];
  return [
    'This machine',
    ...machine.flatMap(machineLines),
    ...kinds.flatMap((kind) => [
      '',
      line(HEADINGS[kind], 'SERVED BY', 'HOW', 'PROVED BY'),
      ...joined(rows.filter((row) => row.kind === kind)).flatMap(rowLines),
    ]),
    '',
    ...conclusion(choice, rows),
  ].join('\n');
}

function machineLines({ name, usable, found, advice }: MachineRow): string[] {
  const first = `  ${name.padEnd(16)}${usable ? found : `no: ${found}`}`.slice(0, WIDTH);
  return advice === undefined ? [first] : [first, `${' '.repeat(18)}${advice}`];
}

/** AES with its three lengths of key on one line, where nothing else differs. */
function joined(rows: readonly DoctorRow[]): readonly DoctorRow[] {
  const byRest = new Map<string, DoctorRow[]>();
  for (const row of rows) {
    const rest = JSON.stringify({ ...row, name: row.name.replace(AES, 'aes*') });
    const same = byRest.get(rest);
    if (same === undefined) byRest.set(rest, [row]);
    else same.push(row);
  }
  return [...byRest.values()].flatMap((same) => {
    const [first] = same;
    const name = first!.name.replace(AES, 'aes*');
    return same.length === 3 ? [{ ...first!, name }] : same;
  });
}

function rowLines({ name, provider, way, proof, refused, isFasterUnsafely }: DoctorRow): string[] {
  const mark = isFasterUnsafely ? ' *' : '';
  return [
    line(`  ${name}`, provider, `${way}${mark}`, PROOF[proof]),
    ...refused.map((one) => `      not ${one.provider}: it ${one.why}`.slice(0, WIDTH)),
  ];
}

function line(name: string, provider: string, way: string, proof: string): string {
  return `${name.padEnd(26)}${provider.padEnd(11)}${way.padEnd(33)}${proof}`.trimEnd();
}

function conclusion(choice: string, rows: readonly DoctorRow[]): string[] {
  const lines = [
    'RFC: gives the answers that stand in RFCs. noble: gives the octets that the',
    'reference gives, for samples of many lengths. What fails either is not used.',
  ];
  if (rows.some((row) => row.isFasterUnsafely)) {
    lines.push('* --crypto fastest is faster, by tables that do not take constant time.');
  }
  if (choice === 'fastest') {
    lines.push('What uses tables does not take constant time: for laboratories and measurements.');
  }
  const refused = rows.filter((row) => row.refused.length > 0).length;
  lines.push(
    refused === 0
      ? 'Every provider proved itself.'
      : `${refused === 1 ? '1 algorithm is' : `${refused} algorithms are`} not served by the provider that is preferred.`,
  );
  return lines;
}
