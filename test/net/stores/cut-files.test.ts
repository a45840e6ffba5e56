/** A store's file cut at any octet is read as it was before the write, or as after it. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { withSecrets } from '../../../src/net/policy-schema.ts';
import { directoryOfFile, writeDirectoryFile } from '../../../src/net/stores/directory-file.ts';
import { FileStores } from '../../../src/net/stores/file-stores.ts';
import { DEFAULT_SETTINGS } from '../../../src/policy/dynamic.ts';
import { EMPTY_MODEL } from '../../../src/policy/model.ts';
import { temporaryFolder } from './folders.ts';
import { fullModel, smallModel } from './models.ts';

const BEFORE = smallModel({ name: 'Before', psk: 'one' });
const AFTER = fullModel();

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

/** What a reader finds, and what it is told. */
function look(): { readonly model: unknown; readonly said: readonly string[] } {
  const said: string[] = [];
  const stores = FileStores.look(folder, (sentence) => said.push(sentence));
  return { model: withSecrets(stores.read('local')), said };
}

function write(...models: (typeof BEFORE)[]): void {
  const stores = FileStores.open(folder, 'a test');
  for (const model of models) stores.write('local', model);
  stores.close();
}

describe('a store that is cut short', () => {
  it('is read as before or as after, at every octet', { timeout: 120_000 }, () => {
    write(BEFORE, AFTER);
    const file = join(folder, 'local.json');
    const whole = readFileSync(file);
    for (let octets = 0; octets <= whole.length; octets++) {
      writeFileSync(file, whole.subarray(0, octets));
      // The last octet is the line end, and a file without it is whole.
      const isWhole = octets >= whole.length - 1;
      const { model, said } = look();
      expect(model).toEqual(withSecrets(isWhole ? AFTER : BEFORE));
      expect(said).toEqual(isWhole ? [] : [`${file} is cut short. What it held before is read.`]);
    }
  });

  it('is read as after where zeros stand for what was not written', () => {
    write(BEFORE, AFTER);
    const file = join(folder, 'local.json');
    const whole = readFileSync(file);
    whole.fill(0, 100);
    writeFileSync(file, whole);
    expect(look().model).toEqual(withSecrets(BEFORE));
  });

  it('is empty where nothing was before', () => {
    write(AFTER);
    const file = join(folder, 'local.json');
    writeFileSync(file, readFileSync(file).subarray(0, 30));
    const { model, said } = look();
    expect(model).toEqual(withSecrets(EMPTY_MODEL));
    expect(said).toEqual([`${file} is cut short. What it held before is read: nothing.`]);
  });

  it('does not become what was before when it is written again', () => {
    write(BEFORE, AFTER);
    const file = join(folder, 'local.json');
    writeFileSync(file, readFileSync(file).subarray(0, 30));
    write(AFTER);
    expect(readFileSync(`${file}.previous`, 'utf8')).toContain('Before');
    expect(look()).toEqual({ model: withSecrets(AFTER), said: [] });
  });

  it('does not mind what a write left behind that did not end', () => {
    write(BEFORE);
    const file = join(folder, 'local.json');
    for (const end of ['.new', '.previous.new']) writeFileSync(file + end, '{ "poli');
    expect(look()).toEqual({ model: withSecrets(BEFORE), said: [] });
    write(AFTER);
    expect(look().model).toEqual(withSecrets(AFTER));
    expect(readdirSync(folder).sort()).toEqual(['local.json', 'local.json.previous']);
  });
});

describe('the other files, cut short', () => {
  it('settings are those before or those after, at every octet', () => {
    const before = { ...DEFAULT_SETTINGS, ipsecexempt: 0 } as const;
    const after = { ...DEFAULT_SETTINGS, bootmode: 'block', ipsecdiagnostics: 7 } as const;
    const stores = FileStores.open(folder, 'a test');
    stores.writeSettings(before);
    stores.writeSettings(after);
    stores.close();
    cutIn(join(folder, 'settings.json'), 1, (isWhole) => {
      expect(FileStores.look(folder).readSettings()).toEqual(isWhole ? after : before);
    });
  });

  it.each(['persistent', 'cache'] as const)('the %s store too', (location) => {
    const [before, after] = [smallModel({ name: 'Before' }), smallModel({ name: 'After' })];
    const stores = FileStores.open(folder, 'a test');
    stores.write(location, before);
    stores.write(location, after);
    stores.close();
    cutIn(join(folder, `${location}.json`), 17, (isWhole) => {
      const { policies } = FileStores.look(folder).read(location);
      expect(policies[0]?.name).toBe(isWhole ? 'After' : 'Before');
    });
  });

  it('the directory assigns what it did before or does after', () => {
    const path = join(folder, 'directory.json');
    for (const name of ['Before', 'After']) {
      writeDirectoryFile(path, { gpo: name, reachable: true, model: smallModel({ name }) });
    }
    cutIn(path, 17, (isWhole) => {
      expect(directoryOfFile(path)().gpo).toBe(isWhole ? 'After' : 'Before');
    });
  });
});

/** Cuts a file in steps of so many octets; its last one is the line end, without which it is whole. */
function cutIn(file: string, step: number, look: (isWhole: boolean) => void): void {
  const whole = readFileSync(file);
  for (let octets = whole.length; octets >= 0; octets -= step) {
    writeFileSync(file, whole.subarray(0, octets));
    look(octets >= whole.length - 1);
  }
}
