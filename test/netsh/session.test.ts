/** Where a user is: contexts, stores, batch and interactive mode, scripts. */

import { describe, expect, it } from 'vitest';
import { memory } from './memory.ts';

describe('contexts', () => {
  it('are entered, and left by .. and popd', async () => {
    const { session, good } = memory();
    const at = async (line: string): Promise<string> => {
      await good(line);
      return session.prompt;
    };
    expect(await at('ipsec')).toBe('netsh ipsec>');
    expect(await at('static')).toBe('netsh ipsec static>');
    expect(await at('pushd ipsec dynamic')).toBe('netsh ipsec dynamic>');
    expect(await at('popd')).toBe('netsh ipsec static>');
    expect(await at('dynamic')).toBe('netsh ipsec dynamic>');
    expect(await at('..')).toBe('netsh ipsec>');
    expect(await at('..')).toBe('netsh>');
    expect(await at('..')).toBe('netsh>');
  });

  it('leave commands of the contexts above understood', async () => {
    const { good } = memory();
    expect(await good('ipsec static', 'ipsec dynamic show config')).not.toBe('');
  });

  it('have nothing to go back to at the start', async () => {
    expect(await memory().bad('popd')).toContain('no context to go back to');
    expect(await memory().bad('pushd add')).not.toBe('');
  });

  it('alone show their help where a shell gave the words', async () => {
    const { session, taken } = memory();
    expect(await session.words(['ipsec', 'static'])).toBe(true);
    expect(taken().printed).toContain('exportpolicy');
    expect(session.prompt).toBe('netsh>');
  });

  it.each(['abort', 'commit', 'offline', 'online'])('know %s, which does nothing', async (word) => {
    expect(await memory().good(word)).toContain('no effect');
  });

  it.each(['bye', 'quit', 'exit'])('are left for good by %s', async (word) => {
    const { session, good } = memory();
    await good(word);
    expect(session.ended).toBe(true);
  });
});

describe('set store', () => {
  it('chooses where commands act, and says that nothing moved', async () => {
    const { good, model } = memory();
    await good('ipsec static', 'add policy Office assign=yes');
    const said = await good('set store location=persistent');
    expect(said).toContain('"Office" stays in the local store');
    await good('add policy Always');
    expect((await model('persistent')).policies).toMatchObject([{ name: 'Always' }]);
    expect((await model('local')).policies).toMatchObject([{ name: 'Office' }]);
    expect(await good('show store')).toMatch(/persistent/i);
  });

  it('assigns by a group policy object in the domain alone', async () => {
    const { good, bad } = memory();
    await good('ipsec static', 'add policy Office');
    expect(await bad('set policy Office assign=y gponame=Labs')).toContain('set store');
    await good('set store domain lab.example', 'add policy Office');
    expect(await bad('set policy Office mmpfs=y gponame=Labs')).toContain('assign');
    await good('set policy Office assign=y gponame=Labs');
    expect(await good('show gpoassignedpolicy')).toContain('Labs');
  });

  it('takes a domain for the domain only', async () => {
    expect(await memory().bad('ipsec static set store local lab.example')).toContain(
      'Leave it out',
    );
  });
});

describe('interactive mode', () => {
  it('asks before a deletion', async () => {
    const { good, bad, answers, questions, model } = memory();
    await good('ipsec static', 'add policy a', 'set interactive enable');
    answers.push(false);
    expect(await bad('delete policy a')).toBe('Nothing was deleted.');
    answers.push(true);
    await good('delete policy a');
    expect(questions).toEqual(['Delete the policy "a"?', 'Delete the policy "a"?']);
    expect((await model()).policies).toEqual([]);
  });

  it('deletes nothing where there is nobody to ask', async () => {
    const { good, bad } = memory();
    await good('ipsec static', 'set interactive enable');
    expect(await bad('delete all')).toContain('nobody to ask');
    await good('set interactive disable', 'delete all');
  });
});

describe('scripts', () => {
  it('go on after a command that fails, and count', async () => {
    const { files, bad, model } = memory();
    files.set('s', '\uFEFFipsec static\nadd policy a\nadd policy a\nadd policy b\n');
    const wrong = await bad('exec s');
    expect(wrong).toMatch(/^s:3: There is .* "a"/);
    expect(wrong).toContain('1 of 4 commands of s failed.');
    expect((await model()).policies).toHaveLength(2);
  });

  it('end at bye', async () => {
    const { files, good, model } = memory();
    files.set('s', 'bye\nipsec static add policy a\n');
    await good('exec s');
    expect((await model()).policies).toEqual([]);
  });

  it('that carry themselves out come to an end', async () => {
    const { files, bad } = memory();
    files.set('s', 'exec s\n');
    expect(await bad('exec s')).toContain('Does a script carry itself out?');
  });

  it('that are not there are an error', async () => {
    expect(await memory().bad('exec nothing.txt')).toContain('does not exist');
  });
});
