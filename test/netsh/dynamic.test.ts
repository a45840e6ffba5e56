/** `netsh ipsec dynamic`: every verb changes what is in force, with Windows' error numbers. */

import { describe, expect, it } from 'vitest';
import { memory } from './memory.ts';

async function computer() {
  const one = memory();
  await one.good('ipsec dynamic', 'add mmpolicy mm', 'add qmpolicy qm');
  return one;
}

const RULE =
  'srcaddr=me dstaddr=192.0.2.2 protocol=TCP srcport=0 dstport=80 mirrored=yes conntype=all';

describe('main-mode and quick-mode policies', () => {
  it('are added with what is said', async () => {
    const { good, active } = memory();
    await good(
      'ipsec dynamic',
      'add mmpolicy m 3 60 30 "3DES-SHA1-3 DES-MD5-1"',
      'add qmpolicy q soft=y pfsgroup=GRP2 qmsecmethods="AH[SHA1]+ESP[DES,None]:20480k/300s"',
    );
    expect(active()).toMatchObject({
      mainModePolicies: [
        {
          name: 'm',
          quickModeLimit: 3,
          lifetimeSeconds: 3600,
          softSaExpirySeconds: 1800,
          methods: [
            { encryption: '3DES', hash: 'SHA1', group: 3 },
            { encryption: 'DES', hash: 'MD5', group: 1 },
          ],
        },
      ],
      quickModePolicies: [{ name: 'q', soft: true, pfs: 2 }],
    });
  });

  it('are changed and deleted', async () => {
    const { good, active } = await computer();
    await good('set mmpolicy mm mmlifetime=5', 'set qmpolicy qm pfsgroup=GRPMM');
    expect(active().mainModePolicies[0]!.lifetimeSeconds).toBe(300);
    expect(active().quickModePolicies[0]!.pfs).toBe('main-mode');
    await good('delete mmpolicy mm', 'delete qmpolicy all');
    expect(active()).toMatchObject({ mainModePolicies: [], quickModePolicies: [] });
  });

  it.each([
    ['add mmpolicy mm', '13003'],
    ['add qmpolicy QM', '13000'],
    ['set mmpolicy x mmlifetime=1', '13004'],
    ['delete qmpolicy x', '13001'],
    ['show mmpolicy x', '13004'],
  ])('%s is error %s', async (line, number) => {
    expect(await (await computer()).bad(line)).toContain(`Error ${number}: `);
  });
});

describe('rules', () => {
  it('are added, changed and deleted', async () => {
    const { good, active } = await computer();
    await good('add rule me 192.0.2.2 mm qm TCP 0 80 psk="key"');
    expect(active().quickModeFilters).toMatchObject([
      { protocol: 6, destinationPort: 80, policy: 'qm', inboundAction: 'negotiate' },
    ]);
    expect(active().mainModeFilters[0]!.authentication).toMatchObject([{ method: 'psk' }]);
    await good(`set rule ${RULE} actioninbound=permit actionoutbound=block kerberos=yes`);
    expect(active().quickModeFilters).toMatchObject([
      { inboundAction: 'permit', outboundAction: 'block' },
    ]);
    await good(`delete rule ${RULE}`);
    expect(active()).toMatchObject({ quickModeFilters: [], mainModeFilters: [] });
  });

  it('keep the policies that they use', async () => {
    const { good, bad } = await computer();
    await good('add rule me 192.0.2.2 mm qm');
    expect(await bad('delete mmpolicy mm')).toContain('Error 13005: ');
    expect(await bad('delete qmpolicy qm')).toContain('Error 13002: ');
    await good('delete all', 'add mmpolicy mm');
  });

  it('take a name for the end of a tunnel, of which the first address is used', async () => {
    const { good, active } = await computer();
    await good('add rule 10.1.0.0 10.2.0.0 mm qm mir=n srcm=16 dstm=16 tun=web.lab.example');
    expect(active().quickModeFilters[0]!.tunnel).toMatchObject({ text: '192.0.2.80' });
  });

  it('are shown with what main mode does for them, also where that is between the ends of a tunnel', async () => {
    const { good } = await computer();
    await good(
      'add rule 10.1.0.0 10.2.0.0 mm qm mir=n srcm=16 dstm=16 tun=192.0.2.9 psk=abc',
      'add rule me 192.0.2.2 mm qm kerberos=yes',
    );
    const tunnel = await good('show rule type=tunnel');
    expect(tunnel).toMatch(/MainMode Policy Name +: mm\n/);
    expect(tunnel).toMatch(/Authentication Methods +: Preshared Key/i);
    expect(await good('show rule type=transport')).toMatch(/Authentication Methods +: KERBEROS/);
  });
});

describe('dump', () => {
  it('makes the same edits and settings again', async () => {
    const one = await computer();
    await one.good(
      'set config ipsecexempt 1',
      'set config bootexemptions "udp:0:161:inbound"',
      'add rule me 192.0.2.2 mm qm psk="a \\\'key\\\'" rootca="CN=Root certmap:yes"',
      'add rule me any mm protocol=ICMP actionin=permit actionout=permit',
    );
    const script = await one.good('dump --show-secrets');
    const other = memory();
    other.files.set('s', script);
    await other.good('exec s', 'ipsec dynamic');
    expect(await other.good('dump --show-secrets')).toBe(script);
    expect(script).toContain('psk="a');
    expect(await one.good('dump')).toContain('psk=<hidden>');
  });
});

describe('without a running service', () => {
  it('the service and SAs are asked for', async () => {
    expect(await memory().good('net stop policyagent')).toContain('stop');
    expect(await memory().bad('net stop spooler')).toContain('policyagent');
    await memory().good('ipsec dynamic delete sa');
  });
});
