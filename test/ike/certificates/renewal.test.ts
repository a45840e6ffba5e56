import { beforeAll, describe, expect, test } from 'vitest';
import { type Lab, makeLab } from '../../../src/lab/pki/lab.ts';
import { Duo, established } from '../duo.ts';
import { answerAt, certified, NOW } from './certified.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await makeLab({ now: NOW });
});

const HOUR = 3_600_000;
const peer = { lifetime: { seconds: 3600, kilobytes: 0 } };
const child = { lifetime: { seconds: 86_400, kilobytes: 0 } };

describe('a main mode that certificates have authenticated', () => {
  test('is renewed like any other, each time with new signatures and checks', () => {
    const duo = new Duo({
      both: { peer, child },
      a: certified(lab, { own: ['alpha'] }),
      b: certified(lab, { own: ['beta'] }),
    });
    duo.complete();
    duo.advance(0.95 * HOUR);
    const [first, second] = duo.a.of('main-mode-established');
    expect(second!.replaces).toBe(first!.initiatorCookie);
    expect(second!.provedBy).toBe(first!.provedBy);
    expect(duo.b.of('main-mode-ended')).toHaveLength(1);
    expect(duo.b.of('effect-asked')).toHaveLength(4);
    expect(duo.b.failures).toEqual([]);
  });

  test('fails to be renewed once the certificate has expired, with all that hangs on it told', () => {
    let now = NOW;
    const a = certified(lab, { own: ['alpha'] });
    const b = certified(lab, { own: ['beta'] });
    const duo = new Duo({
      both: { peer, child },
      a: { ...a, answer: (effect) => answerAt(now)(effect) },
      b: { ...b, answer: (effect) => answerAt(now)(effect) },
    });
    duo.complete();
    expect(established(duo)).toBe('1 1 1 1');
    now += 800 * 24 * HOUR;
    duo.advance(0.95 * HOUR);
    expect(duo.b.failures[0]).toMatchObject({ code: 'certificate-expired' });
    expect(duo.a.failures[0]).toMatchObject({ code: 'peer-says-certificate-expired' });
    // What was good stays until its own end.
    expect(duo.a.engine.mainModeSas().filter(({ state }) => state === 'established')).toHaveLength(
      1,
    );
    expect(duo.a.engine.children()).toHaveLength(1);
  });
});
