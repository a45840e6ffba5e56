import { describe, expect, test } from 'vitest';
import { parseSuite } from '../../src/crypto/suite-names.ts';
import { DEFAULT_ESP_EXTRAS, type EspExtras } from '../../src/ike/policy.ts';
import { Bench, type BenchOptions } from './bench.ts';
import { Duo } from './duo.ts';
import { data, QUICK_MODE_ROWS, quickModeSa } from './payloads.ts';
import { kinds, Puppet } from './puppet.ts';

type Esn = EspExtras['esn'];

const wanting = (esn: Esn): BenchOptions => ({
  child: {
    extras: { ...DEFAULT_ESP_EXTRAS, esn },
    proposals: ['aes128gcm16', 'aes128-sha1'].map((name) => ({
      protocol: 'esp',
      suite: parseSuite(name),
    })),
  },
});

function agreed(initiator: Esn, responder: Esn): boolean | undefined {
  const duo = new Duo({ a: wanting(initiator), b: wanting(responder) });
  duo.complete('tunnel');
  const [left, right] = [duo.a, duo.b].map((side) => [...side.sas.installed.values()][0]?.pair);
  expect(left?.esn).toBe(right?.esn);
  for (const side of [duo.a, duo.b]) {
    const events = side.of('quick-mode-established');
    expect(events.map((event) => event.esn)).toEqual(left === undefined ? [] : [left.esn]);
  }
  return left?.esn;
}

describe('extended sequence numbers', () => {
  test.each<[Esn, Esn, boolean | undefined]>([
    ['off', 'off', false],
    ['offer', 'offer', true],
    ['require', 'require', true],
    ['offer', 'require', true],
    ['require', 'offer', true],
    ['offer', 'off', false],
    ['off', 'offer', false],
    ['require', 'off', undefined],
    ['off', 'require', undefined],
  ])('initiator %s, responder %s: %s', (initiator, responder, esn) => {
    expect(agreed(initiator, responder)).toBe(esn);
  });

  test('are offered in a transform of their own, in front of the one without', () => {
    const puppet = new Puppet(new Bench(wanting('offer')), { role: 'initiator' }).mainMode();
    const [request] = puppet.bench.initiate('transport');
    const offer = puppet.open(request!).find((payload) => payload.kind === 'sa');
    const said = offer?.kind === 'sa' ? offer.proposals[0]!.transforms : [];
    const esn = said.map(({ id, attributes }) => [
      id,
      attributes.filter(({ type }) => type === 11).map(({ form, value }) => [form, [...value]]),
    ]);
    expect(esn).toEqual([
      [20, [['tv', [0, 1]]]],
      [20, []],
      [12, [['tv', [0, 1]]]],
      [12, []],
    ]);
  });

  test('that one side alone wants are named as what keeps the offers apart', () => {
    const duo = new Duo({ a: wanting('off'), b: wanting('require') });
    duo.complete('tunnel');
    const [failure] = duo.b.failures;
    expect(failure).toMatchObject({ code: 'sequence-numbers-differ', notify: 14 });
    expect(failure!.comparison.filter(({ differs }) => differs)).toEqual([
      { what: 'sequence numbers', local: '64 bits (ESN)', peer: '32 bits', differs: true },
    ]);
    expect(duo.a.failures[0]!.comparison[0]!.local).toBe('AES-GCM-128, tunnel, PFS none');
  });

  test.each<[Esn, number]>([
    ['off', 0],
    ['offer', 0],
    ['offer', 2],
    ['require', 2],
  ])('policy %s: the value %i ends the negotiation, whatever else is offered', (esn, value) => {
    const bench = new Bench(wanting(esn));
    const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
    const offer = quickModeSa(1000, QUICK_MODE_ROWS, [...QUICK_MODE_ROWS, [11, value]]);
    const [message] = puppet.give(puppet.quick1(7, [offer, data('nonce', puppet.ni)]));
    const answer = puppet.open(message!);
    expect(kinds(answer)).toBe('hash notify');
    expect(answer[1]).toMatchObject({ notifyType: 13, protocol: 3 });
    expect(bench.failures).toMatchObject([{ code: 'attribute-not-supported', notify: 13 }]);
    expect(bench.sas.installed.size).toBe(0);
  });
});
