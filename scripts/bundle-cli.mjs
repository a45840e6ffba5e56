/** Puts a bundle in the place of dist/cli. What is left of dist beside it is the library. */
import { chmodSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const made = mkdtempSync(`${dist}cli-`);
await bundle(`${dist}cli/main.js`, made);
rmSync(`${dist}cli`, { recursive: true });
renameSync(made, `${dist}cli`);
// Made for its owner alone until now; `npx espial` in a clone needs the bit on the bin.
chmodSync(`${dist}cli`, 0o755);
chmodSync(`${dist}cli/main.js`, 0o755);
