import { expect, test } from 'vitest';
import { parseSuite } from '../../src/crypto/suite-names.ts';
import { DEFAULT_ESP_EXTRAS } from '../../src/ike/policy.ts';
import { Duo } from './duo.ts';

const wanting = (...suites: readonly string[]) => ({
  child: {
    extras: { ...DEFAULT_ESP_EXTRAS, esn: 'offer' },
    proposals: suites.map((name) => ({ protocol: 'esp', suite: parseSuite(name) }) as const),
  } as const,
});

test.each([
  ['aes128-none', false],
  ['aes128-sha1', true],
])('extended sequence numbers go with anti-replay, and that with integrity: %s', (suite, esn) => {
  const duo = new Duo({ both: wanting(suite) });
  duo.complete();
  for (const side of [duo.a, duo.b]) {
    expect(side.of('quick-mode-established')).toMatchObject([{ esn }]);
  }
});
