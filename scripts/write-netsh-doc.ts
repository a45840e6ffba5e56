// Writes docs/netsh.md: npm run netsh:doc
import { writeFileSync } from 'node:fs';
import { netshDocument } from '../src/netsh/document.ts';

writeFileSync(new URL('../docs/netsh.md', import.meta.url), netshDocument());
