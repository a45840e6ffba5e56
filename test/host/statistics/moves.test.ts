/** Every statistic moves by the right amount; one without a case here fails the first test. */

import { beforeAll, describe, expect, it } from 'vitest';
import { IKE_STATISTICS } from '../../../src/host/ike-statistics.ts';
import { IPSEC_STATISTICS } from '../../../src/host/ipsec-statistics.ts';
import { type Lab, makeLab } from '../../../src/lab/pki/lab.ts';
import { NOW } from '../../ike/certificates/certified.ts';
import { counter, labPair } from '../pairs.ts';
import { casesOf } from './cases.ts';

const IDS = [...IKE_STATISTICS, ...IPSEC_STATISTICS].map(({ id }) => id);

let lab: Lab;
beforeAll(async () => {
  lab = await makeLab({ now: NOW });
});

describe('a statistic', () => {
  it('has a case that moves it, each of them', () => {
    expect(Object.keys(casesOf(lab)).sort()).toEqual([...IDS].sort());
  });

  it.each(IDS)('moves by the right amount: %s', (id) => {
    const { options = {}, hosts, before, another, act, changes } = casesOf(lab)[id]!;
    const subject = hosts?.() ?? labPair(options);
    before?.(subject);
    const a = another?.(subject) ?? subject.a;
    subject.run(20);
    const stood = [counter(a, id), counter(subject.b, id)];
    act(subject, a);
    subject.run(20);
    const stands = [counter(a, id), counter(subject.b, id)];
    expect(stands.map((value, i) => value - stood[i]!)).toEqual(changes);
  });
});
