/**
 * `npm run check:capture [-- --dir DIR]`: tshark judges the evidence that the demo leaves.
 *
 * Without --dir it runs `node dist/cli/main.js demo --out DIR` first. Before that it shows on a capture between two
 * strongSwans, whole and damaged, that the checks can pass and can fail.
 */

import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  type Attacks,
  type Check,
  judgeAttacks,
  judgeGood,
  retransmissions,
} from './capture-judge.ts';
import { hasTshark, INSTALL_TSHARK, keyOptions, readFrames, withoutFrames } from './tshark.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FIXTURE = join(ROOT, 'test/vectors/strongswan/evidence');
const MAIN = join(ROOT, 'dist/cli/main.js');
const DEMO_MILLISECONDS = 60_000;

/** All checks on one evidence folder. Throws where a file of it is missing. */
function checkFolder(folder: string): Check[] {
  const options = keyOptions(folder);
  const work = mkdtempSync(join(tmpdir(), 'espial-capture-'));
  try {
    let good = join(folder, 'good.pcapng');
    const copies = retransmissions(readFrames(good, options));
    if (copies.length > 0) {
      withoutFrames(good, copies, join(work, 'good.pcapng'));
      good = join(work, 'good.pcapng');
    }
    const attacks = readAttacks(join(folder, 'attacks.json'));
    return [
      ...judgeGood(readFrames(good, options), copies.length),
      ...judgeAttacks(readFrames(join(folder, 'attacks.pcapng'), options), attacks),
    ];
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function readAttacks(path: string): Attacks {
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const numbers = (name: string): number[] => {
    const list = (value as Record<string, unknown> | null)?.[name];
    if (!Array.isArray(list) || !list.every((n) => Number.isInteger(n)))
      throw new Error(`${path}: ${name} must be a list of frame numbers`);
    return list;
  };
  return { forgedFrames: numbers('forgedFrames'), replayedFrames: numbers('replayedFrames') };
}

/** Damage done to a copy of the fixture, and the check (by its place) that must then fail. */
const DAMAGES: readonly { what: string; fails: number; damage(folder: string): void }[] = [
  {
    what: 'a wrong IKE key',
    fails: 1,
    damage: (folder) =>
      rewrite(join(folder, 'ikev1_decryption_table'), (text) =>
        text.replace(/,[0-9a-f]{4}/, ',0000'),
      ),
  },
  {
    what: 'a forged ESP packet in good.pcapng',
    fails: 2,
    damage: (folder) => renameSync(join(folder, 'attacks.pcapng'), join(folder, 'good.pcapng')),
  },
  {
    what: 'the wrong frame named as forged',
    fails: 3,
    damage: (folder) =>
      rewrite(join(folder, 'attacks.json'), (text) =>
        text.replace(/\[(\d+)\](.*)\[(\d+)\]/, '[$3]$2[$3]'),
      ),
  },
];

/** The checker itself: passes the fixture, refuses each damaged copy of it. */
function checkChecker(): Check[] {
  const whole = checkFolder(FIXTURE);
  const results: Check[] = [
    {
      passed: whole.every((check) => check.passed),
      text: 'checker: passes a capture between two strongSwans',
      details: whole.flatMap((check) => check.details),
    },
  ];
  for (const { what, fails, damage } of DAMAGES) {
    const folder = mkdtempSync(join(tmpdir(), 'espial-damaged-'));
    try {
      cpSync(FIXTURE, folder, { recursive: true });
      damage(folder);
      if (!existsSync(join(folder, 'attacks.pcapng')))
        cpSync(join(FIXTURE, 'attacks.pcapng'), join(folder, 'attacks.pcapng'));
      const check = checkFolder(folder)[fails];
      results.push({
        passed: check?.passed === false,
        text: `checker: refuses ${what}`,
        details: [],
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return results;
}

function rewrite(path: string, change: (text: string) => string): void {
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

/** Runs the demo into a new folder and answers its path. */
function runDemo(): string {
  if (!existsSync(MAIN)) throw new Error('dist/cli/main.js is missing: npm run build');
  const folder = mkdtempSync(join(tmpdir(), 'espial-evidence-'));
  const result = spawnSync(process.execPath, [MAIN, 'demo', '--out', folder], {
    encoding: 'utf8',
    timeout: DEMO_MILLISECONDS,
  });
  if (result.status !== 0)
    throw new Error(
      `the demo ended with ${result.status ?? result.signal}\n${result.stdout}${result.stderr}`,
    );
  return folder;
}

/** Runs a group of checks; an exception is one failed check. */
function guarded(what: string, checks: () => Check[]): Check[] {
  try {
    return checks();
  } catch (error) {
    const details = error instanceof Error ? error.message.split('\n').slice(-20) : [];
    return [{ passed: false, text: `${what} could not be checked`, details }];
  }
}

function main(): number {
  const { values } = parseArgs({ options: { dir: { type: 'string' } } });
  const checks: Check[] = hasTshark()
    ? [
        ...guarded('the checker', checkChecker),
        ...guarded('the evidence', () => {
          const folder = values.dir ?? runDemo();
          const results = checkFolder(folder);
          const kept = values.dir !== undefined || results.some((check) => !check.passed);
          if (kept) console.log(`evidence: ${folder}`);
          else rmSync(folder, { recursive: true });
          return results;
        }),
      ]
    : [{ passed: false, text: INSTALL_TSHARK, details: [] }];
  for (const { passed, text, details } of checks) {
    console.log(`${passed ? 'ok  ' : 'FAIL'} ${text}`);
    for (const line of details) console.log(`       ${line}`);
  }
  const failed = checks.filter((check) => !check.passed).length;
  console.log(`${checks.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = main();
