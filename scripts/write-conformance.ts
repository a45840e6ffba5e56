/** `npm run conformance`: writes docs/conformance.md anew. */

import { writeFileSync } from 'node:fs';
import { conformancePage, readConformance } from './conformance.ts';

writeFileSync('docs/conformance.md', conformancePage(readConformance('test/conformance')));
