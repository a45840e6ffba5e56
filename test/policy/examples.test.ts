import { expect, test } from 'vitest';
import { compile } from '../../src/policy/compile.ts';
import { exampleModel } from '../../src/policy/examples.ts';
import { expand } from '../../src/policy/expand.ts';
import { methodText } from '../../src/policy/method-text.ts';
import { modelProblem } from '../../src/policy/model-check.ts';
import { computer } from './making.ts';

const model = exampleModel('win2003', 7);

test('the examples are a right model', () => {
  expect(modelProblem(model)).toBeUndefined();
});

test('methods of the built-in actions are those that a fresh directory holds', () => {
  const methods = model.filterActions.map(({ name, methods }) => [name, methods.map(methodText)]);
  expect(Object.fromEntries(methods)).toEqual({
    Permit: [],
    'Request Security (Optional)': [
      'ESP[3DES,SHA1]:100000k/900s',
      'ESP[DES,SHA1]:100000k/900s',
      'AH[SHA1]:100000k/300s',
      'AH[MD5]:100000k/300s',
    ],
    'Require Security': [
      'ESP[3DES,SHA1]:100000k/900s',
      'ESP[3DES,MD5]:100000k/900s',
      'ESP[DES,SHA1]:100000k/900s',
      'ESP[DES,MD5]:100000k/900s',
    ],
  });
});

test('the secure server permits ICMP and protects the rest', () => {
  const policy = model.policies.find(({ name }) => name.startsWith('Secure Server'))!;
  const { quickMode } = expand(compile(model, policy.guid, 'local'), computer('192.0.2.1'));
  expect(
    quickMode.map(({ generic, direction, action, weight }) => [
      generic.name,
      direction,
      action,
      weight,
    ]),
  ).toEqual([
    ['Permit unsecure ICMP packets to pass through.', 'outbound', 'permit', 260],
    ['Permit unsecure ICMP packets to pass through.', 'inbound', 'permit', 260],
    ['Require Security', 'outbound', 'negotiate', 256],
    ['Require Security', 'inbound', 'negotiate', 256],
  ]);
});
