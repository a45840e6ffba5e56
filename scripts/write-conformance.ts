/** `npm run conformance`: writes docs/conformance.md anew. */

import { writeFileSync } from 'node:fs';
import { conformancePage, readConformance, readExpectations } from './conformance.ts';

const FOLDER = 'test/conformance';
const page = conformancePage(readConformance(FOLDER), readExpectations(FOLDER));
writeFileSync('docs/conformance.md', page);
