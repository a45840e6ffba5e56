import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { freeUdpPorts } from '../../src/lab/free-ports.ts';
import { PeerGroup } from '../../src/lab/peer-group.ts';
import { mapSockets, portOf } from '../../src/lab/socket-map.ts';
import { EdgeError } from '../../src/net/errors.ts';
import { SELF } from './self.ts';

let group: PeerGroup | undefined;

afterEach(async () => {
  await group?.close();
  group = undefined;
});

function member(name: string, own: string, other: string, more: object = {}) {
  const peer = { name: 'other', address: other, psk: 'k', proposals: ['aes128-sha1-ecp256'] };
  const policy = { name: 'p', action: 'protect', peer: 'other', mode: 'transport' };
  return {
    name,
    outer: [own],
    inner: [],
    document: {
      name,
      addresses: [own],
      profile: 'lab',
      peers: [peer],
      policies: [{ ...policy, proposals: ['aes128-sha1'] }],
      ...more,
    },
  };
}

describe('sockets of a lab', () => {
  it('are ports of their own; inner addresses share the link of their host', async () => {
    const ports = await freeUdpPorts(8);
    expect(new Set(ports).size).toBe(8);
    const section = await mapSockets([
      { name: 'a', outer: ['192.0.2.1', '192.0.2.11'], inner: ['10.1.0.1'] },
      { name: 'b', outer: ['192.0.2.2'], inner: [] },
    ]);
    expect(Object.keys(section.map)).toEqual(['192.0.2.1', '192.0.2.11', '10.1.0.1', '192.0.2.2']);
    expect(portOf(section, '10.1.0.1', 'link')).toBe(portOf(section, '192.0.2.1', 'link'));
    expect(() => portOf(section, '10.1.0.1', 'ike')).toThrow(/no ike socket/);
  });
});

describe('a group of peers', () => {
  it('starts, talks, tells of a process that ended by itself, and leaves nothing behind', async () => {
    group = await PeerGroup.start({
      self: SELF,
      members: [member('a', '192.0.2.1', '192.0.2.2'), member('b', '192.0.2.2', '192.0.2.1')],
    });
    const [a, b] = [group.peer('a'), group.peer('b')];
    expect(await a.client.command({ kind: 'up', policy: 'p' })).toMatchObject({ kind: 'up' });
    await b.waitFor('the SA', ({ kind }) => kind === 'quick-mode-established');
    expect((await b.state()).quickModes).toMatchObject([{ policy: 'p', mode: 'transport' }]);
    await expect(b.waitFor('a miracle', () => false, 50)).rejects.toThrow(/a miracle in time/);
    expect(() => group?.peer('c')).toThrow(/no peer c/);
    const { pid } = await b.client.describe();
    process.kill(pid, 'SIGKILL');
    await expect(b.waitFor('anything', () => false, 5000)).rejects.toThrow(/did not report/);
    expect(group.trouble).toBe('peer b ended by itself (SIGKILL).');
    await a.stop();
    expect(a.trouble).toBeUndefined();
  });

  it('does not start by half: says why, in the words of the process', async () => {
    const members = [
      member('a', '192.0.2.1', '192.0.2.2'),
      member('b', '192.0.2.2', '192.0.2.1', { profile: 'labb' }),
    ];
    const starting = PeerGroup.start({ self: SELF, members });
    await expect(starting).rejects.toThrow(EdgeError);
    const message = await starting.then(String, (error: EdgeError) => error.message);
    expect(message).toMatch(/^peer b did not start: it ended with 2\./);
    expect(message).toContain('Did you mean "lab"?');
    expect(existsSync(/^(\/.*?b\.yaml):/m.exec(message)?.[1] ?? '/')).toBe(false);
  });
});
