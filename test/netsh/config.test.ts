/** `set config`: seven properties, their ranges, and where each may be written. */

import { describe, expect, it } from 'vitest';
import { VERBS } from '../../src/netsh/grammar/grammar.ts';
import { PROPERTIES } from '../../src/netsh/settings.ts';
import { memory } from './memory.ts';

const SET = 'ipsec dynamic set config ';

describe('set config under dynamic', () => {
  it.each([
    ['ipsecdiagnostics', '7', { ipsecdiagnostics: 7 }, 'next start of the computer'],
    ['ikelogging', '1', { ikelogging: 1 }, 'at once'],
    ['strongcrlcheck', '2', { strongcrlcheck: 2 }, 'next start of the service'],
    ['ipsecloginterval', '60', { ipsecloginterval: 60 }, 'next start of the computer'],
    ['ipsecexempt', '0', { ipsecexempt: 0 }, 'next start of the computer'],
    ['bootmode', 'block', { bootmode: 'block' }, 'next start of the computer'],
    [
      'bootexemptions',
      '"tcp:0:3389:inbound icmp:0:0:outbound"',
      {
        bootexemptions: [
          { protocol: 6, sourcePort: 0, destinationPort: 3389, direction: 'inbound' },
          { protocol: 1, sourcePort: 0, destinationPort: 0, direction: 'outbound' },
        ],
      },
      'next start of the computer',
    ],
  ])('takes %s', async (property, value, expected, when) => {
    const { good, session } = memory();
    expect(await good(`${SET}property=${property} value=${value}`)).toContain(when);
    expect(await session.backend.settings()).toMatchObject(expected);
  });

  it('clears exemptions by none', async () => {
    const { good, session } = memory();
    await good(`${SET}bootexemptions tcp:0:80:inbound`, `${SET}bootexemptions none`);
    expect((await session.backend.settings()).bootexemptions).toEqual([]);
  });

  it.each([
    ['ipsecdiagnostics 8', 'from 0 to 7'],
    ['ikelogging yes', 'from 0 to 1'],
    ['strongcrlcheck 3', 'from 0 to 2'],
    ['ipsecloginterval 59', 'from 60 to 86400'],
    ['ipsecloginterval 86401', 'from 60 to 86400'],
    ['ipsecexempt 4', 'from 0 to 3'],
    ['bootmode open', 'stateful, block or permit'],
    // Operational modes are the agent's: no verb and no property sets them.
    ['bootmode secure', 'stateful, block or permit'],
    ['operationmode block', 'operationmode'],
    ['mode secure', 'mode'],
    ['bootexemptions tcp:3389:inbound', 'it has 3 parts'],
    ['bootexemptions any:0:0:inbound', 'one protocol'],
    ['bootexemptions icmp:0:8:inbound', 'only TCP and UDP have ports'],
    ['bootexemptions tcp:0:80:in', 'inbound or outbound'],
    ['strongcrlchecek 1', 'Did you mean strongcrlcheck?'],
    ['ipsecdiagnostic 1', 'Did you mean ipsecdiagnostics?'],
  ])('refuses %s', async (words, why) => {
    const { bad, session } = memory();
    const before = await session.backend.settings();
    expect(await bad(SET + words)).toContain(why);
    expect(await session.backend.settings()).toEqual(before);
  });
});

describe('the operational mode of the driver', () => {
  it('is in no verb and in no tag', () => {
    expect(PROPERTIES.map(({ name }) => name).filter((name) => /mode/.test(name))).toEqual([
      'bootmode',
    ]);
    const modes = VERBS.flatMap(({ id, tags }) =>
      tags.filter(({ name }) => /mode$/.test(name)).map(({ name }) => `${id} ${name}`),
    );
    // What batch and interactive are set to.
    expect(modes.map((one) => one.split(' ').slice(1).join(' '))).toEqual([
      'set batch mode',
      'set interactive mode',
    ]);
  });
});

describe('set config under static', () => {
  it('takes bootmode, as some guides write it', async () => {
    const { good, session } = memory();
    await good('ipsec static set config bootmode value=permit');
    expect((await session.backend.settings()).bootmode).toBe('permit');
  });

  it('says where the others are', async () => {
    expect(await memory().bad('ipsec static set config property=ikelogging value=1')).toContain(
      'ipsec dynamic set config property=ikelogging value=1',
    );
  });
});
