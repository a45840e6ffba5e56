/** From what a file expects to what is checked: each part with its place, words of datagrams understood. */

import type { Subject } from '../lab/faults/fault.ts';
import { parseFault } from '../lab/faults/parse.ts';
import type { Planning } from './network/plan-of.ts';
import type {
  ExpectDocument,
  HostExpectation,
  WireExpectation,
} from './schema/expectation-schema.ts';
import { inWords, type Place } from './schema/problem.ts';
import type { DataPath } from './schema/yaml-source.ts';

/** What is expected of one host, with the place of each part for the report. */
export interface Expectation {
  readonly host: string;
  readonly expected: HostExpectation;
  placeOf(path: DataPath): Place;
}

/** What is expected of the datagrams on the network. */
export interface ExpectedWire {
  readonly place: Place;
  readonly wanted: WireExpectation;
  readonly subject: Subject;
}

export interface Expectations {
  readonly expectations: readonly Expectation[];
  readonly wire: readonly ExpectedWire[];
}

/** The expectations that stand at a place; what is wrong with their words goes to the problems. */
export function expectationsOf(
  planning: Planning,
  { hosts, wire }: ExpectDocument,
  at: DataPath,
): Expectations {
  const { source } = planning;
  return {
    expectations: Object.entries(hosts).map(([host, expected]) => ({
      host,
      expected,
      placeOf: (path) => source.placeOf([...at, host, ...path]),
    })),
    wire: wire.flatMap((wanted, i) => {
      const path = [...at, 'wire', i];
      const subject = subjectAt(planning, [...path, 'is'], wanted.is);
      return subject === undefined ? [] : [{ wanted, subject, place: source.placeOf(path) }];
    }),
  };
}

const VERB = 'drop ';

/** Which datagrams words mean, in the language of faults; undefined after a problem. */
export function subjectAt(
  { source, problems }: Planning,
  path: DataPath,
  words: string,
): Subject | undefined {
  const parsed = parseFault(`${VERB}${words}`);
  if (parsed.ok) {
    const { action, times, from, until } = parsed.fault;
    const isPlain = [times, from, until, 'share' in action ? action.share : undefined].every(
      (value) => value === undefined,
    );
    if (isPlain && 'what' in action) return action.what;
    const message =
      'this names datagrams, like "main mode 6": how often and when has keys of its own.';
    problems.push(source.problemAt(path, 'value', message));
    return undefined;
  }
  const column = Math.max(1, parsed.column - VERB.length);
  problems.push(inWords(source, path, column, `${parsed.message} ${parsed.advice}`.trim()));
  return undefined;
}
