import { expect, test } from 'vitest';
import { POLICY_ERRORS, policyErrorCode } from '../../src/policy/errors.ts';

test('the errors of policy are 13000 to 13025, each once', () => {
  expect(POLICY_ERRORS.map(({ code }) => code)).toEqual(
    Array.from({ length: 26 }, (_, at) => 13_000 + at),
  );
  expect(new Set(POLICY_ERRORS.map(({ name }) => name)).size).toBe(26);
});

test('a name has its number', () => {
  expect(policyErrorCode('MM_POLICY_IN_USE')).toBe(13_005);
  expect(policyErrorCode('TUNNEL_FILTER_EXISTS')).toBe(13_016);
});
