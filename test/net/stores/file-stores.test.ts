/** What a folder of stores keeps, for whom, and what it says of a file that is wrong. */

import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { withSecrets } from '../../../src/net/policy-schema.ts';
import { FileStores } from '../../../src/net/stores/file-stores.ts';
import { DEFAULT_SETTINGS } from '../../../src/policy/dynamic.ts';
import { EMPTY_MODEL } from '../../../src/policy/model.ts';
import { temporaryFolder } from './folders.ts';
import { fullModel } from './models.ts';

let folder: string;
beforeEach(() => {
  folder = join(temporaryFolder(), 'stores');
});

describe('stores in a folder', () => {
  it('keep models and settings as they were', () => {
    const stores = FileStores.open(folder, 'a test');
    expect(stores.read('local')).toEqual(EMPTY_MODEL);
    expect(stores.readSettings()).toEqual(DEFAULT_SETTINGS);
    const settings = {
      ...DEFAULT_SETTINGS,
      bootmode: 'block',
      bootexemptions: [{ protocol: 6, sourcePort: 0, destinationPort: 3389, direction: 'inbound' }],
    } as const;
    stores.write('persistent', fullModel());
    stores.writeSettings(settings);
    stores.close();

    const again = FileStores.look(folder);
    expect(withSecrets(again.read('persistent'))).toEqual(withSecrets(fullModel()));
    expect(again.read('persistent')).toStrictEqual(fullModel());
    expect(again.read('local')).toEqual(EMPTY_MODEL);
    expect(again.readSettings()).toEqual(settings);
  });

  it.skipIf(process.platform === 'win32')('are for their owner alone', () => {
    mkdirSync(folder, { mode: 0o755 });
    const stores = FileStores.open(folder, 'a test');
    stores.write('local', fullModel());
    stores.write('local', fullModel());
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of ['local.json', 'local.json.previous', 'lock']) {
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    }
    stores.close();
  });

  it('are not written by who only looks', () => {
    const reader = FileStores.look(folder);
    expect(() => reader.write('local', EMPTY_MODEL)).toThrow(/open only to be read/);
    expect(() => reader.writeSettings(DEFAULT_SETTINGS)).toThrow(/open only to be read/);
    expect(existsSync(folder)).toBe(false);
  });

  it.each([
    ['{\n  "policies": oops }', 'local.json:2:15: it is not JSON'],
    ['{ "policies": [] }}', 'local.json:1:19: it is not JSON'],
    ['[]', 'local.json: the whole: '],
    ['{"policies":[{}],"filterLists":[],"filterActions":[]}', 'local.json: policies.0.'],
    [
      '{"policies":[],"filterLists":[],"filterActions":[],"assigned":"none"}',
      'local.json: assigned: a GUID is',
    ],
  ])('say what is wrong in a file, and where: %s', (text, words) => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'local.json'), text);
    const read = (): unknown => FileStores.look(folder).read('local');
    expect(read).toThrow(words);
    expect(read).toThrow('Mend it, or take it away.');
    writeFileSync(join(folder, 'local.json.previous'), '');
    expect(read).toThrow('Mend it, or put local.json.previous in its place.');
  });

  it('say so when the folder cannot be made', () => {
    writeFileSync(folder, '');
    expect(() => FileStores.open(folder, 'a test')).toThrow(`${folder} is not a folder`);
  });
});
