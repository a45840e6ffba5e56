/** `espial pki make`: a whole laboratory. */

import { resolve } from 'node:path';
import { FLAW_NAMES, type FlawName } from '../../lab/pki/flaws.ts';
import type { KeyKind, SignatureHash } from '../../lab/pki/key.ts';
import { makeLab } from '../../lab/pki/lab.ts';
import { DEFAULT_PEERS, type PeerRequest } from '../../lab/pki/lab-defaults.ts';
import { checkFree, writeLab } from '../../lab/pki/lab-folder.ts';
import type { LabIndex } from '../../lab/pki/lab-index.ts';
import { sameFiles } from '../../lab/pki/lab-name.ts';
import { filesText } from '../../lab/pki/lab-text.ts';
import { peerFileLines, swanctlLines } from '../../lab/pki/usage-lines.ts';
import { print, printJson } from '../client.ts';
import { UsageError } from '../usage.ts';
import { labWords } from './words.ts';

export interface MakeOptions {
  readonly peer?: readonly PeerRequest[];
  readonly key: KeyKind;
  readonly hash?: SignatureHash;
  readonly intermediates: number;
  readonly days: number;
  readonly organization: string;
  readonly crlUrl?: string;
  readonly broken?: true | readonly FlawName[];
  readonly at?: number;
  readonly force?: boolean;
  readonly json?: boolean;
}

export async function make(folder: string, options: MakeOptions): Promise<void> {
  const { key, hash, intermediates, days, organization, crlUrl, broken } = options;
  const flaws = broken === true ? FLAW_NAMES : (broken ?? []);
  const peers = options.peer ?? DEFAULT_PEERS;
  checkNames(peers, intermediates, flaws);
  const force = options.force === true;
  // Before the keys are made, which takes its time; the files themselves are looked at later.
  checkFree(folder, undefined, force);
  const wanted = {
    now: options.at ?? Date.now(),
    key,
    intermediates,
    days,
    organization,
    peers,
    flaws,
    ...(hash === undefined ? {} : { hash }),
    ...(crlUrl === undefined ? {} : { crlUrl }),
  };
  const lab = await labWords(() => makeLab(wanted));
  const index = writeLab(folder, lab, { ...wanted, force });
  if (options.json === true) printJson({ folder: resolve(folder), ...index });
  else print(madeText(folder, index));
}

/** Throws a UsageError where two things would have the same files. */
function checkNames(
  peers: readonly PeerRequest[],
  intermediates: number,
  flaws: readonly FlawName[],
): void {
  const taken = ['ca', ...intermediateNames(intermediates), ...flaws];
  for (const { name } of peers) {
    if (taken.some((one) => sameFiles(one, name)))
      throw new UsageError(
        `--peer: the lab itself has files called "${name}". Choose another name.`,
      );
  }
}

function intermediateNames(count: number): readonly string[] {
  if (count === 1) return ['intermediate'];
  return Array.from({ length: count }, (_, i) => `intermediate-${i + 1}`);
}

function madeText(folder: string, index: LabIndex): string {
  const [first, second] = index.certificates;
  const lines = [`made a lab of certificates in ${folder}:`, '', filesText(index)];
  if (first === undefined) return lines.join('\n');
  const other = second?.flaw === undefined ? second : undefined;
  lines.push('', `In the peer file of ${first.name} beside ${folder}, for a peer of it:`, '');
  lines.push(indented(peerFileLines(folder, index, first.name)));
  if (other !== undefined) {
    lines.push('', `With strongSwan as ${other.name} on the other side:`, '');
    lines.push(indented(swanctlLines(folder, index, other.name, first.name)));
  }
  lines.push('', 'The same for any other certificate: espial pki use FOLDER NAME');
  return lines.join('\n');
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}
