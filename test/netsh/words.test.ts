/** Contexts, verbs, tags and values may be cut short while they are clear; what is not is named. */

import { describe, expect, it } from 'vitest';
import { memory } from './memory.ts';

describe('abbreviations', () => {
  it('are taken where they are clear', async () => {
    const { good, model } = memory();
    await good('ips st ad filterl n=Web', 'ips st ad filteraction n=Sec so=y act=n qmp=y');
    expect((await model()).filterLists).toMatchObject([{ name: 'Web' }]);
    expect((await model()).filterActions).toMatchObject([
      { name: 'Sec', soft: true, sessionPfs: true, action: 'negotiate' },
    ]);
  });

  it.each([
    ['ipsec static add f x', '"f" may be filter, filteraction or filterlist'],
    ['ipsec static s', '"s" may be set or show'],
    ['ipsec static add filter f=x s=me', '"s" may be srcaddr, srcmask or srcport'],
    ['ipsec static add filter x me any protocol=', 'protocol= has no value'],
    ['ipsec static add filteraction x action=x', '"x" is no value of action'],
    ['ipsec dynamic add qmpolicy x pfsgroup=GRP', '"GRP" may be GRP1, GRP2, GRP3 or GRPMM'],
  ])('%s is refused', async (line, why) => {
    expect(await memory().bad(line)).toContain(why);
  });

  it('that are a whole word too mean that word', async () => {
    await memory().good('ipsec static add filter x me any');
  });
});

describe('unknown words', () => {
  it.each([
    ['ipsce', 'Did you mean ipsec?'],
    ['ipsec static ad filer x', 'Did you mean filter?'],
    ['ipsec static add filter x me any protcol=TCP', 'Did you mean protocol?'],
    ['ipsec static add filteraction x action=permitt', 'Did you mean permit?'],
    ['static', 'Write: ipsec static.'],
    ['add filter', 'It is a command of ipsec static or ipsec dynamic.'],
    ['ipsec static show mmsas', 'It is a command of ipsec dynamic.'],
    ['ipsec dynamic add sapolicy', 'is nothing to add of ipsec dynamic'],
    ['ipsec static add filter', 'needs filterlist, srcaddr and dstaddr'],
    ['ipsec static delete policy', 'needs name or all'],
    ['ipsec static delete policy all name=x', 'all and name exclude each other'],
    ['ipsec static add policy x name=y', 'name is said twice'],
    ['ipsec static add policy name=x name=y', 'name is said twice'],
    ['ipsec static show store x', 'one value more than show store takes'],
    ['ipsec static set policy x', 'is told nothing to set'],
    ['ipsec static add policy name = "Web"', 'Write it without blanks: name=VALUE.'],
    ['ipsec static restorepolicyexamples win2', 'the value of release must be clear'],
  ])('%s', async (line, why) => {
    expect(await memory().bad(line)).toContain(why);
  });

  it('are shown where they stand', async () => {
    expect(await memory().bad('ipsec static frob')).toMatch(/\n {2}ipsec static frob\n {15}\^$/);
  });

  it('are shown without the key that stands in the line', async () => {
    const wrong = await memory().bad('ipsec static add rule r p psk="a secret" conntype=x');
    expect(wrong).toContain('psk=********** conntype=x');
    expect(wrong).not.toContain('a secret');
  });

  it('have no word near that is only signs', async () => {
    expect(await memory().bad('??')).not.toContain('Did you mean');
  });

  it('of a script say file, line and column', async () => {
    const { files, bad } = memory();
    files.set('a.txt', '# one\r\nipsec static\r\nadd frob\r\n');
    expect(await bad('exec a.txt')).toMatch(/^a\.txt:3:5: "frob" is nothing to add/);
  });
});

describe('positions', () => {
  it('take values in the order of the tags that are free', async () => {
    const { good, model } = memory();
    await good('ipsec static add policy Office "For all" mmlifetime=60 yes 5');
    expect((await model()).policies).toMatchObject([
      {
        description: 'For all',
        mainMode: { masterPfs: true, lifetimeMinutes: 60, quickModeLimit: 1 },
      },
    ]);
  });

  it('take a GUID for what it is', async () => {
    const { good, model } = memory();
    await good('ipsec static add filterlist x');
    const { guid } = (await model()).filterLists[0]!;
    await good(`ipsec static set filterlist ${guid} newname=y`);
    expect((await model()).filterLists).toMatchObject([{ name: 'y' }]);
  });
});
