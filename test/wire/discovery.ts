/** Finds every codec that a module of src/wire exports, so that no test forgets a new one. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Codec, isCodec } from '../../src/wire/codec.ts';
import { plaintextCodec } from '../../src/wire/isakmp/payloads.ts';
import { PAYLOAD } from '../../src/wire/numbers/isakmp.ts';

const WIRE = fileURLToPath(new URL('../../src/wire/', import.meta.url));

/** Codecs by the name of their export, in the order of the names. */
export async function discoverCodecs(): Promise<Map<string, Codec<unknown>>> {
  const found = new Map<string, Codec<unknown>>();
  const files = readdirSync(WIRE, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.ts') && !isToolkit(name)).sort()) {
    const module: Record<string, unknown> = await import(pathToFileURL(join(WIRE, file)).href);
    for (const [name, thing] of Object.entries(module)) {
      if (isCodec(thing)) found.set(name, thing);
    }
  }
  found.set('plaintextCodec(HASH)', plaintextCodec(PAYLOAD.HASH));
  found.set('plaintextCodec(SA)', plaintextCodec(PAYLOAD.SA));
  return new Map([...found].sort(([left], [right]) => left.localeCompare(right)));
}

/** The combinators themselves (`rest`, `u8`) are no formats. */
function isToolkit(file: string): boolean {
  return file === 'codec.ts' || file.startsWith('codec');
}
