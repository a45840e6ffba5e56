import { afterEach, expect, it, vi } from 'vitest';
import { openLibc } from '../../../src/net/native/libc.ts';

vi.mock('koffi', () => {
  throw new Error("Cannot find package 'koffi' imported from libc.ts\nand a stack");
});
const { platform } = process;
afterEach(() => {
  Object.defineProperty(process, 'platform', { value: platform });
});

function on(value: string): void {
  Object.defineProperty(process, 'platform', { value });
}

it('what needs koffi says how to install it', async () => {
  on('linux');
  await expect(openLibc('--tun')).rejects.toMatchObject({
    code: 'not-on-this-machine',
    message: expect.stringMatching(
      /^--tun needs the package koffi, .*: npm install koffi\. \([^\n]*\)$/,
    ),
  });
});

it('what needs Linux says so', async () => {
  on('darwin');
  await expect(openLibc('--io native')).rejects.toThrow('--io native works on Linux alone.');
});
