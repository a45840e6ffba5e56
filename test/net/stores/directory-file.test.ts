/** The directory as a file: what it assigns, and when it cannot be reached. */

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { directoryOfFile, writeDirectoryFile } from '../../../src/net/stores/directory-file.ts';
import { temporaryFolder } from './folders.ts';
import { smallModel } from './models.ts';

const MODEL = smallModel({ name: 'Domain' });

describe('the directory’s file', () => {
  it('assigns a policy by a group policy object', () => {
    const path = join(temporaryFolder(), 'directory.json');
    writeDirectoryFile(path, { gpo: 'Servers', reachable: true, model: MODEL });
    expect(directoryOfFile(path)()).toStrictEqual({ gpo: 'Servers', model: MODEL });
  });

  it('assigns none where its model has none assigned, or there is no model', () => {
    const path = join(temporaryFolder(), 'directory.json');
    const model = { ...MODEL, assigned: undefined };
    writeDirectoryFile(path, { gpo: 'Servers', reachable: true, model });
    expect(directoryOfFile(path)()).toEqual({ gpo: 'Servers', model: undefined });
    writeFileSync(path, '{}');
    expect(directoryOfFile(path)()).toEqual({ gpo: '', model: undefined });
  });

  it('cannot be reached where it says so, is not there, or cannot be read', () => {
    const path = join(temporaryFolder(), 'directory.json');
    const ask = directoryOfFile(path);
    expect(ask).toThrow(`the directory's file ${path} does not exist.`);
    expect(ask).toThrow('One that holds {} is a domain that assigns nothing yet.');
    writeFileSync(path, '{ "reachable": false }');
    expect(ask).toThrow(`no domain controller answers (${path}: reachable is false).`);
    writeFileSync(path, '{ "reachable": 1 }');
    expect(ask).toThrow(`${path}: reachable: `);
  });

  it('is not what it was before, once somebody has taken it away', () => {
    const path = join(temporaryFolder(), 'directory.json');
    const model = { ...MODEL, assigned: undefined };
    writeDirectoryFile(path, { gpo: '', reachable: true, model });
    writeDirectoryFile(path, { gpo: 'Servers', reachable: true, model: MODEL });
    rmSync(path);
    expect(directoryOfFile(path)).toThrow('does not exist');
  });
});
