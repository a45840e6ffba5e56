/** docs/netsh.md is what the grammar says. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { netshDocument } from '../../src/netsh/document.ts';

it('docs/netsh.md is not stale: npm run netsh:doc writes it anew', () => {
  const page = readFileSync(new URL('../../docs/netsh.md', import.meta.url), 'utf8');
  expect(page).toBe(netshDocument());
});
