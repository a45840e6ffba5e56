import { describe, expect, test } from 'vitest';
import {
  addressOfBytes,
  COUNTERS,
  DecodeError,
  decode,
  decodeMessage,
  encodeMessage,
  fromHex,
  HookedLink,
  Host,
  isakmpTree,
  nobleProvider,
  pair,
  pairConfig,
  parseAddress,
  plainLink,
  seededRandom,
  struct,
  u16,
  World,
} from '../src/index.ts';

describe('the package entry', () => {
  test('has the codec: combinators, ISAKMP, and errors with a place', () => {
    const pointCodec = struct('a point', { x: u16, y: u16 });
    expect(decode(pointCodec, fromHex('00010002'))).toEqual({ x: 1, y: 2 });
    expect(() => decode(pointCodec, fromHex('000100'))).toThrow(DecodeError);
    const header = {
      initiatorCookie: fromHex('0102030405060708'),
      responderCookie: new Uint8Array(8),
      majorVersion: 1,
      minorVersion: 0,
      exchangeType: 2,
      flags: 0,
      messageId: 0,
    };
    const nonce = { kind: 'nonce', type: 10, data: fromHex('00112233') } as const;
    const message = encodeMessage(header, [nonce]);
    expect(decodeMessage(message).payloads).toMatchObject([{ kind: 'nonce' }]);
    expect(isakmpTree(message)).toContain('00112233');
  });

  test('has cryptography', () => {
    const octets = nobleProvider.hash('sha1', fromHex('616263'));
    expect(octets).toEqual(fromHex('a9993e364706816aba3e25717850c26c9cd0d89d'));
  });

  test('has a pair that negotiates and pings', () => {
    const subject = pair({ seed: 'entry' });
    const result = subject.command(subject.a, {
      kind: 'ping',
      from: undefined,
      to: parseAddress('10.2.0.1'),
      count: 1,
      intervalMilliseconds: 0,
      timeoutMilliseconds: 1000,
      payloadOctets: 8,
    });
    expect(result).toMatchObject({ ok: true, value: { sent: 1, received: 1 } });
  });

  test('has hosts and worlds of more than two', () => {
    const world = new World();
    const link = new HookedLink(plainLink(1)).carry;
    const gateway = hostOf(0);
    const clients = Array.from({ length: 8 }, (_, i) => hostOf(i + 1));
    const stations = [gateway, ...clients].map((machine) =>
      world.attach({
        name: machine.config.name,
        machine,
        addresses: machine.config.addresses,
        link,
      }),
    );
    const ids = stations
      .slice(1)
      .map((station) => world.command(station, { kind: 'up', policy: 'transport' }));
    world.run(5000);
    for (const id of ids) expect(world.result(id)).toMatchObject({ ok: true });
    const { ike } = gateway.query('statistics').items;
    expect(ike.find(({ label }) => label === 'IKE Quick Mode')?.value).toBe(8);
    expect(ike).toHaveLength(COUNTERS.filter(({ group }) => group === 'ike').length);
  });
});

/** Host 0 answers the hosts from 1 on. */
function hostOf(index: number): Host {
  const addressOf = (i: number) => addressOfBytes(Uint8Array.of(192, 0, 2, 100 + i));
  const own = addressOf(index);
  const group = { encryption: 'aes-cbc', keyBits: 128, hash: 'sha1', group: 1 } as const;
  const base = pairConfig(index === 0 ? 'b' : 'a', {
    peer: {
      address: index === 0 ? undefined : addressOf(0),
      localAddress: own,
      proposals: [group],
    },
  });
  const [entry] = base.policies;
  const any = (i: number) => ({ first: addressOf(i), last: addressOf(i) });
  const clients = { first: addressOf(1), last: addressOf(99) };
  const selector = {
    ...entry!.selector,
    local: any(index),
    remote: index === 0 ? clients : any(0),
  };
  const policies = [{ ...entry!, selector, protect: { ...entry!.protect!, selector } }];
  const config = { ...base, name: `host-${index}`, addresses: [own], policies };
  return new Host({ config, provider: nobleProvider, random: seededRandom(config.name) });
}
