import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { describe, expect, inject, it } from 'vitest';

function help(stdout: 'pipe' | number): Promise<{ code: number | null; errors: string }> {
  const child = spawn(process.execPath, [inject('program'), '--help'], {
    stdio: ['ignore', stdout, 'pipe'],
  });
  child.stdout?.destroy();
  let errors = '';
  child.stderr?.on('data', (text) => {
    errors += String(text);
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, errors })));
}

describe('output that nobody can take', () => {
  it('ends a command without a word where the reader has gone', async () => {
    expect(await help('pipe')).toEqual({ code: 0, errors: '' });
  });

  it.runIf(existsSync('/dev/full'))('is an error where the disk is full', async () => {
    const full = openSync('/dev/full', 'w');
    const { code, errors } = await help(full);
    closeSync(full);
    expect(code).toBe(1);
    expect(errors).toMatch(/^espial: the output cannot be written: ENOSPC[^\n]+\n$/);
  });
});
