import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { peerJsonSchema } from '../../src/scenario/schema/json-schema.ts';

it('docs/peer.schema.json is what scripts/write-peer-schema.ts would write now', () => {
  const file = new URL('../../docs/peer.schema.json', import.meta.url);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(
    JSON.parse(JSON.stringify(peerJsonSchema())),
  );
});
