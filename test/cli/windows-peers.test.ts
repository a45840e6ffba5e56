/** Two processes with the Windows system: their stores, netsh on them, and the service. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { freePorts } from '../net/free-ports.ts';
import { WindowsLab } from './windows-lab.ts';

const POLICY = [
  'ipsec static add policy name=Protect activatedefaultrule=no assign=yes',
  'ipsec static add filter filterlist=Pings srcaddr=me dstaddr=any protocol=icmp',
  'ipsec static add filteraction name=Require qmsecmethods="ESP[3DES,SHA1]"',
  'ipsec static add rule name=Rule policy=Protect filterlist=Pings filteraction=Require psk=secret',
];

const lab = new WindowsLab();
afterEach(() => lab.stop());
afterAll(() => lab.remove());

describe('two peers with the Windows system', () => {
  it('talk protected by the policies of their stores, until the service stops', async () => {
    const ports = await freePorts(6);
    const files = [lab.write('alice', 1, ports, POLICY), lab.write('bob', 2, ports, POLICY)];
    await Promise.all([lab.start('alice', files[0]!), lab.start('bob', files[1]!)]);
    const ping = await lab.espial('alice', 'ping', '192.0.2.2', '-i', '10');
    expect(ping.out).toMatch(/^3 sent, 3 received/);
    expect((await lab.espial('alice', 'service', 'status')).out).toBe(
      'IPSEC Services: running (start: automatic)\ndriver: operational mode secure\npolicy: Protect (local)\n',
    );
    const stop = await lab.espial('alice', 'service', 'stop');
    expect([stop.code, stop.out]).toEqual([
      0,
      'IPSEC Services has stopped: no policy is in force, and everything passes\n',
    ]);
    const sas = await lab.espial('bob', 'sa', '--json');
    expect(JSON.parse(sas.out)).toMatchObject({ mainModes: [], quickModes: [] });
    const again = await lab.espial('alice', 'service', 'stop');
    expect([again.code, again.err]).toEqual([
      1,
      expect.stringContaining('IPSEC Services is not started (system error 1062)'),
    ]);
    expect((await lab.espial('alice', 'service', 'restart')).code).toBe(0);
    expect((await lab.espial('alice', 'ping', '192.0.2.2', '-i', '10')).out).toMatch(/3 received/);
  });

  it('keep their stores over a restart of the process, and let nobody else write them', async () => {
    const ports = await freePorts(6);
    const file = lab.write('carol', 1, ports, POLICY);
    const carol = await lab.start('carol', file);
    const store = join(lab.folder, 'carol.policy');
    expect(readFileSync(join(store, 'local.json'), 'utf8')).toContain('"Protect"');
    const second = lab.write('carol', 2, await freePorts(6), POLICY);
    await expect(lab.start('dave', second)).rejects.toThrow(/held by peer carol \(process \d+\)/);
    await carol.stop();
    expect(existsSync(join(store, 'lock'))).toBe(false);
    await lab.start('carol', lab.write('carol', 1, ports, ['this is no command']));
    expect((await lab.espial('carol', 'service', 'status')).out).toContain(
      'policy: Protect (local)',
    );
  });

  it('say what is wrong in their lines of netsh', async () => {
    const file = lab.write('erin', 1, await freePorts(6), [POLICY[0]!, 'ipsec static ad polixy']);
    await expect(lab.start('erin', file)).rejects.toThrow(
      /erin\.yaml:12:21: "polixy" is nothing to add/,
    );
  });
});
