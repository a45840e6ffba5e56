import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apply } from '../../src/policy/apply.ts';
import { compile } from '../../src/policy/compile.ts';
import { expand } from '../../src/policy/expand.ts';
import { EMPTY_MODEL } from '../../src/policy/model.ts';
import { modelProblem } from '../../src/policy/model-check.ts';
import { anyCommand } from './arbitrary.ts';
import { addAction, addFilter, addPolicy, addRule, applied, computer, context } from './making.ts';

const START = applied(
  [addPolicy('A'), addFilter('A'), addAction('A'), addRule('A', 'A', 'A', 'A')],
  undefined,
  context(1, 900),
);
const here = computer('192.0.2.1', '10.0.2.1');

test('whatever is commanded, the store stays right and what it says can be put in force', () => {
  const done = new Map<string, number>();
  let specific = 0;
  fc.assert(
    fc.property(fc.array(anyCommand, { minLength: 10, maxLength: 60 }), (commands) => {
      let model = START;
      const using = context();
      for (const command of commands) {
        const result = apply(model, command, using);
        if (result.ok) {
          model = result.model;
          done.set(command.kind, (done.get(command.kind) ?? 0) + 1);
        } else {
          expect(result.error.message).toMatch(/\.$/);
          expect(result.error.advice).toMatch(/[.?]$/);
        }
        expect(modelProblem(model)).toBeUndefined();
      }
      for (const { guid } of model.policies) {
        const { quickMode } = expand(compile(model, guid, 'local'), here);
        const weights = quickMode.map(({ weight }) => weight);
        expect(weights).toEqual([...weights].sort((left, right) => right - left));
        expect(expand(compile(model, guid, 'local'), here).quickMode).toEqual(quickMode);
        specific += quickMode.length;
      }
    }),
    { numRuns: 300, seed: 5 },
  );
  // All kinds of commands came to something.
  expect([...done.keys()]).toHaveLength(18);
  expect(specific).toBeGreaterThan(100);
});

test('a command leaves the model that it was given as it was', () => {
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 20 }), anyCommand, (commands, last) => {
      let model = EMPTY_MODEL;
      const using = context();
      for (const command of commands) {
        const result = apply(model, command, using);
        if (result.ok) model = result.model;
      }
      const before = JSON.stringify(model);
      const first = apply(model, last, context(7, 700));
      expect(apply(model, last, context(7, 700))).toEqual(first);
      expect(JSON.stringify(model)).toBe(before);
    }),
    { numRuns: 100, seed: 6 },
  );
});
