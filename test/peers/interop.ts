/**
 * `npm run interop [-- TEXT] [--smoke] [--out DIR] [--workers N] [--no-compare]`: Espial against a real strongSwan over the kernel's
 * UDP, in network namespaces.
 *
 * Plays the cells of interop/cells.ts whose name holds TEXT, one progress line each, and writes the matrix as text,
 * JSON and a page into DIR (interop-report unless said), with a folder of evidence a cell. At the end `espial decode`
 * and tshark must read every capture alike (`--no-compare` leaves that out). Needs root and strongSwan: where they are
 * missing it fails.
 */

import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Cell, cellName } from './interop/cell.ts';
import { allCells } from './interop/cells.ts';
import { makeCertificates } from './interop/certificates.ts';
import { compared } from './interop/comparison.ts';
import { MAIN } from './interop/espial.ts';
import { writeReports } from './interop/reports.ts';
import { type CellResult, type RunResult, tally } from './interop/result.ts';
import { run } from './interop/run.ts';
import { Worker } from './interop/worker.ts';

const INSTALL =
  "install Debian's packages of strongSwan, scapy and tshark: sudo .ci/install-peers.sh";
const TOOLS = ['ip', 'ping', 'gcc', 'tshark', 'swanctl'];

/** What is missing to run at all. */
async function missing(): Promise<string | undefined> {
  if (process.getuid?.() !== 0)
    return 'this needs root, for network namespaces: sudo npm run interop';
  const absent = existsSync('/usr/sbin/charon-systemd') ? [] : ['charon-systemd'];
  for (const tool of TOOLS) if (!(await run('which', [tool])).ok) absent.push(tool);
  if (!(await run('/usr/bin/python3', ['-c', 'import scapy'])).ok) absent.push('scapy');
  if (absent.length > 0) return `missing: ${absent.join(', ')}; ${INSTALL}`;
  return existsSync(MAIN) ? undefined : 'dist/cli/main.js is missing: npm run build';
}

/** Long cells first, so that no worker is left alone with one at the end. */
function ordered(cells: readonly Cell[]): Cell[] {
  return [...cells].sort((a, b) => (b.seconds ?? 1) - (a.seconds ?? 1));
}

function progress({ passed, seconds, trouble, ...cell }: CellResult): void {
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${cellName(cell)} (${seconds.toFixed(1)} s)`);
  if (!passed) console.log(`     ${trouble.replaceAll('\n', '\n     ')}\n     ${cell.folder}`);
}

async function versions(): Promise<Record<string, string>> {
  const first = async (command: string, ...args: string[]): Promise<string> =>
    (await run(command, args)).output.split('\n')[0]!.trim();
  return {
    Espial: await first(process.execPath, MAIN, '--version'),
    strongSwan: (await first('dpkg-query', '-W', 'strongswan-charon')).split('\t')[1] ?? '',
    Node: process.version,
    kernel: await first('uname', '-r'),
  };
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    allowNegative: true,
    options: {
      smoke: { type: 'boolean', default: false },
      out: { type: 'string', default: 'interop-report' },
      compare: { type: 'boolean', default: true },
      workers: { type: 'string', default: '5' },
    },
  });
  const reason = await missing();
  if (reason !== undefined) {
    console.log(`FAIL ${reason}\n0 passed, 1 failed`);
    return 1;
  }
  const wanted = positionals[0] ?? '';
  const cells = allCells().filter(
    (c) => cellName(c).includes(wanted) && (!values.smoke || c.smoke),
  );
  const out = resolve(values.out);
  mkdirSync(out, { recursive: true });
  const work = mkdtempSync(join(tmpdir(), 'espial-interop-'));
  const startedAt = new Date().toISOString();
  const began = performance.now();
  const count = Math.max(1, Math.min(Number(values.workers), cells.length));
  const workers = [...Array(count).keys()].map((n) => new Worker(n, work, out));
  const end = async (): Promise<void> => {
    await Promise.all(workers.map((worker) => worker.end()));
    rmSync(work, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void end().finally(() => process.exit(130)));

  const results: CellResult[] = [];
  const queue = ordered(cells);
  try {
    if (cells.some((cell) => cell.agreement.certificates !== undefined))
      await makeCertificates(out, MAIN);
    const done = (result: CellResult): void => {
      results.push(result);
      progress(result);
    };
    await Promise.all(workers.map((worker) => worker.work(queue, done)));
  } finally {
    await end();
  }
  const order = new Map(cells.map((cell, n) => [cellName(cell), n]));
  results.sort((a, b) => order.get(cellName(a))! - order.get(cellName(b))!);
  const judged = values.compare ? await compared(results, out, 2, console.log) : results;
  const seconds = Math.round((performance.now() - began) / 1000);
  const result: RunResult = { startedAt, seconds, versions: await versions(), cells: judged };
  writeReports(result, out);
  const { passed, failed } = tally(judged);
  console.log(`${seconds} s, the matrix: ${join(out, 'index.html')}`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

process.exitCode = await main();
