// Writes src/crypto/wasm/<kernel>.ts from wasm/<kernel>.ts: npm run wasm [-- KERNEL ...]

import { writeFileSync } from 'node:fs';
import { compileKernel, kernelNames } from './wasm-modules.ts';

const asked = process.argv.slice(2);
for (const name of asked.length > 0 ? asked : kernelNames()) {
  const { path, text } = await compileKernel(name);
  writeFileSync(new URL(`../${path}`, import.meta.url), text);
  process.stdout.write(`${path}: ${text.length} characters\n`);
}
