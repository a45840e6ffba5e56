/** Whether two stores are the same, apart from GUIDs and times, and whether a dump makes one again. */

import { isDeepStrictEqual } from 'node:util';
import { withSecrets } from '../../src/net/policy-schema.ts';
import { MODEL_FORM } from '../../src/net/stores/model-form.ts';
import type { PolicyModel } from '../../src/policy/model.ts';
import { memory } from './memory.ts';

/** What a model says, keys too, apart from GUIDs and times; references as names. */
export function timeless(model: PolicyModel): unknown {
  const objects = [...model.filterLists, ...model.filterActions, ...model.policies];
  const names = new Map(objects.map(({ guid, name }) => [guid, name]));
  const text = JSON.stringify(withSecrets(model), (field, value) => {
    if (field === 'guid' || field === 'modifiedAt') return undefined;
    return typeof value === 'string' ? (names.get(value) ?? value) : value;
  });
  return JSON.parse(text);
}

export function timelessText(text: string): string {
  return text
    .replace(/\{[0-9A-F-]{36}\}/g, '{GUID}')
    .split('\n')
    .map((line) => line.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/, 'TIME'))
    .join('\n');
}

/** What shows everything of a store. */
const SHOWN = [
  'show all',
  'show all format=table wide=yes',
  'show policy all level=verbose',
  'show filterlist all level=verbose resolvedns=yes',
  'show filteraction all level=verbose',
];

/** How a computer that carries out the dump of this store differs from one that has it; undefined: in nothing. */
export async function dumpProblem(model: PolicyModel): Promise<string | undefined> {
  const one = memory({ showSecrets: true, local: model });
  const other = memory({ showSecrets: true, first: 500_000 });
  const script = await one.good('ipsec static', 'dump --show-secrets');
  other.files.set('dump.txt', script);
  if (!(await other.session.line('exec dump.txt')))
    return `the dump is refused: ${other.taken().wrong}${script}`;
  other.taken();
  await other.good('ipsec static');
  if (!isDeepStrictEqual(timeless(await other.model()), timeless(model)))
    return `the dump makes another store: ${script}`;
  for (const line of ['dump --show-secrets', ...SHOWN]) {
    const [first, second] = [await one.good(line), await other.good(line)].map(timelessText);
    if (first !== second) return `${line} differs:\n${first}\n${second}`;
  }
  const read = MODEL_FORM.fromJson(JSON.parse(JSON.stringify(MODEL_FORM.toJson(model))));
  return isDeepStrictEqual(plain(read), plain(model))
    ? undefined
    : 'its file is read as another store';
}

function plain(model: PolicyModel): unknown {
  return JSON.parse(JSON.stringify(withSecrets(model)));
}
