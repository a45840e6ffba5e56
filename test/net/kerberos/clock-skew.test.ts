import { describe, expect, it } from 'vitest';
import { codeOf, Lab, NOON, problemOf, SECOND, tokenOf } from './lab.ts';

const ASKED = tokenOf(new Lab().initiate());

/** What Bravo says of Alpha's token when his clock is so many milliseconds ahead. */
function takenAt(ahead: number, skew = 300): string {
  const lab = new Lab();
  lab.bravo = { ...lab.bravo, clockSkewSeconds: skew };
  const result = lab.accept(ASKED.token, NOON + ahead);
  return result.kind === 'problem' ? result.problem.code : result.kind;
}

describe('two clocks', () => {
  it.each([0, 299, 300, -300])('%i seconds apart are near enough', (seconds) => {
    expect(takenAt(seconds * SECOND)).toBe('gss-token');
  });

  it.each([301, -301, 3600, -86_400])('%i seconds apart are too far', (seconds) => {
    expect(takenAt(seconds * SECOND)).toBe('clock-skew');
  });

  it('are compared to the millisecond', () => {
    expect(takenAt(300 * SECOND + 1)).toBe('clock-skew');
    expect(takenAt(-300 * SECOND - 1)).toBe('clock-skew');
  });

  it('may be nearer or farther as policy says', () => {
    expect(takenAt(61 * SECOND, 60)).toBe('clock-skew');
    expect(takenAt(60 * SECOND, 60)).toBe('gss-token');
    expect(takenAt(900 * SECOND, 1000)).toBe('gss-token');
  });
});

it('the words say how far, which way, and both times', () => {
  const lab = new Lab();
  expect(problemOf(lab.accept(ASKED.token, NOON + 401 * SECOND))).toEqual({
    code: 'clock-skew',
    subject: 'host/alpha.lab.example@LAB.EXAMPLE',
    detail:
      "The clock of host/alpha.lab.example@LAB.EXAMPLE is 401 seconds behind this host's, and Kerberos allows 300.",
    facts: [
      {
        what: 'clock',
        expected: 'within 300 seconds of 2003-06-01 12:06:41 UTC',
        found: '2003-06-01 12:00:00 UTC',
      },
    ],
  });
  expect(problemOf(lab.accept(ASKED.token, NOON - 301 * SECOND)).detail).toContain(
    "301 seconds ahead of this host's",
  );
});

it('a token that came when the clocks were too far apart can come again when they are right', () => {
  const lab = new Lab();
  expect(codeOf(lab.accept(ASKED.token, NOON + 301 * SECOND))).toBe('clock-skew');
  expect(lab.accept(ASKED.token, NOON).kind).toBe('gss-token');
});

it.each([-1, Number.NaN, 1e18, Number.POSITIVE_INFINITY])(
  'a clock of %d breaks nothing',
  (clock) => {
    const lab = new Lab();
    expect(codeOf(lab.accept(ASKED.token, clock))).toBe('clock-skew');
    expect(['gss-token', 'problem']).toContain(lab.initiate(clock).kind);
  },
);
