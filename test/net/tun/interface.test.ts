import { describe, expect, it } from 'vitest';
import { setInterface } from '../../../src/net/tun/interface.ts';

const settings = {
  name: 'esp0',
  mtu: 1422,
  addresses: ['10.1.0.1/24'],
  routes: ['10.2.0.0/24', '10.3.0.0/16'],
};

/** What was asked of `ip`, which answers and fails as told. */
function fakeIp(answers: Readonly<Record<string, string>> = {}, failing = '') {
  const asked: string[] = [];
  const runIp = (words: readonly string[]): Promise<string> => {
    const line = words.join(' ');
    asked.push(line);
    if (failing === '' || !line.startsWith(failing)) return Promise.resolve(answers[line] ?? '');
    return Promise.reject(
      Object.assign(new Error('Command failed'), { stderr: 'RTNETLINK answers: File exists\n' }),
    );
  };
  return { asked, runIp };
}

describe('the interface of a TUN device', () => {
  it('gets its MTU, comes up, and gets addresses and routes in this order', async () => {
    const { asked, runIp } = fakeIp();
    await setInterface(settings, ['192.0.2.2'], runIp);
    expect(asked).toEqual([
      'link set dev esp0 addrgenmode none',
      'link set dev esp0 mtu 1422 up',
      'addr replace 10.1.0.1/24 dev esp0',
      'route add 10.2.0.0/24 dev esp0',
      'route add 10.3.0.0/16 dev esp0',
      'route get 192.0.2.2',
    ]);
  });

  it('keeps what IPv6 needs where it carries IPv6', async () => {
    const { asked, runIp } = fakeIp();
    await setInterface({ ...settings, addresses: ['2001:db8:1::1/64'] }, [], runIp);
    expect(asked[0]).toBe('link set dev esp0 mtu 1422 up');
  });

  it('is refused where it would carry its own tunnel', async () => {
    const { runIp } = fakeIp({ 'route get 10.2.0.9': '10.2.0.9 dev esp0 src 10.1.0.1 uid 0\n' });
    await expect(setInterface(settings, ['10.2.0.9'], runIp)).rejects.toThrow(
      "the tunnel's own packets would go into the tunnel",
    );
  });

  it('is not refused where a way of a similar name leads to the peer', async () => {
    const { runIp } = fakeIp({ 'route get 10.2.0.9': '10.2.0.9 dev esp01 src 10.1.0.1\n' });
    await setInterface(settings, ['10.2.0.9'], runIp);
  });

  it('names the command that failed, and its reason', async () => {
    const { runIp } = fakeIp({}, 'route add');
    await expect(setInterface(settings, [], runIp)).rejects.toThrow(
      'ip route add 10.2.0.0/24 dev esp0 failed: RTNETLINK answers: File exists',
    );
  });

  it('says where ip itself is missing', async () => {
    const missing = () => Promise.reject(Object.assign(new Error('spawn ip'), { code: 'ENOENT' }));
    await expect(setInterface(settings, [], missing)).rejects.toMatchObject({
      code: 'not-on-this-machine',
      message: expect.stringContaining('install iproute2'),
    });
  });
});
