/** `npm run bench`: every bench, contenders interleaved; a table, and JSON where asked. */

import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { cryptoGroups } from './crypto.ts';
import { handshakeGroups } from './handshake.ts';
import {
  type BenchGroup,
  type BenchOptions,
  interleave,
  type Measurement,
  renderLine,
} from './interleave.ts';

/** What can be measured: a name for `--filter`, and its groups. */
const BENCHES: readonly { readonly name: string; groups(): readonly BenchGroup[] }[] = [
  { name: 'crypto', groups: cryptoGroups },
  { name: 'handshake', groups: handshakeGroups },
];

const USAGE = `usage: npm run bench -- [--quick] [--filter TEXT] [--json FILE]

  --quick        few, short rounds: does it run, not how fast
  --filter TEXT  only groups whose name, as "crypto seal aes128-sha1 576", has every word of TEXT
  --json FILE    the measurements as JSON besides the table
`;

const FULL: BenchOptions = { rounds: 11, milliseconds: 5 };
const QUICK: BenchOptions = { rounds: 3, milliseconds: 1 };

main();

function main(): void {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      filter: { type: 'string', default: '' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const options = values.quick ? QUICK : FULL;
  const words = values.filter.split(/\s+/).filter((word) => word !== '');
  const groups = BENCHES.flatMap((bench) =>
    bench.groups().map((group) => ({ ...group, name: `${bench.name} ${group.name}` })),
  ).filter((group) => words.every((word) => group.name.includes(word)));
  const width = Math.max(...groups.map((group) => group.name.length));
  const measurements: Measurement[] = [];
  process.stdout.write(`${machine()}\n`);
  process.stdout.write(`medians of ${options.rounds} rounds; xN: times as fast as the first\n\n`);
  for (const group of groups) {
    const measured = interleave(group, options);
    measurements.push(...measured);
    process.stdout.write(`${renderLine(measured, width)}\n`);
  }
  if (measurements.length === 0) process.stdout.write(`nothing is called "${values.filter}"\n`);
  if (values.json !== undefined) {
    const report = { machine: machine(), options, measurements };
    writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
  }
}

function machine(): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  return `node ${process.versions.node}, OpenSSL ${process.versions.openssl}, ${processors.length} x ${model}`;
}
