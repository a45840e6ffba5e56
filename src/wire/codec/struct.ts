/** Structures: named fields in order, of which some measure or govern others. */

import type { Codec, Draws, Infer, NumberCodec } from './core.ts';
import type { OptionalField } from './leaf.ts';
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

/** Names the whole structure as what a length field measures, the length field included. */
export const WHOLE = '*';

/** A field that is computed: it measures another, and is no part of the value. */
export interface DerivedField {
  readonly presence: 'derived';
  readonly measure: 'octets' | 'elements';
  readonly target: string;
  readonly number: NumberCodec;
  /** The field holds `measure / unit + plus`. */
  readonly unit: number;
  readonly plus: number;
}

/** A field that is there only where `applies` says so of the structure around it. */
export interface ConditionalField extends OptionalField {
  applies(scope: unknown): boolean;
}

type AnyField = Codec<unknown> & Partial<OptionalField | DerivedField | ConditionalField>;

/** The value of a structure: derived fields left out, optional ones optional. */
export type StructValue<F> = {
  -readonly [K in keyof F as F[K] extends { presence: string } ? never : K]: Infer<F[K]>;
} & {
  -readonly [K in keyof F as F[K] extends OptionalField ? K : never]?: Infer<F[K]>;
};

/**
 * The length in octets of another field, or of the WHOLE structure. On reading, that field gets
 * exactly this room; on writing, the number is patched in afterwards. The number on the wire is
 * `octets / unit + plus`.
 */
export function lengthOf(
  target: string,
  number: NumberCodec,
  options: { readonly unit?: number; readonly plus?: number } = {},
): Codec<number> & DerivedField {
  return derived('octets', target, number, options.unit ?? 1, options.plus ?? 0);
}

/** The number of elements of another field, which must be a list. */
export function countOf(target: string, number: NumberCodec): Codec<number> & DerivedField {
  return derived('elements', target, number, 1, 0);
}

/** A field that is there only where the fields before it say so. */
export function when<S, T>(
  applies: (scope: S) => boolean,
  codec: Codec<T>,
): Codec<T> & ConditionalField {
  return {
    ...codec,
    presence: 'optional',
    applies: (scope) => applies(scope as S),
  };
}

/** A field whose codec the fields before it decide. */
export function by<S, T>(what: string, choose: (scope: S) => Codec<T>): Codec<T> {
  return {
    what,
    read: (reader, scope) => choose(scope as S).read(reader, scope),
    write: (writer, value, scope) => choose(scope as S).write(writer, value, scope),
    generate: (draws, scope) => choose(scope as S).generate(draws, scope),
  };
}

interface Step {
  readonly name: string;
  readonly codec: Codec<unknown>;
  readonly derived: DerivedField | undefined;
  readonly applies: ((scope: unknown) => boolean) | undefined;
  readonly reserved: boolean;
  /** The step whose number measures this one. */
  measuredBy: number;
}

/** A structure. Reading and writing follow the order of the fields. */
export function struct<const F extends Readonly<Record<string, Codec<unknown>>>>(
  what: string,
  fields: F,
): Codec<StructValue<F>> {
  const steps = planOf(fields);
  return {
    what,
    read: (reader) => readStruct(what, steps, reader) as StructValue<F>,
    write: (writer, value) => writeStruct(steps, writer, value as Record<string, unknown>),
    generate: (draws) => generateStruct(steps, draws) as StructValue<F>,
  };
}

function derived(
  measure: DerivedField['measure'],
  target: string,
  number: NumberCodec,
  unit: number,
  plus: number,
): Codec<number> & DerivedField {
  return { ...number, presence: 'derived', measure, target, number, unit, plus };
}

function planOf(fields: Readonly<Record<string, Codec<unknown>>>): Step[] {
  const steps = Object.entries(fields).map(([name, codec]): Step => {
    const field = codec as AnyField;
    const applies = (field as Partial<ConditionalField>).applies;
    return {
      name,
      codec,
      derived: field.presence === 'derived' ? (codec as unknown as DerivedField) : undefined,
      applies: applies === undefined ? undefined : (scope) => applies(scope),
      reserved: field.presence === 'optional' && applies === undefined,
      measuredBy: -1,
    };
  });
  for (const [index, step] of steps.entries()) {
    const target = steps.find((other) => other.name === step.derived?.target);
    if (target !== undefined) target.measuredBy = index;
  }
  return steps;
}

/** Most structures measure none of their fields. */
const NO_NUMBERS: number[] = [];

function readStruct(what: string, steps: readonly Step[], reader: Reader): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  const start = reader.at;
  const outer = reader.end;
  let numbers = NO_NUMBERS;
  let places = NO_NUMBERS;
  let whole = false;
  if (reader.tracing) reader.openScope(value);
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]!;
    if (step.applies?.(value) === false) continue;
    reader.enter(step.name);
    if (step.derived !== undefined) {
      if (numbers === NO_NUMBERS) [numbers, places] = [[], []];
      places[i] = reader.at;
      numbers[i] = readMeasure(step.derived, reader);
      if (step.derived.target === WHOLE) {
        whole = true;
        const end = start + numbers[i]!;
        if (end < reader.at || end > outer) {
          reader.fail(
            'bad-length',
            `${what} claims ${numbers[i]} octets of ${outer - start}`,
            places[i],
          );
        }
        reader.end = end;
      }
    } else {
      const field = readField(step, steps, numbers, places, reader, value);
      if (!(step.reserved && field === 0)) value[step.name] = field;
    }
    reader.leave();
  }
  if (reader.tracing) reader.closeScope();
  if (whole) reader.restore(outer, what);
  return value;
}

function readMeasure(field: DerivedField, reader: Reader): number {
  const at = reader.at;
  const { number, unit, plus } = field;
  const raw = reader.number(number.octets, number.littleEndian, number.what);
  reader.note(field.measure === 'octets' ? 'length' : 'count', raw);
  if (raw < plus) reader.fail('bad-length', `a length of ${raw} is less than ${plus}`, at);
  return (raw - plus) * unit;
}

function readField(
  step: Step,
  steps: readonly Step[],
  numbers: readonly number[],
  places: readonly number[],
  reader: Reader,
  value: unknown,
): unknown {
  if (step.measuredBy < 0) return step.codec.read(reader, value);
  const source = steps[step.measuredBy]!;
  const measure = numbers[step.measuredBy]!;
  if (source.derived!.measure === 'elements') {
    reader.expect(measure);
    return step.codec.read(reader, value);
  }
  if (measure > reader.left) {
    const detail = `${step.name} of ${measure} octets, but ${reader.left} are left`;
    reader.fail('bad-length', detail, places[step.measuredBy], source.name);
  }
  const outer = reader.narrow(measure);
  const field = step.codec.read(reader, value);
  reader.restore(outer, step.name);
  return field;
}

function writeStruct(
  steps: readonly Step[],
  writer: Writer,
  value: Readonly<Record<string, unknown>>,
): void {
  const start = writer.length;
  // Few structures measure anything.
  let places: number[] | undefined;
  let whole = -1;
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]!;
    if (step.applies?.(value) === false) continue;
    if (step.derived !== undefined) {
      places ??= [];
      places[i] = writer.length;
      if (step.derived.target === WHOLE) whole = i;
      const counted = value[step.derived.target];
      const count =
        step.derived.measure === 'elements' && Array.isArray(counted) ? counted.length : 0;
      writer.number(count, step.derived.number.octets, step.derived.number.littleEndian);
      continue;
    }
    const before = writer.length;
    step.codec.write(writer, value[step.name], value);
    const source = step.measuredBy < 0 ? undefined : steps[step.measuredBy]!.derived!;
    if (source?.measure === 'octets') {
      patchLength(writer, places![step.measuredBy]!, writer.length - before, source);
    }
  }
  if (whole >= 0)
    patchLength(writer, places![whole]!, writer.length - start, steps[whole]!.derived!);
}

function patchLength(writer: Writer, at: number, octets: number, field: DerivedField): void {
  if (octets % field.unit !== 0) {
    throw new RangeError(`${field.target} has ${octets} octets, no multiple of ${field.unit}`);
  }
  const number = octets / field.unit + field.plus;
  writer.patch(at, number, field.number.octets, field.number.littleEndian);
}

function generateStruct(steps: readonly Step[], draws: Draws): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const step of steps) {
    if (step.derived !== undefined || step.applies?.(value) === false) continue;
    const field = step.codec.generate(draws, value);
    if (!(step.reserved && field === 0)) value[step.name] = field;
  }
  return value;
}
