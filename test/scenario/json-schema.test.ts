import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { peerJsonSchema, scenarioJsonSchema } from '../../src/scenario/schema/json-schema.ts';

describe('what scripts/write-schemas.ts would write now', () => {
  it.each([
    ['peer', peerJsonSchema],
    ['scenario', scenarioJsonSchema],
  ])('is docs/%s.schema.json', (name, schema) => {
    const file = new URL(`../../docs/${name}.schema.json`, import.meta.url);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema())));
  });
});

describe('the schema of scenarios', () => {
  const schema = scenarioJsonSchema() as {
    properties: Record<string, { anyOf: Record<string, unknown>[] }>;
    required?: unknown;
    additionalProperties: unknown;
  };

  it('knows every key, and lets a base have what is not here', () => {
    expect(schema.additionalProperties).toBe(false);
    expect(Object.keys(schema.properties)).toEqual(
      expect.arrayContaining([
        'title',
        'extends',
        'parameters',
        'explains',
        'virtual-only',
        'steps',
      ]),
    );
    expect(schema.required).toBeUndefined();
    expect(schema.properties.hosts?.anyOf.at(-1)).toEqual({ type: 'null' });
  });

  it('lets a parameter stand for a number', () => {
    const text = JSON.stringify(schema);
    const count =
      /"count":\{[^{}]*"anyOf":\[\{[^{}]*"type":"integer"[^{}]*\},\{"\$ref":"#\/definitions\/parameter"\}\]/;
    expect(text).toMatch(count);
  });
});
