import { describe, expect, it } from 'vitest';
import { type ArenaPool, arenaPool, datagramOf } from '../../../src/base/batch.ts';
import { LIMITS } from '../../../src/base/limits.ts';
import { TunDevice } from '../../../src/net/tun/device.ts';
import { endpoint } from '../fake-host.ts';
import { FakeLibc } from './fake-libc.ts';

const end = endpoint('192.0.2.1', 0);
const path = { carrier: 'inner', local: end, remote: end } as const;

function device(fake = new FakeLibc()) {
  const troubles: string[] = [];
  let arenasOut = 0;
  const inner = arenaPool();
  const pool: ArenaPool = {
    take: () => {
      arenasOut++;
      return inner.take();
    },
    give(arena) {
      arenasOut--;
      inner.give(arena);
    },
  };
  const { libc } = fake;
  const onTrouble = (sentence: string): void => void troubles.push(sentence);
  const made = new TunDevice({ libc, name: 'esp0', pool, path, onTrouble });
  const batches: Uint8Array[][] = [];
  made.listen((batch) => {
    batches.push(Array.from({ length: batch.count }, (_, i) => datagramOf(batch, i).slice()));
  });
  return { fake, made, batches, troubles, arenasOut: () => arenasOut };
}

const packet = (octets: number, fill: number): Uint8Array => new Uint8Array(octets).fill(fill);

describe('a TUN device', () => {
  it('is asked for by name, for packets without a header before them', () => {
    const { fake } = device();
    expect(fake.opened).toEqual(['/dev/net/tun']);
    const [{ request, octets }] = fake.requests as [FakeLibc['requests'][number]];
    // linux/if_tun.h: TUNSETIFF, IFF_TUN | IFF_NO_PI.
    expect(request).toBe(0x400454ca);
    expect(new TextDecoder().decode(octets.subarray(0, 16))).toBe(`esp0${'\0'.repeat(12)}`);
    expect([octets[16], octets[17]]).toEqual([0x01, 0x10]);
  });

  it('hands out what is there in batches, in order, and gives the arenas back', () => {
    const { fake, batches, arenasOut } = device();
    const sent = Array.from({ length: 150 }, (_, i) => packet(40 + i * 9, i));
    fake.waiting.push(...sent);
    fake.turn();
    expect(batches.flat()).toEqual(sent);
    expect(batches.length).toBeLessThan(8);
    expect(batches.every((batch) => batch.length <= LIMITS.packetsPerBatch)).toBe(true);
    expect(arenasOut()).toBe(0);
  });

  it('takes packets of the longest length whole', () => {
    const { fake, batches } = device();
    const sent = [1, 2, 3].map((fill) => packet(65_535, fill));
    fake.waiting.push(...sent);
    fake.turn();
    expect(batches.flat()).toEqual(sent);
  });

  it('leaves some of very many for the next turn of the event loop', () => {
    const { fake, batches } = device();
    fake.waiting.push(...Array.from({ length: 300 }, () => packet(60, 1)));
    fake.turn();
    expect(batches.flat()).toHaveLength(256);
    fake.turn();
    expect(batches.flat()).toHaveLength(300);
  });

  it('gives the kernel just the packet', () => {
    const { fake, made } = device();
    const arena = Uint8Array.from({ length: 10_000 }, (_, i) => i & 0xff);
    made.write(arena, 5000, 5100);
    expect(fake.written).toEqual([arena.slice(5000, 5100)]);
  });

  it('drops in silence where the queue is full, and says what else is refused', () => {
    const { fake, made, troubles } = device();
    for (const errno of [11, 105, 5]) {
      fake.failures.set('write', errno);
      made.write(new Uint8Array(8192), 0, 60);
    }
    expect(troubles).toEqual([
      'the device esp0 refuses packets: it is down. Bring it up: ip link set esp0 up.',
    ]);
  });

  it('is given up where somebody has taken it away', () => {
    const { fake, batches, troubles } = device();
    fake.waiting.push(packet(60, 1));
    fake.emptyErrno = 77;
    fake.turn();
    expect(batches.flat()).toEqual([packet(60, 1)]);
    expect(troubles[0]).toContain('the device esp0 is gone (EBADFD)');
    expect([fake.watched, fake.closed]).toEqual([0, [77]]);
  });

  it('writes nothing once it is closed: the descriptor may be another file', () => {
    const { fake, made } = device();
    made.close();
    made.close();
    made.write(new Uint8Array(8192), 0, 60);
    expect([fake.closed, fake.written, fake.watched]).toEqual([[77], [], 0]);
  });

  it.each([
    ['open', 13, 'no-permission', 'needs root or CAP_NET_ADMIN'],
    ['open', 2, 'not-on-this-machine', 'this machine has no /dev/net/tun'],
    ['ioctl', 1, 'no-permission', 'needs root or CAP_NET_ADMIN'],
    ['ioctl', 16, 'port-in-use', 'esp0 is in use'],
    ['ioctl', 22, 'address-not-here', 'is no TUN device'],
    ['ioctl', 12, 'control-failed', 'error 12'],
  ] as const)('says why it cannot be had: %s %i', (call, errno, code, words) => {
    const fake = new FakeLibc();
    fake.failures.set(call, errno);
    expect(() => device(fake)).toThrow(expect.objectContaining({ code }));
    fake.failures.set(call, errno);
    expect(() => device(fake)).toThrow(words);
    expect(fake.closed).toEqual(call === 'ioctl' ? [77, 77] : []);
  });
});
