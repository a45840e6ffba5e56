// Writes the tables of docs/windows.md and docs/windows-facts.md: npm run windows:doc
import { readFileSync, writeFileSync } from 'node:fs';
import { withTables } from './windows-tables.ts';

for (const name of ['windows.md', 'windows-facts.md']) {
  const path = new URL(`../docs/${name}`, import.meta.url);
  writeFileSync(path, withTables(readFileSync(path, 'utf8')));
}
