/** Fuzzing of codecs: whatever the bytes, a value that encodes to them or a DecodeError. */

import { equal, toHex } from '../../src/base/bytes.ts';
import {
  type Codec,
  DecodeError,
  type Draws,
  decode,
  encode,
  explore,
  leavesOf,
  mutate,
} from '../../src/wire/codec.ts';
import { hexWithFields, toJson, tree } from '../../src/wire/render.ts';

/** Bytes that a codec did not handle as promised. */
export interface Finding {
  readonly codec: string;
  readonly hex: string;
  readonly problem: string;
}

/** How many cases were tried, and how often they were values. */
export interface Tally {
  cases: number;
  values: number;
}

/** Reproducible numbers (mulberry32). */
export function seededDraws(seed: number): Draws {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (minimum: number, maximum: number): number =>
    minimum + Math.floor(next() * (maximum - minimum + 1));
  return {
    integer,
    bytes: (length) => Uint8Array.from({ length }, () => integer(0, 255)),
  };
}

/** One case: octets drawn from a codec's generator and then changed, or drawn without any sense. */
function drawCase(codec: Codec<unknown>, draws: Draws): Uint8Array {
  if (draws.integer(0, 15) === 0) return draws.bytes(draws.integer(0, 64));
  const whole = encode(codec, codec.generate(draws));
  return draws.integer(0, 7) === 0 ? whole : mutate(codec, whole, draws);
}

/** What is wrong with how a codec handles octets, if anything. `thorough` looks at the views too. */
export function problemWith(
  codec: Codec<unknown>,
  octets: Uint8Array,
  thorough: boolean,
): 'value' | 'error' | { readonly problem: string } {
  let value: unknown;
  try {
    value = decode(codec, octets);
  } catch (error) {
    const problem = errorProblem(error, octets);
    if (problem !== undefined) return { problem };
    return (thorough ? viewProblem(codec, octets, false) : undefined) ?? 'error';
  }
  let again: Uint8Array;
  try {
    again = encode(codec, value);
  } catch (error) {
    return { problem: `the value does not encode: ${error}` };
  }
  if (!equal(again, octets)) return { problem: `encodes to ${toHex(again)}` };
  return (thorough ? viewProblem(codec, octets, true) : undefined) ?? 'value';
}

/** Runs cases over all codecs in turn until `more` says no, or something was found. */
export function fuzz(
  codecs: ReadonlyMap<string, Codec<unknown>>,
  draws: Draws,
  more: (tally: Tally) => boolean,
): { readonly tally: Tally; readonly finding: Finding | undefined } {
  const tally: Tally = { cases: 0, values: 0 };
  const list = [...codecs];
  while (more(tally)) {
    const [name, codec] = list[tally.cases % list.length]!;
    let octets: Uint8Array = new Uint8Array(0);
    let verdict: ReturnType<typeof problemWith>;
    try {
      octets = drawCase(codec, draws);
      verdict = problemWith(codec, octets, draws.integer(0, 15) === 0);
    } catch (error) {
      verdict = { problem: `threw ${error instanceof Error ? error.stack : String(error)}` };
    }
    if (typeof verdict === 'object') {
      return { tally, finding: { codec: name, hex: toHex(octets), problem: verdict.problem } };
    }
    tally.cases++;
    if (verdict === 'value') tally.values++;
  }
  return { tally, finding: undefined };
}

function errorProblem(error: unknown, octets: Uint8Array): string | undefined {
  if (!(error instanceof DecodeError)) {
    return `threw ${error instanceof Error ? error.stack : String(error)}`;
  }
  const inside =
    Number.isInteger(error.offset) && error.offset >= 0 && error.offset <= octets.length;
  if (!inside) return `the error's offset is ${error.offset} of ${octets.length}`;
  return error.detail === '' ? 'the error has no sentence' : undefined;
}

function viewProblem(
  codec: Codec<unknown>,
  octets: Uint8Array,
  decodes: boolean,
): { problem: string } | undefined {
  const { root, error } = explore(codec, octets);
  if ((error === undefined) !== decodes) return { problem: 'tracing changes the verdict' };
  if (decodes) {
    let at = 0;
    for (const field of leavesOf(root)) {
      if (field.start !== at) return { problem: `a gap or overlap at ${field.path}` };
      at = field.end;
    }
    if (at !== octets.length) return { problem: `the fields end at ${at} of ${octets.length}` };
  }
  tree(codec, octets);
  hexWithFields(codec, octets);
  JSON.stringify(toJson(codec, octets));
  return undefined;
}
