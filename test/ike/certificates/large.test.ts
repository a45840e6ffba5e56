import { beforeAll, describe, expect, test } from 'vitest';
import { type Lab, makeLab } from '../../../src/lab/pki/lab.ts';
import { decodeHeader } from '../../../src/wire/isakmp/header.ts';
import { Duo, disagreements, established, type Flight } from '../duo.ts';
import { certified, NOW } from './certified.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await makeLab({
    now: NOW,
    intermediates: 3,
    flaws: ['large'],
    peers: [
      { name: 'alpha', names: ['192.0.2.1'] },
      { name: 'beta', names: ['192.0.2.2'] },
    ],
  });
});

const isFragment = ({ message }: Flight): boolean => decodeHeader(message).nextPayload === 132;

const duo = () =>
  new Duo({ a: certified(lab, { own: ['large'] }), b: certified(lab, { own: ['beta'] }) });

describe('certificates that are too long for a packet', () => {
  test('travel in fragments of IKE, with three intermediates behind them', () => {
    const both = duo();
    const flights = both.complete();
    expect(established(both)).toBe('1 1 1 1');
    expect(disagreements(both)).toEqual([]);
    const [ofA, ofB] = [both.a, both.b].map((side) => side.of('fragments-sent')[0]!);
    expect(ofA!.fragments).toBeGreaterThanOrEqual(4);
    expect(ofB!.fragments).toBeGreaterThanOrEqual(2);
    expect(flights.filter(isFragment)).toHaveLength(ofA!.fragments + ofB!.fragments);
    expect(Math.max(...flights.map(({ message }) => message.length))).toBeLessThanOrEqual(1252);
  });

  test('are asked for once more where a fragment is lost, and checked once', () => {
    const both = duo();
    both.initiate();
    both.pass(4);
    // One of the fragments of message 5 does not arrive.
    both.take();
    both.settle();
    expect(both.b.of('effect-asked')).toEqual([]);
    both.advance(10_000);
    expect(established(both)).toBe('1 1 1 1');
    expect(both.b.of('effect-asked').map(({ effect }) => effect)).toEqual(['verify', 'sign']);
  });
});
