// Writes the tables of docs/explain.md: npm run explain:doc
import { readFileSync, writeFileSync } from 'node:fs';
import { explainAll, SCENARIOS } from './explain-results.ts';
import { withTables } from './explain-tables.ts';

const PAGE = new URL('../docs/explain.md', import.meta.url);

writeFileSync(PAGE, withTables(readFileSync(PAGE, 'utf8'), await explainAll(SCENARIOS)));
