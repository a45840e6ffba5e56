import { describe, expect, test } from 'vitest';
import { EMPTY, u32 } from '../../src/base/bytes.ts';
import { DEFAULT_KEEPING } from '../../src/ike/policy.ts';
import type { Payload } from '../../src/wire/isakmp/payload.ts';
import { Bench, type BenchOptions } from './bench.ts';
import {
  type AttributeRow,
  data,
  id,
  notify,
  QUICK_MODE_ROWS,
  quickModeSa,
  sa,
  subnet,
  transform,
  vendorId,
} from './payloads.ts';
import { kinds, messageIdOf, octetsOf, Puppet } from './puppet.ts';

/** The engine has asked for a quick mode; its message 1, opened. */
function asked(child = 'transport', options: BenchOptions = {}) {
  const bench = new Bench(options);
  const puppet = new Puppet(bench, { role: 'responder' });
  const [message1] = puppet.respond(bench.initiate(child)[0]!);
  const payloads = puppet.open(message1!);
  const messageId = messageIdOf(message1!);
  const ni = octetsOf(payloads, 'nonce');
  /** Answers with payloads behind HASH(2); what the engine sends then. */
  const answer = (...rest: Payload[]): Uint8Array[] =>
    puppet.give(puppet.quick2(messageId, ni, rest));
  return { bench, puppet, payloads, messageId, ni, answer, nonce: data('nonce', puppet.nr) };
}

const changed = (type: number, value: number): AttributeRow[] =>
  QUICK_MODE_ROWS.map(([own, old]) => [own, own === type ? value : old]);

const TUNNEL_ROWS = changed(4, 1);
const IDS = [subnet([10, 1, 0, 0], [255, 255, 255, 0]), subnet([10, 2, 0, 0], [255, 255, 255, 0])];

describe('an answer that the initiator takes', () => {
  test.each<[string, Payload]>([
    ['as it was offered', quickModeSa()],
    [
      'with its attributes in another order',
      quickModeSa(5000, [...QUICK_MODE_ROWS.slice(2), ...QUICK_MODE_ROWS.slice(0, 2)]),
    ],
    [
      'with TLV for TV',
      quickModeSa(
        5000,
        QUICK_MODE_ROWS.map(([t, v]) => [t, typeof v === 'number' ? u32(v) : v]),
      ),
    ],
  ])('%s', (_, chosen) => {
    const { bench, puppet, messageId, answer, nonce } = asked();
    const [message3] = answer(chosen, nonce);
    expect(kinds(puppet.open(message3!))).toBe('hash');
    expect(messageIdOf(message3!)).toBe(messageId);
    expect(bench.of('quick-mode-established')).toHaveLength(1);
    expect([...bench.sas.installed.values()][0]!.halves.size).toBe(2);
  });

  test('with notifies and vendor IDs beside it, which change nothing', () => {
    const { bench, answer, nonce } = asked();
    const lifetime = notify(24_576, 3, u32(0xabcd_0001), u32(1));
    expect(answer(quickModeSa(), nonce, lifetime, vendorId(EMPTY))).toHaveLength(1);
    expect(bench.of('quick-mode-established')).toMatchObject([{ lifetimeSeconds: 3600 }]);
  });

  test('with the identities that were sent', () => {
    const { payloads, answer, nonce, bench } = asked('tunnel');
    expect(payloads.filter(({ kind }) => kind === 'id')).toMatchObject(IDS);
    expect(answer(quickModeSa(5000, TUNNEL_ROWS), nonce, ...IDS)).toHaveLength(1);
    expect(bench.of('quick-mode-established')).toHaveLength(1);
  });

  test('with the peers as identities where none were sent', () => {
    const { payloads, answer, nonce, bench } = asked();
    expect(kinds(payloads)).toBe('hash sa nonce');
    const ids = [id(1, Uint8Array.of(192, 0, 2, 1)), id(1, Uint8Array.of(192, 0, 2, 2))];
    expect(answer(quickModeSa(), nonce, ...ids)).toHaveLength(1);
    expect(bench.of('quick-mode-established')).toHaveLength(1);
  });
});

describe('an answer that the initiator refuses, under protection and at once', () => {
  const one = transform(1, 12, QUICK_MODE_ROWS);
  const esp = { number: 1, protocol: 3, spi: u32(5000), transforms: [one] };
  const nonce = data('nonce', new Uint8Array(16));

  test.each<[string, Payload[]]>([
    ['another key length', [quickModeSa(5000, changed(6, 256)), nonce]],
    ['another transform', [sa({ ...esp, transforms: [{ ...one, id: 3 }] }), nonce]],
    ['a longer lifetime', [quickModeSa(5000, changed(2, 3601)), nonce]],
    ['an attribute more', [quickModeSa(5000, [...QUICK_MODE_ROWS, [11, 1]]), nonce]],
    ['another mode', [quickModeSa(5000, changed(4, 1)), nonce]],
    ['a UDP mode', [quickModeSa(5000, changed(4, 4)), nonce]],
    ['two proposals', [sa(esp, { ...esp, number: 2 }), nonce]],
    ['two transforms', [quickModeSa(5000, QUICK_MODE_ROWS, QUICK_MODE_ROWS), nonce]],
    ['no transform', [sa({ ...esp, transforms: [] }), nonce]],
    ['no proposal', [sa(), nonce]],
    ['AH', [sa({ ...esp, protocol: 2 }), nonce]],
    ['a reserved SPI', [quickModeSa(255), nonce]],
    ['an SPI of eight octets', [sa({ ...esp, spi: new Uint8Array(8).fill(1) }), nonce]],
    ['a short nonce', [quickModeSa(), data('nonce', new Uint8Array(7))]],
    ['a long nonce', [quickModeSa(), data('nonce', new Uint8Array(257))]],
    ['a key without a group', [quickModeSa(), nonce, data('ke', new Uint8Array(64))]],
  ])('with %s', (name, rest) => {
    const { bench, puppet, answer } = asked();
    const [refusal] = answer(...rest);
    expect(refusal![18]).toBe(5);
    // What is wrong with the answered SA is BAD-PROPOSAL-SYNTAX, anything else PAYLOAD-MALFORMED.
    const notifyType = /nonce|key without/.test(name) ? 16 : 15;
    expect(puppet.open(refusal!)[1]).toMatchObject({ kind: 'notify', notifyType });
    expect(bench.failures).toMatchObject([
      { code: 'malformed-message', certainty: 'certain', where: 'quick mode, message 2' },
    ]);
    expect(bench.sas.installed.size + bench.sas.reserved.size).toBe(0);
    expect(bench.engine.mainModeSas()).toMatchObject([{ state: 'established' }]);
    bench.advance(20_000);
    expect(bench.failures).toHaveLength(1);
  });

  test.each<[string, Payload[]]>([
    ['none', []],
    ['exchanged', [...IDS].reverse()],
    ['wider', [IDS[0]!, subnet([10, 0, 0, 0], [255, 0, 0, 0])]],
    ['of another protocol', IDS.map((one) => ({ ...one, protocol: 17 }) as Payload)],
    ['of names', [id(2, Uint8Array.of(97)), IDS[1]!]],
  ])('identities: %s', (_, ids) => {
    const { bench, puppet, answer, nonce: own } = asked('tunnel');
    const [refusal] = answer(quickModeSa(5000, TUNNEL_ROWS), own, ...ids);
    expect(puppet.open(refusal!)[1]).toMatchObject({ notifyType: 18 });
    expect(bench.failures).toMatchObject([
      { code: 'selectors-differ', where: 'quick mode, message 2' },
    ]);
    expect(bench.failures[0]!.comparison).toHaveLength(1);
  });

  test('a public value that cannot be used, or none', () => {
    const rows: AttributeRow[] = [...QUICK_MODE_ROWS, [3, 19]];
    const pfs = { child: { pfsGroup: 19 as const } };
    const bad = asked('transport', pfs);
    bad.answer(quickModeSa(5000, rows), bad.nonce, data('ke', new Uint8Array(64)));
    expect(bad.bench.failures).toMatchObject([{ code: 'bad-public-value', notify: 17 }]);
    const none = asked('transport', pfs);
    none.answer(quickModeSa(5000, rows), none.nonce);
    expect(none.bench.failures[0]!.detail).toContain('KE payload for its PFS group is missing');
    const good = asked('transport', pfs);
    good.answer(quickModeSa(5000, rows), good.nonce, data('ke', good.puppet.pair.publicValue));
    expect(good.bench.of('quick-mode-established')).toMatchObject([{ pfsGroup: 19 }]);
  });
});

describe('an answer that the initiator does not look at', () => {
  test('has a wrong hash, another form, or nonsense: the true one is taken after it', () => {
    const { bench, puppet, messageId, ni, answer, nonce } = asked();
    const chain = puppet.chains.get(messageId)!;
    const attempts = [
      puppet.quick2(messageId, Uint8Array.from(ni).reverse(), [quickModeSa(), nonce]),
      puppet.quick2(messageId, ni, [nonce, quickModeSa()]),
      puppet.quick2(messageId, ni, [quickModeSa()]),
      puppet.quick1(messageId, [quickModeSa(), nonce]),
    ];
    for (const attempt of attempts) expect(puppet.give(attempt)).toEqual([]);
    expect(bench.drops).toHaveLength(4);
    puppet.chains.set(messageId, chain);
    expect(answer(quickModeSa(), nonce)).toHaveLength(1);
    expect(bench.of('quick-mode-established')).toHaveLength(1);
  });
});

describe('a refusal by the peer', () => {
  test.each([
    [14, 'no-common-quick-mode-proposal', 'POLICY_MATCH'],
    [18, 'selectors-differ', 'NO_POLICY'],
    [13, 'refused-by-peer', 'ATTRIB_FAIL'],
    [24, 'refused-by-peer', 'GENERAL_PROCESSING_ERROR'],
    [9999, 'refused-by-peer', 'GENERAL_PROCESSING_ERROR'],
  ])('with notify %i', (notifyType, code, name) => {
    const { bench, puppet } = asked();
    puppet.give(puppet.inform(3, [notify(notifyType, 3)]));
    expect(bench.failures).toMatchObject([{ code, certainty: 'certain', windowsError: { name } }]);
    expect(bench.failures[0]!.comparison).toMatchObject([{ what: 'offer 1', peer: 'not told' }]);
    expect(bench.sas.reserved.size).toBe(0);
    expect(bench.engine.mainModeSas()).toHaveLength(1);
  });

  test('is about the quick mode that its SPI names, or its data, or the only one', () => {
    const { bench, puppet, payloads, messageId } = asked();
    const spi = payloads[1]!.raw.slice(16, 20);
    const [other] = bench.initiate('tunnel');
    const otherId = messageIdOf(other!);
    // Of two it could be either, so a refusal that names none is about none.
    puppet.give(puppet.inform(3, [notify(14, 3)]));
    expect(bench.failures).toEqual([]);
    puppet.give(puppet.inform(4, [notify(14, 3, spi)]));
    expect(bench.of('quick-mode-failed')).toMatchObject([{ messageId, policy: 'transport' }]);
    const [third] = bench.initiate('transport');
    puppet.give(puppet.inform(5, [notify(14, 3, EMPTY, u32(otherId))]));
    expect(bench.of('quick-mode-failed')[1]).toMatchObject({
      messageId: otherId,
      policy: 'tunnel',
    });
    puppet.give(puppet.inform(6, [notify(14, 3)]));
    expect(bench.of('quick-mode-failed')[2]).toMatchObject({ messageId: messageIdOf(third!) });
  });

  test('with a status notify is none', () => {
    const { bench, puppet } = asked();
    puppet.give(puppet.inform(3, [notify(24_577, 3), notify(16_384, 3), notify(24_576, 3)]));
    expect(bench.of('notify-received')).toHaveLength(3);
    expect(bench.failures).toEqual([]);
  });
});

describe('a quick mode that this host cannot begin', () => {
  test('has no SPI', () => {
    const keeping = { ...DEFAULT_KEEPING, rekey: false };
    const bench = new Bench({ spis: 0, peer: { keeping } });
    const puppet = new Puppet(bench, { role: 'responder' });
    expect(puppet.respond(bench.initiate()[0]!)).toEqual([]);
    expect(bench.failures).toMatchObject([
      { code: 'limit-reached', where: 'quick mode, message 1' },
    ]);
    // Main mode's last messages are kept for a while, and nothing else is waited for.
    bench.engine.timeout(bench.engine.nextTimeout()!);
    expect(bench.engine.nextTimeout()).toBe(bench.engine.mainModeSas()[0]!.expiresAt);
  });

  test('offers a private-use transform to a stranger', () => {
    const suite = { encryption: 'chacha20-poly1305', keyBits: 256, integrity: 'none' } as const;
    const proposals = [{ protocol: 'esp', suite }] as const;
    const bench = new Bench({ child: { proposals } });
    const puppet = new Puppet(bench, { role: 'responder' });
    // The engine's own message 1 announces Espial; the puppet's answer does not.
    expect(puppet.respond(bench.initiate()[0]!)).toEqual([]);
    expect(bench.failures).toHaveLength(1);
    expect(bench.failures[0]!.detail).toContain('ChaCha20-Poly1305');
    const stranger = new Bench({ child: { proposals } });
    const asker = new Puppet(stranger, { role: 'initiator' }).mainMode();
    const offer = sa({
      number: 1,
      protocol: 3,
      spi: u32(5000),
      transforms: [
        transform(1, 250, [
          [1, 1],
          [2, 3600],
          [4, 2],
        ]),
      ],
    });
    asker.give(asker.quick1(7, [offer, data('nonce', asker.ni)]));
    expect(stranger.failures).toMatchObject([{ code: 'no-common-quick-mode-proposal' }]);
  });

  test('offers to a stranger what is left without the private-use transform', () => {
    const chacha = { encryption: 'chacha20-poly1305', keyBits: 256, integrity: 'none' } as const;
    const aes = { encryption: 'aes-cbc', keyBits: 128, integrity: 'hmac-sha1-96' } as const;
    const proposals = [chacha, aes].map((suite) => ({ protocol: 'esp', suite }) as const);
    const { payloads } = asked('transport', { child: { proposals } });
    expect(payloads[1]).toMatchObject({ proposals: [{ transforms: [{ number: 1, id: 12 }] }] });
  });
});
