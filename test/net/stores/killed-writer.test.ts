/** A process that is killed while it writes: what it leaves is a store as before or as after some write. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { FileStores } from '../../../src/net/stores/file-stores.ts';
import { temporaryFolder } from './folders.ts';
import { smallModel } from './models.ts';

/** Writes `Policy 1`, `Policy 2` ... until it is killed, and says each number once it is written. */
const WRITER = `
import { FileStores } from ${JSON.stringify(urlOf('../../../src/net/stores/file-stores.ts'))};
import { smallModel } from ${JSON.stringify(urlOf('./models.ts'))};
const stores = FileStores.open(process.argv[1], 'the one that is killed');
for (let number = 1; ; number++) {
  stores.write('local', smallModel({ name: 'Policy ' + number }));
  process.stdout.write(number + ' ');
}
`;

function urlOf(path: string): string {
  return new URL(path, import.meta.url).href;
}

/** The last number that the writer has said when it is killed after so many. */
async function killedAfter(writer: ChildProcess, writes: number): Promise<number> {
  let said = '';
  writer.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (said.split(' ').length > writes) writer.kill('SIGKILL');
  });
  await once(writer, 'close');
  return Number(said.trim().split(' ').at(-1));
}

it('loses nothing that was written, and its lock holds nobody up', {
  timeout: 120_000,
}, async () => {
  const folder = temporaryFolder();
  const args = ['--import', 'tsx', '--input-type=module', '-e', WRITER, folder];
  const writer = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const said = await killedAfter(writer, 5);
  expect(said).toBeGreaterThanOrEqual(5);

  const remarks: string[] = [];
  const stores = FileStores.open(folder, 'the next one', (remark) => remarks.push(remark));
  const number = Number(stores.read('local').policies[0]?.name.replace('Policy ', ''));
  expect(number).toBeGreaterThanOrEqual(said);
  expect(remarks).toEqual([]);
  stores.write('local', smallModel({ name: 'Mine' }));
  stores.close();
});
