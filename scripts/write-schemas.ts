// Writes docs/peer.schema.json and docs/scenario.schema.json: npm run schema
import { writeFileSync } from 'node:fs';
import { peerJsonSchema, scenarioJsonSchema } from '../src/scenario/schema/json-schema.ts';

const SCHEMAS = { peer: peerJsonSchema(), scenario: scenarioJsonSchema() };

for (const [name, schema] of Object.entries(SCHEMAS)) {
  const file = new URL(`../docs/${name}.schema.json`, import.meta.url);
  writeFileSync(file, JSON.stringify(schema, null, 2));
}
