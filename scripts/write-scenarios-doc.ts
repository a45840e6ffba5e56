// Writes docs/scenarios.md: npm run scenarios:doc
import { writeFileSync } from 'node:fs';
import { scenarioBook } from './scenario-book.ts';

writeFileSync(new URL('../docs/scenarios.md', import.meta.url), await scenarioBook());
