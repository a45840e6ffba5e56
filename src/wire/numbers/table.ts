/** Assigned numbers: each said once, with its name and where it is assigned. */

/** One assigned number. */
interface NumberEntry {
  /** The constant's name in code. */
  readonly key: string;
  readonly value: number;
  /** The name in the specification. */
  readonly name: string;
  /** The document and section that assign it. */
  readonly reference: string;
}

/** A registry. */
export interface NumberTable<K extends Readonly<Record<string, number>>> {
  /** What is numbered, for example `payload`. */
  readonly what: string;
  /** The constants: `numbers.SA`. */
  readonly numbers: K;
  readonly entries: readonly NumberEntry[];
  readonly values: readonly number[];
  /** The entry of a number, if it is assigned. */
  readonly entryOf: (value: number) => NumberEntry | undefined;
  /** The name of a number, or `unknown (7)`. */
  readonly nameOf: (value: number) => string;
}

type Rows = Readonly<Record<string, readonly [value: number, name: string, reference: string]>>;

/** A registry from its rows: constant, value, name, reference. */
export function numberTable<const R extends Rows>(
  what: string,
  rows: R,
): NumberTable<{ readonly [K in keyof R]: R[K][0] }> {
  const entries = Object.entries(rows).map(([key, [value, name, reference]]) => ({
    key,
    value,
    name,
    reference,
  }));
  const byValue = new Map<number, NumberEntry>();
  for (const entry of entries) if (!byValue.has(entry.value)) byValue.set(entry.value, entry);
  const numbers = Object.fromEntries(entries.map((entry) => [entry.key, entry.value]));
  return {
    what,
    numbers: numbers as { readonly [K in keyof R]: R[K][0] },
    entries,
    values: [...byValue.keys()],
    entryOf: (value) => byValue.get(value),
    nameOf: (value) => byValue.get(value)?.name ?? `unknown (${value})`,
  };
}
