/** Where WebAssembly is missing, node:crypto serves, and who asks for more is told. */

import { afterEach, describe, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe('without WebAssembly', () => {
  it('chooses from the others, and says why the fast one cannot be had', async () => {
    vi.resetModules();
    vi.stubGlobal('WebAssembly', undefined);
    const { chooseProvider } = await import('../../src/cli/providers.ts');
    expect(chooseProvider('auto').name).toBe('node where proven, else noble');
    expect(chooseProvider('fastest').name).toBe('node where proven, else noble');
    expect(() => chooseProvider('fast')).toThrow(
      /^--crypto fast: WebAssembly with SIMD is missing here \(.+\)\. Use --crypto auto\.$/,
    );
    const { machineRows } = await import('../../src/cli/crypto/machine.ts');
    const wasm = (await machineRows()).find(({ name }) => name === 'WebAssembly');
    expect(wasm).toMatchObject({ usable: false });
    expect(wasm?.advice).toContain('--jitless');
  });
});
