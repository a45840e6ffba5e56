/** `parameters:` of a scenario: every combination of their values is a run of its own. */

import { LIMITS } from '../../base/limits.ts';
import { isYamlMap, type YamlMap } from './layers.ts';
import { FileProblems, type Problem } from './problem.ts';
import { nearest } from './suggest.ts';
import { type DataPath, isSecretKey, type YamlSource } from './yaml-source.ts';

type Scalar = string | number | boolean;
/** A value of a parameter: one, or several that go together, by their names. */
type ParameterValue = Scalar | Readonly<Record<string, Scalar>>;

/** One combination: a value for each parameter. */
export interface Combination {
  readonly values: ReadonlyMap<string, ParameterValue>;
  /** `cipher=3des, group=modp1024`: those that differ between the runs. */
  readonly label: string;
}

/** `${name}` and `${name.part}`; `$${` stands for itself. */
const PLACE = /\$?\$\{([^{}]*)\}/g;
const WHOLE = /^\$\{([^{}]*)\}$/;

/** Every combination of a file's parameters; a file without any has one. Throws FileProblems. */
export function combinationsOf(source: YamlSource): readonly Combination[] {
  const lists = isYamlMap(source.data) ? source.data.parameters : undefined;
  if (lists === undefined) return [{ values: new Map(), label: '' }];
  const problems: Problem[] = [];
  const fault = (path: DataPath, message: string): void => {
    problems.push(source.problemAt(['parameters', ...path], 'value', message));
  };
  if (!isYamlMap(lists))
    fault([], 'parameters must be a map: the name of each, and its values in a list.');
  let rows: { values: Map<string, ParameterValue>; label: string[] }[] = [
    { values: new Map(), label: [] },
  ];
  for (const [name, list] of Object.entries(isYamlMap(lists) ? lists : {})) {
    if (!/^[\w-]+$/.test(name))
      fault([name], 'a parameter has a name of letters, digits, - and _.');
    const values = valuesOf(name, list, fault);
    if (rows.length * values.length > LIMITS.scenarioRuns) {
      fault([name], `these are more than ${LIMITS.scenarioRuns} runs. Take out some values.`);
      break;
    }
    rows = rows.flatMap((row) =>
      values.map((value, i) => ({
        values: new Map([...row.values, [name, value]]),
        label: values.length > 1 ? [...row.label, `${name}=${labelOf(name, value, i)}`] : row.label,
      })),
    );
  }
  if (problems.length > 0) throw new FileProblems(source.file, problems);
  return rows.map(({ values, label }) => ({ values, label: label.join(', ') }));
}

/** The file with the values of a combination in their places. Throws FileProblems for a name that is none. */
export function withParameters(source: YamlSource, { values, label }: Combination): YamlSource {
  if (!isYamlMap(source.data)) return source;
  const problems: Problem[] = [];
  const used = new Set<string>();
  const filledIn = (name: string, path: DataPath): Scalar => {
    const [parameter = '', part] = name.split('.', 2);
    const value = values.get(parameter);
    used.add(parameter);
    if (typeof value === 'object' && part !== undefined && Object.hasOwn(value, part)) {
      return value[part]!;
    }
    if (value !== undefined && typeof value !== 'object' && part === undefined) return value;
    problems.push(source.problemAt(path, 'value', unknownText(name, values)));
    return '';
  };
  const walk = (value: unknown, path: DataPath): unknown => {
    if (typeof value === 'string') {
      const whole = WHOLE.exec(value);
      if (whole !== null) return filledIn(whole[1]!, path);
      return value.replace(PLACE, (all, name: string) =>
        all.startsWith('$$') ? all.slice(1) : String(filledIn(name, path)),
      );
    }
    if (Array.isArray(value)) return value.map((item, i) => walk(item, [...path, i]));
    if (!isYamlMap(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, walk(item, [...path, key])]),
    );
  };
  const { parameters, ...rest } = source.data;
  const data = walk(rest, []) as YamlMap;
  for (const name of values.keys()) {
    if (used.has(name)) continue;
    const message = `the parameter ${name} is used nowhere. Write \${${name}} where its value belongs.`;
    problems.push(source.problemAt(['parameters', name], 'key', message));
  }
  if (problems.length > 0) throw new FileProblems(source.file, problems);
  const title =
    label === '' || typeof data.title !== 'string' ? data.title : `${data.title} [${label}]`;
  return { ...source, data: title === undefined ? data : { ...data, title } };
}

function valuesOf(
  name: string,
  list: unknown,
  fault: (path: DataPath, message: string) => void,
): readonly ParameterValue[] {
  if (!Array.isArray(list) || list.length === 0) {
    fault([name], `${name} needs a list of values, like [3des, aes128].`);
    return [];
  }
  const good = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);
  for (const [i, value] of list.entries()) {
    if (good(value) || (isYamlMap(value) && Object.values(value).every(good))) continue;
    fault([name, i], 'a value is a text, a number, true or false, or a map of those.');
  }
  return list as readonly ParameterValue[];
}

/** What goes together is named by its first part; a key is not shown. */
function labelOf(name: string, value: ParameterValue, index: number): string {
  if (isSecretKey(name)) return String(index + 1);
  if (typeof value !== 'object') return String(value);
  const [part] = Object.entries(value).filter(([key]) => !isSecretKey(key));
  return part === undefined ? String(index + 1) : String(part[1]);
}

function unknownText(name: string, values: Combination['values']): string {
  const known = [...values].flatMap(([parameter, value]) =>
    typeof value === 'object'
      ? Object.keys(value).map((part) => `${parameter}.${part}`)
      : [parameter],
  );
  const meant = nearest(name, known);
  const all = known.length === 0 ? 'The file has no parameters.' : `Known: ${known.join(', ')}.`;
  const advice = meant === undefined ? all : `Did you mean "${meant}"?`;
  return `there is no parameter "${name}". ${advice} For the characters themselves write $\${.`;
}
