/**
 * Soaks two hosts in virtual time: `npm run soak -- [--seeds N] [--from S] [--spells N] [--certificates]`. Each seed is
 * a configuration, a bad network, crashes and an attacker of its own (test/sim/soaking.ts). Exits 1
 * with the seeds that broke a promise.
 */

import { parseArgs } from 'node:util';
import { makeLab } from '../src/lab/pki/lab.ts';
import { SOAK_START } from '../test/sim/soak-certificates.ts';
import { soak } from '../test/sim/soaking.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    from: { type: 'string', default: '1' },
    spells: { type: 'string', default: '3' },
    certificates: { type: 'boolean', default: false },
  },
});

const seeds = numberOption('seeds', values.seeds);
const from = numberOption('from', values.from);
const spells = numberOption('spells', values.spells);
const lab = values.certificates ? await makeLab({ now: SOAK_START }) : undefined;
const total = { seconds: 0, datagrams: 0, crashes: 0, forged: 0, broken: 0 };
const started = performance.now();

for (let seed = from; seed < from + seeds; seed++) {
  const report = soak({ seed: String(seed), spells, lab });
  total.seconds += report.virtualSeconds;
  total.datagrams += report.datagrams;
  total.crashes += report.crashes;
  total.forged += report.forged;
  if (report.broken.length === 0) continue;
  total.broken++;
  console.error(`seed ${seed}:\n  ${report.broken.join('\n  ')}`);
}

const took = ((performance.now() - started) / 1000).toFixed(0);
const hours = (total.seconds / 3600).toFixed(1);
console.log(
  `${seeds} seeds, ${hours} virtual hours in ${took} s: ${total.datagrams} datagrams, ${total.crashes} crashes, ` +
    `${total.forged} forgeries; ${total.broken} seeds broke a promise`,
);
if (total.broken > 0) process.exitCode = 1;

function numberOption(name: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0) return number;
  console.error(`--${name} wants a whole number, not "${text}"`);
  process.exit(2);
}
