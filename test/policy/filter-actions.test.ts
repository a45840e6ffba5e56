import { expect, test } from 'vitest';
import { methodText } from '../../src/policy/method-text.ts';
import { addAction, applied, named, refused, remarks } from './making.ts';

const method = { ah: undefined, esp: undefined, kilobytes: 0, seconds: 0 } as const;
const esp = { encryption: 'DES', integrity: 'None' } as const;

test('what negotiates without methods gets the usual ones, and that is said', () => {
  const command = addAction('A', { methods: [] });
  expect(applied([command]).filterActions[0]?.methods.map(methodText)).toEqual([
    'ESP[3DES,SHA1]',
    'ESP[3DES,MD5]',
  ]);
  expect(remarks(command)).toEqual([
    'No security methods were named: it has ESP[3DES,SHA1] ESP[3DES,MD5].',
  ]);
});

test('permit and block have nothing of negotiation', () => {
  const command = addAction('A', { action: 'permit', soft: true, sessionPfs: true });
  expect(applied([command]).filterActions[0]).toMatchObject({
    soft: false,
    sessionPfs: false,
    methods: [],
  });
  expect(remarks(command)).toHaveLength(1);
  expect(remarks(addAction('A', { action: 'block', methods: [] }))).toEqual([]);
});

test('an action that begins to negotiate gets methods', () => {
  const model = applied([
    addAction('A', { action: 'block', methods: [] }),
    { kind: 'set-filter-action', target: named('A'), action: 'negotiate', soft: true },
  ]);
  expect(model.filterActions[0]).toMatchObject({ action: 'negotiate', soft: true });
  expect(model.filterActions[0]?.methods).toHaveLength(2);
});

test('what set does not say stays', () => {
  const model = applied([
    addAction('A', { soft: true, description: 'old' }),
    { kind: 'set-filter-action', target: named('A'), sessionPfs: true, newName: 'B' },
  ]);
  expect(model.filterActions[0]).toMatchObject({
    name: 'B',
    description: 'old',
    soft: true,
    sessionPfs: true,
  });
});

test.each([
  ['neither AH nor ESP', { ...method }, 'invalid'],
  [
    'ESP that protects nothing',
    { ...method, esp: { encryption: 'None', integrity: 'None' } },
    'invalid',
  ],
  ['too few kilobytes', { ...method, esp, kilobytes: 20_479 }, 'invalid'],
  ['too many kilobytes', { ...method, esp, kilobytes: 2_147_483_648 }, 'invalid'],
  ['too few seconds', { ...method, esp, seconds: 299 }, 'invalid'],
  ['too many seconds', { ...method, esp, seconds: 172_801 }, 'invalid'],
] as const)('%s: refused', (_what, bad, code) => {
  expect(refused(addAction('A', { methods: [bad] })).code).toBe(code);
});

test('the ends of the ranges are right', () => {
  const least = { ...method, esp, kilobytes: 20_480, seconds: 300 };
  const most = { ...method, esp, kilobytes: 2_147_483_647, seconds: 172_800 };
  applied([addAction('A', { methods: [least, most] })]);
});

test('more than 20 methods are too many', () => {
  const methods = Array.from({ length: 21 }, () => ({ ...method, esp }));
  expect(refused(addAction('A', { methods })).code).toBe('limit');
});
