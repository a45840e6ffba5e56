import { expect, test } from 'vitest';
import { Duo, disagreements } from './duo.ts';

const lifetime = { seconds: 3600, kilobytes: 0 };

function nearRenewal(): Duo {
  const duo = new Duo({ both: { child: { lifetime } } });
  duo.complete();
  while (duo.a.of('quick-mode-started').length === 1) {
    const next = duo.a.engine.nextTimeout()!;
    duo.wait(next - duo.now);
  }
  return duo;
}

test('a renewal that nobody answers leaves the pair as it is, and is tried again', () => {
  const duo = nearRenewal();
  for (let minute = 0; minute < 4; minute++) {
    duo.flights.splice(0);
    duo.wait(60_000);
  }
  expect(duo.a.of('quick-mode-failed').length).toBeGreaterThanOrEqual(2);
  expect(duo.a.engine.children()).toHaveLength(1);
  expect(duo.a.sas.installed.size).toBe(1);
  duo.flights.splice(0);
  duo.advance(61_000);
  expect(duo.a.of('quick-mode-established')).toHaveLength(2);
  expect(disagreements(duo)).toEqual([]);
});

test('a renewal that fails until the end is not tried more than once a minute', () => {
  const duo = nearRenewal();
  for (let second = 0; second < 1000; second++) {
    duo.flights.splice(0);
    duo.wait(1000);
  }
  expect(duo.a.engine.children()).toEqual([]);
  expect(duo.a.of('quick-mode-ended')).toMatchObject([{ reason: 'lifetime' }]);
  expect(duo.a.of('quick-mode-started').length).toBeLessThan(25);
});
