/** Shapes of files as JSON Schema, for editors: docs/peer.schema.json and docs/scenario.schema.json. */

import { z } from 'zod';
import { hostSchema } from './peer-schema.ts';
import { scenarioSchema } from './scenario-schema.ts';
import { withShared } from './shared-schemas.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

/** The JSON Schema of what a person writes. */
export function peerJsonSchema(): Record<string, unknown> {
  return { title: 'Espial peer file', ...z.toJSONSchema(hostSchema, { io: 'input' }) };
}

/**
 * The same of a scenario's file. It lets more through than `espial scenario run` does: what a base may
 * hold need not stand in the file, and a parameter may stand in place of any value.
 */
export function scenarioJsonSchema(): Record<string, unknown> {
  const { $schema, ...whole } = z.toJSONSchema(scenarioSchema, { io: 'input' });
  const schema = withoutNull(ofFile(whole as JsonSchema, true));
  return {
    title: 'Espial scenario',
    $schema,
    ...withShared(schema, { parameter: PARAMETER }),
  };
}

const PARAMETER = {
  type: 'string',
  pattern: '\\$\\{[^{}]+\\}',
  description: `the value of a parameter: \${name}`,
};
const PARAMETER_REFERENCE = { $ref: '#/definitions/parameter' };
/** A key without a value takes away what a base says. */
const NOTHING = { type: 'null' };

/** `merges`: it is in maps only from the root on, and so it may stand in a base. */
function ofFile(schema: JsonSchema, merges: boolean): JsonSchema {
  const inside = mapped(schema, merges);
  const isMap = schema.type === 'object';
  const forms: JsonSchema[] = [];
  if (!isMap && !Array.isArray(schema.anyOf) && !takesAnyText(schema))
    forms.push(PARAMETER_REFERENCE);
  if (merges) forms.push(NOTHING);
  if (forms.length === 0) return inside;
  const { description, default: usual, ...bare } = inside;
  return {
    ...(description === undefined ? {} : { description }),
    ...(usual === undefined ? {} : { default: usual }),
    anyOf: [bare, ...forms],
  };
}

function mapped(schema: JsonSchema, merges: boolean): JsonSchema {
  const { required, properties, additionalProperties, items, anyOf, oneOf, ...rest } = schema;
  const one = (value: unknown, inMaps: boolean): unknown =>
    typeof value === 'object' && value !== null ? ofFile(value as JsonSchema, inMaps) : value;
  return {
    ...rest,
    ...(required === undefined || merges ? {} : { required }),
    ...(properties === undefined ? {} : { properties: eachOf(properties, merges) }),
    ...(additionalProperties === undefined
      ? {}
      : { additionalProperties: one(additionalProperties, merges) }),
    ...(items === undefined ? {} : { items: one(items, false) }),
    ...(Array.isArray(anyOf) ? { anyOf: [...anyOf.map((form) => one(form, merges))] } : {}),
    ...(Array.isArray(oneOf)
      ? { oneOf: oneOf.map((form) => mapped(form as JsonSchema, false)) }
      : {}),
  };
}

/** What a map's kind is decided by stays as it is. */
function eachOf(properties: unknown, merges: boolean): JsonSchema {
  return Object.fromEntries(
    Object.entries(properties as Readonly<Record<string, JsonSchema>>).map(([key, value]) => [
      key,
      'const' in value && !merges ? value : ofFile(value, merges),
    ]),
  );
}

function takesAnyText({ type, pattern, enum: values, const: only }: JsonSchema): boolean {
  return type === 'string' && pattern === undefined && values === undefined && only === undefined;
}

/** The root is a map, whatever it extends. */
function withoutNull(schema: JsonSchema): JsonSchema {
  const { anyOf, ...rest } = schema;
  return { ...rest, ...(anyOf as readonly JsonSchema[])[0] };
}
