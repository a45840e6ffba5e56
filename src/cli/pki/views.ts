/** `espial pki list`, `use` and `show`: what there is. */

import { readWhole } from '../../lab/pki/files.ts';
import { readIndex } from '../../lab/pki/lab-index.ts';
import { standings, standingsText } from '../../lab/pki/lab-text.ts';
import { type Shown, shownOf } from '../../lab/pki/show.ts';
import { shownText } from '../../lab/pki/show-text.ts';
import { certificateEntry, peerFileLines, swanctlLines } from '../../lab/pki/usage-lines.ts';
import { EdgeError } from '../../net/errors.ts';
import { print, printJson } from '../client.ts';

interface ViewOptions {
  readonly at?: number;
  readonly json?: boolean;
}

export function list(folder: string, options: ViewOptions): void {
  const all = standings(folder, readIndex(folder), options.at ?? Date.now());
  if (options.json === true) printJson(all);
  else print(standingsText(all));
}

export function use(folder: string, name: string | undefined): void {
  const index = readIndex(folder);
  const own = name ?? index.certificates[0]?.name;
  if (own === undefined) throw new EdgeError('file', `${folder} has no peer's certificate yet.`);
  const { hasKey } = certificateEntry(folder, index, own);
  const other = index.certificates.find((one) => one.name !== own && one.flaw === undefined)?.name;
  print(
    [
      '# in a peer file beside the folder, for a peer:',
      peerFileLines(folder, index, own),
      ...(hasKey && other !== undefined
        ? ['', `# strongSwan, talking with ${other}:`, swanctlLines(folder, index, own, other)]
        : []),
    ].join('\n'),
  );
}

export function show(files: readonly string[], options: ViewOptions): void {
  const now = options.at ?? Date.now();
  const shown = files.map((file) => ({ file, holds: shownOf(readWhole(file), file, now) }));
  if (options.json === true) printJson(shown);
  else print(shown.map(fileText).join('\n\n'));
}

function fileText({
  file,
  holds,
}: {
  readonly file: string;
  readonly holds: readonly Shown[];
}): string {
  return holds.map((one) => `${file}: ${shownText(one)}`).join('\n\n');
}
