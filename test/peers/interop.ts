/**
 * `npm run interop [-- TEXT]`: Espial against a real strongSwan over the kernel's UDP, in two network namespaces.
 *
 * Each cell of interop-cells.ts (those whose name holds TEXT) is one line a side that initiates. Needs root and
 * strongSwan: where they are missing it fails. On a failure the ends of both logs are printed.
 */

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CELLS, type Cell, cellName, type Refusal, type Side } from './interop-cells.ts';
import { Espial, MAIN, type Outcome, run, StrongSwan } from './interop-peers.ts';

const LOG_LINES = 40;
const INSTALL =
  'apt-get install -y --no-install-recommends strongswan-charon charon-systemd strongswan-swanctl' +
  ' libcharon-extra-plugins libstrongswan-standard-plugins libstrongswan-extra-plugins' +
  ' iproute2 iputils-ping gcc libc6-dev   (or .ci/install-peers.sh)';

/** What is missing to run at all. */
function missing(): string | undefined {
  if (process.getuid?.() !== 0)
    return 'this needs root, for network namespaces: sudo npm run interop';
  const tools = ['/usr/sbin/charon-systemd', '/usr/sbin/swanctl'].filter((p) => !existsSync(p));
  for (const tool of ['ip', 'ping', 'gcc']) if (!run('which', [tool]).ok) tools.push(tool);
  if (tools.length > 0) return `missing: ${tools.join(', ')}: ${INSTALL}`;
  return existsSync(MAIN) ? undefined : 'dist/cli/main.js is missing: npm run build';
}

/** Throws what went wrong, in words. */
function must(outcome: Outcome, what: string): void {
  if (!outcome.ok) throw new Error(`${what}: ${outcome.output.trim()}`);
}

/** Asks again and again, for two seconds, until it holds. */
async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 20; i++) {
    if (await holds()) return;
    await sleep(100);
  }
  throw new Error(what);
}

/** One line of the report: both sides up, packets through, and both sides down again. */
async function play(cell: Cell, side: Side, espial: Espial, strongSwan: StrongSwan): Promise<void> {
  if (side === 'Espial') must(await espial.up(), 'espial up');
  else must(strongSwan.initiate(), 'swanctl --initiate');
  await eventually('strongSwan shows no installed SA', async () =>
    strongSwan.status().includes('INSTALLED'),
  );
  await eventually('espial sa shows no ESP SA', async () => (await espial.espPairs()) === 1);
  if (cell.engine === 'libipsec') {
    if (side === 'Espial') must(await espial.ping(), 'espial ping');
    else must(strongSwan.ping(), 'ping from strongSwan');
  }
  if (side === 'Espial') {
    if (!(await espial.stop())) throw new Error('espial stop did not end the peer with 0');
    await eventually('strongSwan did not take the deletes', async () => strongSwan.status() === '');
  } else {
    strongSwan.terminate();
    await eventually(
      'Espial did not take the deletes',
      async () => (await espial.espPairs()) === 0,
    );
  }
}

/** One line of the report where the two must not agree: nothing comes up, and Espial says why. */
async function playRefusal(
  refusal: Refusal,
  side: Side,
  espial: Espial,
  strongSwan: StrongSwan,
): Promise<void> {
  const outcome = side === 'Espial' ? await espial.up() : strongSwan.initiate();
  if (outcome.ok) throw new Error('it came up although the two differ');
  const words = refusal.words[side];
  const said = (): string => `${outcome.output}\n${espial.log().join('\n')}`.replace(/\s+/g, ' ');
  await eventually(`Espial did not say ${words}: ${outcome.output}`, async () =>
    words.test(said()),
  );
  if ((await espial.espPairs()) > 0) throw new Error('Espial has an ESP SA all the same');
}

/** Plays and reports; answers whether it passed. */
async function report(
  cell: Cell,
  side: Side,
  work: string,
  strongSwan: StrongSwan,
): Promise<boolean> {
  const began = Date.now();
  const name = `${cellName(cell)}: ${side} initiates`;
  let espial: Espial | undefined;
  try {
    strongSwan.configure(cell);
    espial = await Espial.start(cell, work);
    const { refusal } = cell;
    if (refusal === undefined) await play(cell, side, espial, strongSwan);
    else await playRefusal(refusal, side, espial, strongSwan);
    console.log(`ok   ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    return true;
  } catch (error) {
    console.log(`FAIL ${name}\n     ${error instanceof Error ? error.message : String(error)}`);
    showEnd('Espial', espial?.log() ?? []);
    showEnd('strongSwan', strongSwan.recentLog());
    return false;
  } finally {
    await espial?.stop();
    strongSwan.terminate();
  }
}

function showEnd(whose: string, lines: readonly string[]): void {
  console.log(`     --- end of the log of ${whose}`);
  for (const line of lines.slice(-LOG_LINES)) console.log(`     ${line}`);
}

async function main(): Promise<number> {
  const reason = missing();
  if (reason !== undefined) {
    console.log(`FAIL ${reason}\n0 passed, 1 failed`);
    return 1;
  }
  const wanted = process.argv[2] ?? '';
  const work = mkdtempSync(join(tmpdir(), 'espial-interop-'));
  const strongSwan = new StrongSwan(work);
  const results: boolean[] = [];
  try {
    for (const cell of CELLS.filter((c) => cellName(c).includes(wanted)))
      for (const side of cell.initiators) results.push(await report(cell, side, work, strongSwan));
  } finally {
    strongSwan.down();
    rmSync(work, { recursive: true, force: true });
  }
  const passed = results.filter(Boolean).length;
  console.log(`${passed} passed, ${results.length - passed} failed`);
  return passed === results.length && passed > 0 ? 0 : 1;
}

process.exitCode = await main();
