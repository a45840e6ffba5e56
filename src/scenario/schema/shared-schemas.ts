/** A JSON Schema in which what comes again is written once. */

type JsonObject = Readonly<Record<string, unknown>>;

/** Shorter ones stay where they are. */
const LEAST_CHARACTERS = 160;

/** Moves schemas that come more than once to `definitions`, beside those that it is given. */
export function withShared(schema: JsonObject, given: JsonObject): JsonObject {
  const counts = new Map<string, number>();
  count(schema, counts);
  const names = new Map<string, string>();
  const definitions: Record<string, unknown> = { ...given };
  const refer = (value: unknown, isRoot: boolean): unknown => {
    if (Array.isArray(value)) return value.map((item) => refer(item, false));
    if (typeof value !== 'object' || value === null) return value;
    const inside = (): unknown =>
      Object.fromEntries(Object.entries(value).map(([key, item]) => [key, refer(item, false)]));
    const text = isRoot || !isSchema(value) ? '' : JSON.stringify(value);
    if (text.length < LEAST_CHARACTERS || counts.get(text) === 1) return inside();
    let name = names.get(text);
    if (name === undefined) {
      name = `shared-${names.size + 1}`;
      names.set(text, name);
      definitions[name] = inside();
    }
    return { $ref: `#/definitions/${name}` };
  };
  const whole = refer(schema, true) as JsonObject;
  return { ...whole, definitions };
}

function count(value: unknown, counts: Map<string, number>): void {
  if (typeof value !== 'object' || value === null) return;
  if (isSchema(value)) {
    const text = JSON.stringify(value);
    const before = counts.get(text) ?? 0;
    counts.set(text, before + 1);
    // What is in it comes again only where it comes elsewhere too.
    if (before > 0) return;
  }
  for (const item of Object.values(value)) count(item, counts);
}

/** And not a map of properties, one of which may be called so. */
function isSchema(value: object): boolean {
  const { type, anyOf, oneOf } = value as JsonObject;
  return typeof type === 'string' || Array.isArray(anyOf) || Array.isArray(oneOf);
}
