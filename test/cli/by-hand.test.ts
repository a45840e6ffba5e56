import { expect, test } from 'vitest';
import { checkPolicies } from '../../src/cli/client.ts';

const peer = {
  name: 'alice',
  version: '0',
  pid: 1,
  addresses: [],
  peers: [],
  protects: ['nets'],
  manual: ['man'],
  crypto: 'noble',
  startedAt: 0,
  now: 0,
};

test('a policy that is keyed by hand is not negotiated, and that is said', () => {
  expect(() => checkPolicies(peer, ['nets'])).not.toThrow();
  expect(() => checkPolicies(peer, ['nets', 'man'])).toThrow(
    '"man" is keyed by hand: it is always up, and nobody negotiates, renews or deletes it.',
  );
  expect(() => checkPolicies(peer, ['men'])).toThrow(
    'alice has no protect entry "men"; it has nets.',
  );
});
