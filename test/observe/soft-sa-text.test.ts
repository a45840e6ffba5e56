import { expect, test } from 'vitest';
import { saText } from '../../src/observe/sa-text.ts';
import { NO_COLOUR } from '../../src/observe/text.ts';

const SOFT = {
  policy: 'All IP Traffic [192.0.2.1 <-> 192.0.2.2]',
  local: '192.0.2.1',
  remote: '192.0.2.2',
  createdAt: 0,
  expiresAt: 28_800_000,
  packetsSent: 3,
  octetsSent: 252,
  packetsReceived: 1,
  octetsReceived: 84,
};

test('a soft SA is shown as what it is: traffic in clear', () => {
  const text = saText([], [], 60_000, NO_COLOUR, [SOFT]);
  expect(text).toContain('soft SA, in clear: All IP Traffic [192.0.2.1 <-> 192.0.2.2]');
  expect(text).toMatch(/endpoints +192\.0\.2\.1 <-> 192\.0\.2\.2/);
  expect(text).toMatch(/sent +3 packets, 252/);
  expect(text).toMatch(/received +1 packet, 84/);
  expect(text).toMatch(/left/);
});

test('nothing at all is said to be nothing', () => {
  expect(saText([], [], 0)).toBe('no security associations');
});
