/** What is checked in is what the sources make. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileKernel, kernelNames } from '../../scripts/wasm-modules.ts';

describe('a WASM kernel', () => {
  it.each(kernelNames())('%s: the checked-in module is what `npm run wasm` makes', async (name) => {
    const { path, text } = await compileKernel(name);
    expect(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8') === text).toBe(true);
  });
});
