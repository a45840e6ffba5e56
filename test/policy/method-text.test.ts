import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  mainModeMethodText,
  methodText,
  parseMainModeMethods,
  parseSecurityMethods,
} from '../../src/policy/method-text.ts';

test.each(['3DES-SHA1-2', 'DES-MD5-1 3DES-SHA1-3'])(
  'main mode: %s reads back as it is printed',
  (text) => {
    const parsed = parseMainModeMethods(text);
    if ('problem' in parsed) throw new Error(parsed.problem);
    expect(parsed.value.map(mainModeMethodText).join(' ')).toBe(text);
  },
);

test('a main-mode method has these parts', () => {
  expect(parseMainModeMethods('des-sha1-3')).toEqual({
    value: [{ encryption: 'DES', hash: 'SHA1', group: 3 }],
  });
});

test.each([
  'ESP[3DES,SHA1]',
  'ESP[None,MD5]:25000k',
  'AH[SHA1]:300s',
  'AH[MD5]+ESP[DES,None]:100000k/3600s',
  'ESP[3DES,SHA1]:100000k/1000s AH[MD5]',
])('quick mode: %s reads back as it is printed', (text) => {
  const parsed = parseSecurityMethods(text);
  if ('problem' in parsed) throw new Error(parsed.problem);
  expect(parsed.value.map(methodText).join(' ')).toBe(text);
});

test('a security method has these parts, in whatever case and order', () => {
  const parsed = parseSecurityMethods('esp[des, none]+ah[sha1]:300S/20480K'.replace(' ', ''));
  expect(parsed).toEqual({
    value: [
      {
        ah: 'SHA1',
        esp: { encryption: 'DES', integrity: 'None' },
        kilobytes: 20_480,
        seconds: 300,
      },
    ],
  });
});

test.each([
  ['', 'there is no main-mode method, as for example 3DES-SHA1-2'],
  ['3DES-SHA1', 'item 1, "3DES-SHA1": it has 2 parts, not encryption-hash-group as in 3DES-SHA1-2'],
  ['3DES-SHA1-2 AES-SHA1-2', 'item 2, "AES-SHA1-2": the encryption is "AES", not DES or 3DES'],
  ['3DES-SHA256-2', 'item 1, "3DES-SHA256-2": the hash is "SHA256", not MD5 or SHA1'],
  [
    '3DES-SHA1-14',
    'item 1, "3DES-SHA1-14": the group is "14", not 1 (768 bits), 2 (1024 bits) or 3 (2048 bits, IKE\'s group 14)',
  ],
])('main mode: %j is wrong', (text, problem) => {
  expect(parseMainModeMethods(text)).toEqual({ problem });
});

test.each([
  ['ESP:3DES-SHA1', 'the lifetime "3DES-SHA1" is not <n>k/<n>s, as in 100000k/3600s'],
  ['ESP[3DES]', 'ESP has two algorithms, confidentiality and integrity, as in ESP[3DES,SHA1]'],
  ['ESP[AES,SHA1]', 'the confidentiality of ESP is "AES", not DES, 3DES or None'],
  ['ESP[3DES,AES]', 'the integrity of ESP is "AES", not MD5, SHA1 or None'],
  ['ESP[None,None]', 'ESP[None,None] protects nothing'],
  ['AH[None]', 'the hash of AH is "None", not MD5 or SHA1'],
  ['AH[MD5,SHA1]', 'AH has one algorithm, as in AH[SHA1]'],
  ['AH[MD5]+AH[SHA1]', 'it has AH twice'],
  ['3DES', '"3DES" is neither AH[hash] nor ESP[encryption,integrity]'],
  ['AH[MD5]:299s', 'the seconds of a security method must be from 300 to 172800, not 299'],
  ['AH[MD5]:1k/300s', 'the kilobytes of a security method must be from 20480 to 2147483647, not 1'],
  ['AH[MD5]:300s/300s', 'the lifetime has seconds twice'],
  ['AH[MD5]:', 'the lifetime "" is not <n>k/<n>s, as in 100000k/3600s'],
])('quick mode: %j is wrong', (item, problem) => {
  expect(parseSecurityMethods(`AH[SHA1] ${item}`)).toEqual({
    problem: `item 2, "${item}": ${problem}`,
  });
});

test('more than 20 are too many', () => {
  expect(parseSecurityMethods('AH[MD5] '.repeat(21))).toEqual({
    problem: 'there are 21 of them; 20 are allowed',
  });
});

test('any text is a method or a problem', () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[AHESP[\],+:0-9ks/ DM-]*$/));
  fc.assert(
    fc.property(text, (any) => {
      for (const parsed of [parseSecurityMethods(any), parseMainModeMethods(any)])
        expect('problem' in parsed ? parsed.problem : parsed.value).not.toHaveLength(0);
    }),
  );
});
