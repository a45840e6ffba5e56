// Writes docs/peer.schema.json: npx tsx scripts/write-peer-schema.ts && npx biome format --write docs
import { writeFileSync } from 'node:fs';
import { peerJsonSchema } from '../src/scenario/schema/json-schema.ts';

const file = new URL('../docs/peer.schema.json', import.meta.url);
writeFileSync(file, JSON.stringify(peerJsonSchema(), null, 2));
