import { describe, expect, it } from 'vitest';
import { DEFAULT_KEEPING } from '../../src/ike/policy.ts';
import { type Pair, pair } from '../../src/sim/pair.ts';
import { ping } from './pings.ts';

const found = (world: Pair) =>
  [world.a, world.b].map((host) =>
    world
      .events(host, 'nat-detected')
      .map(({ localBehindNat, remoteBehindNat }) => [localBehindNat, remoteBehindNat]),
  );

describe('a pair with a NAT', () => {
  it.each(['full-cone', 'restricted', 'port-restricted', 'symmetric'] as const)(
    'that is %s finds it, floats, and pings through it in both modes',
    (type) => {
      const world = pair({ nat: { a: { type } } });
      for (const mode of ['tunnel', 'transport'] as const) {
        expect(world.command(world.a, ping(mode))).toMatchObject({ value: { received: 2 } });
        // The other way round the pair of SAs is there already.
        expect(world.command(world.b, ping(mode, 'b'))).toMatchObject({ value: { received: 2 } });
      }
      expect(found(world)).toEqual([[[true, false]], [[false, true]]]);
      expect(world.nat.a!.lost).toEqual({
        'no-mapping': 0,
        filtered: 0,
        'no-port': 0,
        'not-udp': 0,
      });
      const arrived = world.log.filter(({ what, from }) => what === 'arrived' && from === 'a');
      const ports = new Set(arrived.map(({ path }) => path.local.port));
      expect(ports).toEqual(new Set([40_000, 40_001]));
    },
  );

  it('keeps its mapping open by keepalives of the host behind it alone', () => {
    const world = pair({ nat: { a: { timeout: 30_000 } } });
    world.command(world.a, ping('tunnel'));
    world.run(120_000);
    const keepalives = world.log.filter(
      ({ what, bytes }) => what === 'sent' && bytes.length === 1 && bytes[0] === 0xff,
    );
    expect(new Set(keepalives.map(({ from }) => from))).toEqual(new Set(['a']));
    const ports = keepalives.flatMap(({ path }) => [path.local.port, path.remote.port]);
    expect(new Set(ports)).toEqual(new Set([4500]));
    expect(world.command(world.b, ping('tunnel', 'b'))).toMatchObject({ value: { received: 2 } });
  });

  it('is kept open by what proves nothing: who only sends keepalives is dead', () => {
    const keeping = { ...DEFAULT_KEEPING, dpd: { idleSeconds: 5 } };
    const world = pair({ nat: { a: {} }, b: { peer: { keeping } } });
    world.command(world.a, ping('tunnel'));
    world.link.drop(({ sender, bytes }) => sender === 'a' && bytes.length > 1, Infinity);
    expect(world.runUntil(() => world.events(world.b, 'peer-dead').length > 0, 300_000)).toBe(true);
    expect(world.log.some(({ what, bytes }) => what === 'arrived' && bytes.length === 1)).toBe(
      true,
    );
  });

  it('before the responder lets the initiator in by forwarded ports', () => {
    const world = pair({ nat: { b: { served: true } } });
    for (const mode of ['tunnel', 'transport'] as const) {
      expect(world.command(world.a, ping(mode))).toMatchObject({ value: { received: 2 } });
    }
    expect(found(world)).toEqual([[[false, true]], [[true, false]]]);
  });

  it('before both sides is found by both', () => {
    const world = pair({ nat: { a: {}, b: { served: true } } });
    for (const mode of ['tunnel', 'transport'] as const) {
      expect(world.command(world.a, ping(mode))).toMatchObject({ value: { received: 2 } });
    }
    expect(found(world)).toEqual([[[true, true]], [[true, true]]]);
  });

  it('is found in aggressive mode as well, and left by message 3', () => {
    const dialect = { name: 'default', aggressive: 'initiate', refuseWeak: false } as const;
    const world = pair({ nat: { a: {} }, both: { peer: { dialect } } });
    expect(world.command(world.a, ping('tunnel'))).toMatchObject({ value: { received: 2 } });
    expect(found(world)).toEqual([[[true, false]], [[false, true]]]);
    const sent = world
      .events(world.a, 'isakmp-sent')
      .filter(({ exchange }) => exchange === 'aggressive mode');
    expect(sent.map(({ number, local }) => [number, local.port])).toEqual([
      [1, 500],
      [3, 4500],
    ]);
  });

  it('loses what has no ports', () => {
    const world = pair({ nat: { a: {} }, both: { peer: { natTraversal: 'off' } } });
    expect(world.command(world.a, ping('tunnel'))).toMatchObject({ value: { received: 0 } });
    expect(world.nat.a!.lost['not-udp']).toBe(2);
  });
});
