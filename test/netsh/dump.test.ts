/** `dump` writes a script that makes the same policies on another computer. */

import { describe, expect, it } from 'vitest';
import { findCommand } from '../../src/netsh/find-command.ts';
import { VERBS } from '../../src/netsh/grammar/grammar.ts';
import { tokensOf } from '../../src/netsh/lexer.ts';
import { type Memory, memory } from './memory.ts';
import { timeless, timelessText } from './same-store.ts';
import { THREE_POLICIES } from './three-policies.ts';

const COMMANDS = THREE_POLICIES.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

async function first(): Promise<Memory> {
  const computer = memory({ showSecrets: true });
  computer.files.set('three.txt', THREE_POLICIES);
  await computer.good('exec three.txt');
  return computer;
}

describe('a script of all static verbs', () => {
  it('has at least 60 commands and every verb', () => {
    expect(COMMANDS.length).toBeGreaterThanOrEqual(60);
    const used = new Set(
      COMMANDS.map((line) => {
        const found = findCommand(tokensOf(line), 'static');
        return found.kind === 'verb' ? found.verb.id : '';
      }),
    );
    const missing = VERBS.filter(({ context, id }) => context === 'static' && !used.has(id));
    expect(missing.map(({ id }) => id)).toEqual([]);
  });

  it('builds three policies', async () => {
    const model = await (await first()).model();
    expect(model.policies.map(({ name }) => name)).toEqual(['Office', 'Branch', 'Third']);
    expect(model.policies.map(({ rules }) => rules.length)).toEqual([4, 3, 1]);
    expect(model.policies[0]!.guid).toBe(model.assigned);
    expect(model.filterLists).toHaveLength(7);
  });

  it('dumps to a script from which another computer is the same', async () => {
    const one = await first();
    const script = await one.good('dump --show-secrets');
    const other = memory({ first: 5000 });
    other.files.set('dump.txt', script);
    await other.good('exec dump.txt');
    expect(timeless(await other.model())).toEqual(timeless(await one.model()));
    expect(await other.good('dump --show-secrets')).toBe(script);
    expect(timelessText(await other.good('ipsec static show all'))).toBe(
      timelessText(await one.good('ipsec static show all')),
    );
  });

  it('dumps without keys unless they are asked for, and such a script says what is missing', async () => {
    const computer = memory();
    // The file of exportpolicy has no keys in it either, so it cannot come back.
    computer.files.set('three.txt', THREE_POLICIES.replace('importpolicy file=three.ipsec\n', ''));
    await computer.good('exec three.txt');
    const dump = await computer.good('dump');
    expect(dump.match(/psk=<hidden>/g)).toHaveLength(4);
    expect(dump).not.toContain('of the lab');
    const other = memory();
    other.files.set('dump.txt', dump);
    expect(await other.bad('exec dump.txt')).toContain('--show-secrets');
  });
});

describe('export and import', () => {
  it('bring a store to another computer, GUIDs and all', async () => {
    const one = await first();
    const other = memory();
    other.files.set('three.ipsec', one.files.get('three.ipsec')!);
    await other.good('ipsec static importpolicy three');
    expect({ ...(await other.model()), assigned: undefined }).toEqual({
      ...(await one.model()),
      assigned: undefined,
    });
  });

  it('leave keys out unless they are to be shown, and such a file does not come in', async () => {
    const { good, bad, files } = memory();
    await good(
      'ipsec static',
      'add filterlist f',
      'add filteraction a',
      'add policy p',
      'add rule r p f a psk="very secret"',
    );
    expect(await good('exportpolicy x')).toContain('1 pre-shared key is not in the file');
    expect(files.get('x.ipsec')).not.toContain('very secret');
    expect(await bad('importpolicy x')).toContain('not in it');
  });

  it.each([
    '',
    '{',
    '[]',
    '{"kind":"espial-ipsec-policy"}',
    '{"kind":"espial-ipsec-policy","model":{}}',
  ])('refuse a file of %s', async (text) => {
    const { bad, files, model } = memory();
    files.set('x.ipsec', text);
    expect(await bad('ipsec static importpolicy x.ipsec')).toContain('x.ipsec');
    expect((await model()).policies).toEqual([]);
  });
});
