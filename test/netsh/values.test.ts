/** What each kind of value takes, and what is said of one that does not fit. */

import { describe, expect, it } from 'vitest';
import { memory } from './memory.ts';

const FILTER = 'ipsec static add filter f me any ';

describe('values that do not fit', () => {
  it.each([
    [`${FILTER}protocol=TPC`, 'Did you mean TCP?'],
    [`${FILTER}protocol=256`, 'a number from 0 to 255'],
    [`${FILTER}protocol=TCP dstport=65536`, 'It is a whole number from 0 to 65535'],
    [`${FILTER}dstport=80`, 'protocol is neither TCP nor UDP'],
    [`${FILTER}srcmask=24`, 'A mask goes with an IPv4 address only'],
    ['ipsec static add filter f 10.0.0.0 any srcmask=33', 'not from 1 to 32'],
    ['ipsec static add filter f 10.0.0.0 any srcmask=255.0.255.0', 'a one behind a zero'],
    ['ipsec static add filter f 10.0.0.0/8 any', 'Write srcaddr=10.0.0.0 srcmask=8.'],
    ['ipsec static add filter f me 10.0.0.1-10.0.0.9', 'no ranges of addresses'],
    ['ipsec static add filter f me 2001:db8::1', 'filters of Windows Server 2003 are IPv4'],
    ['ipsec static add filter f any DNS', 'must be me'],
    ['ipsec static add filter f me nobody.lab.example', 'DNS knows no IPv4 address'],
    ['ipsec static add policy p qmpermm=-1', 'It is a whole number from 0'],
    ['ipsec static add policy p mmlifetime=x', 'It is a whole number of minutes'],
    ['ipsec static add policy p mmsecmethods="3DES-SHA2-2"', 'MD5 or SHA1'],
    ['ipsec static add filteraction a qmsecmethods="ESP[None,None]"', 'protects nothing'],
    ['ipsec static add policy p assign=maybe', 'It is yes or no.'],
    ['ipsec static set policy guid=x newname=y', 'which is no GUID'],
    ['ipsec static add policy ""', 'name is empty'],
    ['ipsec static add policy "a\tb"', 'a control character'],
    ['ipsec static restorepolicyexamples win2000', 'It is win2k or win2003'],
  ])('%s', async (line, why) => {
    expect(await memory().bad(line)).toContain(why);
  });
});

describe('proofs of a rule', () => {
  const made = async (proofs: string) => {
    const { good, bad, model } = memory();
    await good('ipsec static', 'add policy p', 'add filterlist f', 'add filteraction a');
    const line = `add rule r p f a ${proofs}`;
    return { good: () => good(line), bad: () => bad(line), model };
  };

  it('stand in the order of the command line', async () => {
    const { good, model } = await made(
      String.raw`rootca="CN=\'A, b\',O=Lab certmap:yes excludecaname:no" psk=key kerb=y rootca=CN=B`,
    );
    await good();
    const { authentication } = (await model()).policies[0]!.rules[0]!;
    expect(authentication.map(({ method }) => method)).toEqual([
      'rootca',
      'psk',
      'kerberos',
      'rootca',
    ]);
    expect(authentication[0]).toEqual({
      method: 'rootca',
      authority: 'CN="A, b",O=Lab',
      certificateMapping: true,
      excludeName: false,
    });
    const psk = authentication[1]!;
    expect(psk.method === 'psk' && new TextDecoder().decode(psk.key.reveal())).toBe('key');
  });

  it('are Kerberos where none is said', async () => {
    const { good, model } = await made('');
    await good();
    expect((await model()).policies[0]!.rules[0]!.authentication).toEqual([{ method: 'kerberos' }]);
  });

  it.each([
    ['kerberos=no', 'leaves no way'],
    ['psk=""', 'The pre-shared key is empty'],
    ['psk=<hidden>', 'dump writes in place of a key'],
    ['rootca="certmap:yes"', 'names no authority'],
    ['rootca="CN=A certmap:yes certmap:no"', 'certmap: is said twice'],
    ['rootca="CN=A certmap:perhaps"', 'It is yes or no'],
    ['rootca="no name"', 'no distinguished name'],
  ])('%s is refused', async (proofs, why) => {
    expect(await (await made(proofs)).bad()).toContain(why);
  });
});

describe('a DNS name', () => {
  it('is kept with the addresses that it has now', async () => {
    const { good, model } = memory();
    await good('ipsec static add filter f me web.lab.example');
    expect((await model()).filterLists[0]!.filters[0]!.destination).toMatchObject({
      kind: 'dns',
      name: 'web.lab.example',
      addresses: [{ text: '192.0.2.80' }, { text: '192.0.2.81' }],
    });
  });

  it('need not be known any more to delete the filter', async () => {
    const { good, model } = memory();
    await good('ipsec static add filter f me web.lab.example');
    await good('ipsec static delete filter f me WEB.lab.example');
    expect((await model()).filterLists[0]!.filters).toEqual([]);
  });
});
