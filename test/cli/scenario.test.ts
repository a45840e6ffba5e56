import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from '../docs/markdown.ts';
import { SELF } from '../lab/self.ts';

const AGREE = join(ROOT, 'scenarios/two-peers-agree.yaml');
let folder: string;
let failing: string;

function scenarioRun(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const [command, ...before] = SELF;
  return new Promise((resolve) => {
    execFile(command, [...before, 'scenario', 'run', ...words], (error, out, err) => {
      resolve({ code: Number(error?.code ?? 0), out, err });
    });
  });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'espial-test-'));
  failing = join(folder, 'failing.yaml');
  writeFileSync(
    failing,
    readFileSync(AGREE, 'utf8').replace('ike-quick-mode: 2', 'ike-quick-mode: 3'),
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('is a line a scenario, and 0 when all pass', async () => {
  const { code, out, err } = await scenarioRun(AGREE, AGREE);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out.split('\n')).toEqual([
    expect.stringMatching(/^ok {5}Two peers that agree \(\d+ checks, \d+ ms of virtual time\)$/),
    expect.stringMatching(/^ok {5}Two peers that agree/),
    '2 scenarios passed, 0 failed',
    '',
  ]);
});

it('says what did not hold, and 1 when one fails', async () => {
  const { code, out } = await scenarioRun(failing);
  expect(code).toBe(1);
  expect(out).toMatch(/^FAILED Two peers that agree/);
  expect(out).toMatch(/failing\.yaml:\d+: alpha:\s+ike-quick-mode\s+is 3/);
  expect(out).toContain('found: it is 2');
});

it('gives programs JSON', async () => {
  const { code, out } = await scenarioRun(AGREE, failing, '--json');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject([
    { title: 'Two peers that agree', world: 'virtual', passed: true },
    { file: failing, passed: false },
  ]);
});

it('reads every file first, and ends with 2 where one is wrong', async () => {
  const wrong = join(folder, 'wrong.yaml');
  writeFileSync(wrong, 'title: t\nhosts: {}\n');
  const { code, out, err } = await scenarioRun(AGREE, wrong);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(`${wrong}:1:1: "steps" is missing`);
});
