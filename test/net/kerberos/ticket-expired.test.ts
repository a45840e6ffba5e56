import { expect, it } from 'vitest';
import { codeOf, Lab, NOON, problemOf, SECOND, tokenOf } from './lab.ts';

it('a ticket is good to its last second and not beyond', () => {
  for (const [ahead, result] of [
    [60 * SECOND, 'gss-token'],
    [60 * SECOND + 1, 'problem'],
  ] as const) {
    const lab = new Lab({ ticketSeconds: 60 });
    const asked = tokenOf(lab.initiate());
    expect(lab.accept(asked.token, NOON + ahead).kind).toBe(result);
  }
});

it('the words say when it ended and what the clock says', () => {
  const lab = new Lab({ ticketSeconds: 60 });
  const asked = tokenOf(lab.initiate());
  expect(problemOf(lab.accept(asked.token, NOON + 200 * SECOND))).toEqual({
    code: 'ticket-expired',
    subject: 'host/alpha.lab.example@LAB.EXAMPLE',
    detail:
      "The ticket of host/alpha.lab.example@LAB.EXAMPLE for host/bravo.lab.example ended at 2003-06-01 12:01:00 UTC, and this host's clock says 2003-06-01 12:03:20 UTC.",
    facts: [
      {
        what: 'end of the ticket',
        expected: 'after 2003-06-01 12:03:20 UTC',
        found: '2003-06-01 12:01:00 UTC',
      },
    ],
  });
});

it('a clock that is too far ahead is named before the ticket', () => {
  const lab = new Lab({ ticketSeconds: 60 });
  const asked = tokenOf(lab.initiate());
  expect(codeOf(lab.accept(asked.token, NOON + 301 * SECOND))).toBe('clock-skew');
});

it('every context gets a fresh ticket, so that one that ended long ago harms nobody', () => {
  const lab = new Lab({ ticketSeconds: 60 });
  tokenOf(lab.initiate());
  const later = NOON + 86_400 * SECOND;
  expect(lab.accept(tokenOf(lab.initiate(later)).token, later).kind).toBe('gss-token');
});
