import { describe, expect, it } from 'vitest';
import { endpointText, parseAddress } from '../../src/base/address.ts';
import { type LoggedDatagram, type Pair, type PairOptions, pair } from '../../src/sim/pair.ts';
import { ping } from './pings.ts';

const moves = (world: Pair) =>
  world
    .events(world.b, 'peer-moved')
    .map(({ from, remote, provedBy, mainModes, pairs }) => [
      `${from.port} to ${remote.port}`,
      provedBy,
      mainModes,
      pairs,
    ]);

/** Behind a NAT, with both modes up. */
function up(options: PairOptions = {}): Pair {
  const world = pair({ nat: { a: {} }, ...options });
  for (const mode of ['tunnel', 'transport'] as const) {
    expect(world.command(world.a, ping(mode))).toMatchObject({ value: { received: 2 } });
  }
  return world;
}

const espFrom = (world: Pair, name: 'a' | 'b'): LoggedDatagram[] =>
  world.log.filter(
    ({ what, from, bytes }) =>
      what === 'arrived' && from === name && bytes.length > 60 && bytes[0] !== 0,
  );

describe('a peer whose NAT gives it another port', () => {
  it('is followed at its first packet, with all that there is, and nothing is negotiated', () => {
    const world = up();
    world.nat.a!.forget();
    const before = world.events(world.b, 'isakmp-received').length;
    for (const mode of ['tunnel', 'transport'] as const) {
      expect(world.command(world.a, ping(mode))).toMatchObject({ value: { received: 2 } });
      expect(world.command(world.b, ping(mode, 'b'))).toMatchObject({ value: { received: 2 } });
    }
    expect(moves(world)).toEqual([['40001 to 40002', 'ESP', 1, 2]]);
    expect(world.events(world.b, 'isakmp-received')).toHaveLength(before);
    expect(world.events(world.a, 'peer-moved')).toEqual([]);
  });

  it('is followed at a message of IKE too, and gets its answer', () => {
    const world = up();
    world.nat.a!.forget();
    expect(world.command(world.a, { kind: 'down', policy: 'transport' })).toMatchObject({
      ok: true,
    });
    world.run(100);
    expect(moves(world)).toEqual([['40001 to 40002', 'IKE', 1, 2]]);
    expect(world.command(world.b, ping('tunnel', 'b'))).toMatchObject({ value: { received: 2 } });
  });

  it('is followed by a quick mode, whose answer goes to the new port', () => {
    const world = pair({ nat: { a: {} } });
    world.command(world.a, { kind: 'up', policy: 'tunnel' });
    world.nat.a!.forget();
    expect(world.command(world.a, { kind: 'up', policy: 'transport' })).toMatchObject({ ok: true });
    expect(moves(world)).toEqual([['40001 to 40002', 'IKE', 1, 1]]);
    // Nothing had to be sent twice.
    expect(world.events(world.a, 'isakmp-sent').filter(({ repeat }) => repeat > 0)).toEqual([]);
    expect(world.command(world.b, ping('transport', 'b'))).toMatchObject({
      value: { received: 2 },
    });
  });
});

const stranger = { address: parseAddress('198.51.100.7'), port: 4500 };

describe('a peer that reappears at another address', () => {
  it.each(['tunnel', 'transport'] as const)('is followed there in %s mode', (mode) => {
    const world = up();
    const seen = world.link.capture(({ sender, bytes }) => sender === 'a' && bytes.length > 60);
    const undo = world.link.drop(({ sender }) => sender === 'a', Number.POSITIVE_INFINITY);
    world.command(world.a, ping(mode));
    undo();
    const mark = world.log.length;
    world.inject({ ...seen.at(-1)!.path, local: stranger }, seen.at(-1)!.bytes);
    const [moved] = world.events(world.b, 'peer-moved');
    expect(endpointText(moved!.remote)).toBe('198.51.100.7:4500');
    // The echo reply to this very packet goes there already.
    const [reply] = world.log
      .slice(mark)
      .filter(({ what, from }) => what === 'sent' && from === 'b');
    expect(endpointText(reply!.path.remote)).toBe('198.51.100.7:4500');
    expect(world.events(world.b, 'packet-dropped')).toEqual([]);
  });
});

describe('what moves nothing', () => {
  /** Lets a packet of the peer arrive from somewhere else. */
  function from(
    world: Pair,
    { path, bytes }: LoggedDatagram,
    change = (octets: Uint8Array) => octets,
  ) {
    world.inject({ ...path, local: stranger }, change(Uint8Array.from(bytes)));
    world.run(10);
  }

  it('is a replayed packet', () => {
    const world = up();
    from(world, espFrom(world, 'a').at(-1)!);
    expect(moves(world)).toEqual([]);
    expect(world.events(world.b, 'packet-dropped').map(({ reason }) => reason)).toEqual([
      'replayed',
    ]);
  });

  it('is a forged packet', () => {
    const world = up();
    from(world, espFrom(world, 'a').at(-1)!, (octets) => {
      octets[7]! += 1;
      return octets;
    });
    expect(moves(world)).toEqual([]);
    expect(world.events(world.b, 'packet-dropped').map(({ reason }) => reason)).toEqual([
      'bad-icv',
    ]);
  });

  it('is a packet that is late, though it never came before', () => {
    const world = up();
    // Held back so long that newer ones arrive before it, then let in from elsewhere.
    const seen = world.link.capture(({ sender, bytes }) => sender === 'a' && bytes.length > 60);
    world.link.drop(({ sender, bytes }) => sender === 'a' && bytes.length > 60);
    world.command(world.a, ping('tunnel'));
    const late = seen[0]!;
    world.inject({ ...late.path, local: stranger }, late.bytes);
    world.run(10);
    expect(moves(world)).toEqual([]);
    expect(world.events(world.b, 'packet-dropped')).toEqual([]);
  });

  it('is anything at all for a host behind a NAT of its own (RFC 3947 7)', () => {
    const world = up();
    const last = espFrom(world, 'b').at(-1)!;
    const seen = world.link.capture(({ sender, bytes }) => sender === 'b' && bytes.length > 60);
    world.link.drop(({ sender }) => sender === 'b');
    world.command(world.b, { ...ping('tunnel', 'b'), count: 1 } as never);
    world.inject({ ...last.path, local: stranger }, seen[0]!.bytes);
    world.run(10);
    expect(world.events(world.a, 'peer-moved')).toEqual([]);
  });

  it('is a message of phase 2 that does not prove itself', () => {
    const world = up();
    const mark = world.log.length;
    world.command(world.a, { kind: 'down', policy: 'transport' });
    world.run(10);
    const ike = world.log
      .slice(mark)
      .find(({ what, from: by }) => what === 'arrived' && by === 'a')!;
    from(world, ike);
    from(world, ike, (octets) => {
      octets[octets.length - 1]! ^= 1;
      return octets;
    });
    expect(moves(world)).toEqual([]);
  });
});

describe('a peer that has moved', () => {
  it('is asked and told at its new place: this host rekeys there', () => {
    const world = up({ b: { child: { lifetime: { seconds: 100, kilobytes: 0 } } } });
    world.nat.a!.forget();
    world.command(world.a, ping('tunnel'));
    const mark = world.log.length;
    world.run(100_000);
    const ports = new Set(
      world.log
        .slice(mark)
        .filter(({ what, from: by }) => what === 'sent' && by === 'b')
        .map(({ path }) => endpointText(path.remote)),
    );
    expect(ports).toEqual(new Set(['192.0.2.1:40002']));
    expect(world.command(world.b, ping('tunnel', 'b'))).toMatchObject({ value: { received: 2 } });
  });
});
