/** `?` anywhere shows the help of that point. */

import { describe, expect, it } from 'vitest';
import { CONTEXTS, VERBS } from '../../src/netsh/grammar/grammar.ts';
import { memory } from './memory.ts';

describe('?', () => {
  it.each(Object.values(CONTEXTS).map(({ path }) => path.join(' ')))(
    'in "%s" lists its commands',
    async (path) => {
      expect(await memory().good(`${path} ?`)).toContain('Commands here:');
      expect(await memory().good(`help ${path}`)).toContain('Commands here:');
    },
  );

  it('behind a group lists its verbs, as the group alone does', async () => {
    const text = await memory().good('ipsec static add ?');
    for (const verb of ['filter', 'filteraction', 'filterlist', 'policy', 'rule']) {
      expect(text).toContain(`add ${verb} `);
    }
    expect(await memory().good('ipsec static add')).toBe(text);
  });

  it.each(
    VERBS.filter(({ id, words }) => words[0] !== '?' && id !== 'base help').map(
      (verb) => [verb.id, verb] as const,
    ),
  )('behind %s shows every tag of it and an example', async (_id, verb) => {
    const path = verb.context === 'base' ? [] : CONTEXTS[verb.context].path;
    const text = await memory().good([...path, ...verb.words, '?'].join(' '));
    for (const tag of verb.tags) expect(text).toContain(`\n  ${tag.name}`);
    expect(text).toContain(verb.examples[0]!);
  });

  it('behind arguments is the help of the verb too', async () => {
    expect(await memory().good('ipsec static add filter x me ?')).toContain('dstport');
  });

  it('as a value is the help of the tag', async () => {
    const text = await memory().good('ipsec static add filter protocol=?');
    expect(text).toMatch(/^protocol=ANY\|ICMP/);
  });

  it('in quotes is a value', async () => {
    const { good, model } = memory();
    await good('ipsec static add filterlist "?"');
    expect((await model()).filterLists).toMatchObject([{ name: '?' }]);
  });

  it('fits a terminal, apart from examples and a tag with all that it takes', async () => {
    const { good } = memory();
    for (const { context, words } of VERBS) {
      const path = context === 'base' || context === 'root' ? '' : CONTEXTS[context].path.join(' ');
      const text = await good(`${path} ${words.join(' ')} ?`);
      const [facts = ''] = text.split(/^Examples?:$/m);
      expect(facts.split('\n').filter((line) => line.length > 80)).toEqual([]);
    }
  });

  it('of set config lists the seven properties', async () => {
    const text = await memory().good('ipsec dynamic set config ?');
    for (const property of ['ipsecdiagnostics', 'strongcrlcheck', 'bootexemptions']) {
      expect(text).toContain(property);
    }
  });
});
