import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MODEL_FORM } from '../../src/net/stores/model-form.ts';
import { apply } from '../../src/policy/apply.ts';
import { EMPTY_MODEL, type PolicyModel } from '../../src/policy/model.ts';
import { anyCommand } from './arbitrary.ts';
import { addFilter, applied, context } from './making.ts';

function throughText(model: PolicyModel): PolicyModel {
  return MODEL_FORM.fromJson(JSON.parse(JSON.stringify(MODEL_FORM.toJson(model))));
}

/** Secrets compare by their octets. */
function plain(model: PolicyModel): unknown {
  return JSON.parse(JSON.stringify(MODEL_FORM.toJson(model)));
}

test('whatever commands make reads back as the same', () => {
  fc.assert(
    fc.property(fc.array(anyCommand, { minLength: 5, maxLength: 40 }), (commands) => {
      const using = context();
      const model = commands.reduce((before, command) => {
        const result = apply(before, command, using);
        return result.ok ? result.model : before;
      }, EMPTY_MODEL);
      const back = throughText(model);
      expect(back).toEqual(model);
      expect(plain(back)).toEqual(plain(model));
    }),
    { numRuns: 100, seed: 8 },
  );
});

test('a file says which form it has; of another form nothing is read', () => {
  const json = MODEL_FORM.toJson(EMPTY_MODEL) as Record<string, unknown>;
  expect(json).toMatchObject({ version: 1 });
  expect(() => MODEL_FORM.fromJson({ ...json, version: 2 })).toThrow(/version.*reads version 1/);
});

test('a model that no command would make is not read', () => {
  const model = applied([addFilter('F'), addFilter('F', { protocol: 6 })]);
  const [list] = model.filterLists;
  const twice = { ...model, filterLists: [list!, list!] };
  expect(() => throughText(twice)).toThrow('two objects of the kind filter list');
});

test('a text that is cut anywhere is an error, not a model', () => {
  const text = JSON.stringify(MODEL_FORM.toJson(applied([addFilter('F'), addFilter('G')])));
  for (let end = 0; end < text.length; end++)
    expect(() => MODEL_FORM.fromJson(JSON.parse(text.slice(0, end)))).toThrow();
});
