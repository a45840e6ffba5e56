/** Looking into a zod schema: what stands at a path, in words, and which keys are known there. */

import { z } from 'zod';
import type { DataPath } from './yaml-source.ts';

/** The description of the field at a path, or undefined. */
export function describeAt(schema: z.ZodType, path: DataPath): string | undefined {
  for (const candidate of schemasAt(schema, path)) {
    const description = descriptionOf(candidate);
    if (description !== undefined) return description;
  }
  return undefined;
}

/** The keys known at a path; where variants differ, those of the variant that the data names. */
export function keysAt(schema: z.ZodType, path: DataPath, data: unknown): readonly string[] {
  let value = data;
  for (const step of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[step];
  const keys = new Set<string>();
  for (const candidate of schemasAt(schema, path)) {
    for (const object of objectsOf(candidate)) {
      if (!variantFits(object, value)) continue;
      for (const key of Object.keys(object.shape)) keys.add(key);
    }
  }
  return [...keys];
}

function schemasAt(schema: z.ZodType, path: DataPath): z.ZodType[] {
  let found: z.ZodType[] = [schema];
  for (const step of path) {
    found = found.flatMap((candidate) => stepInto(candidate, step));
  }
  return found;
}

function stepInto(schema: z.ZodType, step: PropertyKey): z.ZodType[] {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodArray)
    return typeof step === 'number' ? [bare.element as z.ZodType] : [];
  if (bare instanceof z.ZodRecord) return [bare.valueType as z.ZodType];
  if (bare instanceof z.ZodUnion) {
    return bare.options.flatMap((option) => stepInto(option as z.ZodType, step));
  }
  if (!(bare instanceof z.ZodObject)) return [];
  const field = bare.shape[String(step)] ?? catchallOf(bare);
  return field === undefined ? [] : [field as z.ZodType];
}

/** What keys without a shape of their own hold. */
function catchallOf(object: z.ZodObject): z.ZodType | undefined {
  const { catchall } = object.def;
  return catchall instanceof z.ZodObject ? catchall : undefined;
}

function objectsOf(schema: z.ZodType): z.ZodObject[] {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodObject) return [bare];
  if (bare instanceof z.ZodUnion) {
    return bare.options.flatMap((option) => objectsOf(option as z.ZodType));
  }
  return [];
}

function variantFits(object: z.ZodObject, value: unknown): boolean {
  for (const [key, field] of Object.entries(object.shape)) {
    if (!(field instanceof z.ZodLiteral)) continue;
    const actual = (value as Record<string, unknown> | undefined)?.[key];
    if (actual !== undefined && !field.values.has(actual as string)) return false;
  }
  return true;
}

function unwrap(schema: z.ZodType): z.ZodType {
  let bare = schema;
  for (;;) {
    if (bare instanceof z.ZodOptional || bare instanceof z.ZodDefault) {
      bare = bare.unwrap() as z.ZodType;
    } else if (bare instanceof z.ZodPrefault) bare = bare.unwrap() as z.ZodType;
    else if (bare instanceof z.ZodPipe) bare = bare.in as z.ZodType;
    else return bare;
  }
}

function descriptionOf(schema: z.ZodType): string | undefined {
  let bare = schema;
  for (;;) {
    if (bare.description !== undefined) return bare.description;
    if (
      bare instanceof z.ZodOptional ||
      bare instanceof z.ZodDefault ||
      bare instanceof z.ZodPrefault
    ) {
      bare = bare.unwrap() as z.ZodType;
    } else return undefined;
  }
}
