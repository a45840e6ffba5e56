import { execFile, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from '../docs/markdown.ts';
import { SELF } from '../lab/self.ts';

const AGREE = join(ROOT, 'scenarios/two-peers-agree.yaml');
const PARAMETERS = `parameters: { size: [56, 600] }
extends: agree.yaml
title: Pings
expect:
steps: [{ do: ping, host: alpha, to: 192.0.2.2, size: '\${size}' }]
`;
let folder: string;
let failing: string;

function scenario(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const [command, ...before] = SELF;
  return new Promise((resolve) => {
    execFile(command, [...before, 'scenario', ...words], (error, out, err) => {
      resolve({ code: Number(error?.code ?? 0), out, err });
    });
  });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'espial-test-'));
  failing = join(folder, 'failing.yaml');
  const agree = readFileSync(AGREE, 'utf8');
  writeFileSync(failing, agree.replace('ike-quick-mode: 2', 'ike-quick-mode: 3'));
  const matrix = join(folder, 'matrix');
  mkdirSync(matrix);
  writeFileSync(join(matrix, 'agree.yaml'), agree);
  writeFileSync(join(matrix, 'pings.yaml'), PARAMETERS);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('is a line a scenario, and 0 when all pass', async () => {
  const { code, out, err } = await scenario('run', AGREE, AGREE);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out.split('\n')).toEqual([
    expect.stringMatching(/^ok {5}Two peers that agree \(\d+ checks, \d+ ms of virtual time\)$/),
    expect.stringMatching(/^ok {5}Two peers that agree/),
    '2 scenarios passed, 0 failed',
    '',
  ]);
});

it('says what did not hold, keeps the evidence, and names the command that shows it again', async () => {
  const evidence = join(folder, 'evidence');
  const report = join(folder, 'report.html');
  const { code, out } = await scenario(
    ...['run', failing, AGREE, '--seed', 'one two', '--evidence', evidence],
    ...['--keep', 'failed', '--report', `html=${report}`],
  );
  expect(code).toBe(1);
  expect(out).toMatch(/^FAILED Two peers that agree/);
  expect(out).toMatch(/failing\.yaml:\d+:7: alpha:\s+ike-quick-mode\s+is 3/);
  expect(out).toContain('found: it is 2');
  expect(out).toContain(`evidence: ${join(evidence, 'failing')}`);
  expect(readdirSync(evidence)).toEqual(['failing']);
  expect(readFileSync(report, 'utf8')).toContain('1 scenario passed, 1 failed');

  const again = /again: +espial scenario (run .*) --seed 'one two'$/m.exec(out)![1]!;
  const second = await scenario(...again.split(' '), '--seed', 'one two', '--keep', 'never');
  expect(second.code).toBe(1);
  const hash = JSON.parse(readFileSync(join(evidence, 'failing/evidence.json'), 'utf8')).traceHash;
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(second.out).not.toContain('evidence:');
});

it('gives programs JSON', async () => {
  const { code, out } = await scenario('run', AGREE, failing, '--json', '--keep', 'never');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject([
    { title: 'Two peers that agree', world: 'virtual', passed: true },
    { file: failing, passed: false, state: 'failed' },
  ]);
});

it('reads every file first, and ends with 2 where one is wrong', async () => {
  const wrong = join(folder, 'wrong.yaml');
  writeFileSync(wrong, 'title: t\nhosts: {}\n');
  const { code, out, err } = await scenario('run', AGREE, wrong);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(`${wrong}:1:1: "steps" is missing`);
});

it('plays folders and matrices in several processes, the same as in one', async () => {
  const words = ['run', join(folder, 'matrix'), '--repeat', '2', '--json'];
  const [one, two] = await Promise.all([
    scenario(...words, '--jobs', '1'),
    scenario(...words, '--jobs', '2'),
  ]);
  expect([one.code, two.code, one.err, two.err]).toEqual([0, 0, '', '']);
  const facts = ({ out }: { out: string }): unknown[] =>
    (JSON.parse(out) as Record<string, unknown>[]).map(({ title, seed, traceHash }) => ({
      ...{ title, seed, traceHash },
    }));
  expect(facts(two)).toEqual(facts(one));
  expect(facts(one)).toMatchObject([
    { title: 'Two peers that agree', seed: 'espial' },
    { title: 'Two peers that agree', seed: 'espial-2' },
    { title: 'Pings [size=56]' },
    { title: 'Pings [size=56]' },
    { title: 'Pings [size=600]' },
    { title: 'Pings [size=600]' },
  ]);
});

it.each([
  [['run', AGREE, '--speed', '3'], '--speed is for --real'],
  [['run', AGREE, '--retries', '1'], '--retries is for --real'],
  [['run', AGREE, '--filter', 'nothing'], 'none of the 1 titles and paths fits --filter nothing.'],
  [['run', AGREE, '--report', 'pdf=x'], 'write junit, json, tap, html, = and a file'],
])('ends with 2 at %s', async (words, said) => {
  const { code, out, err } = await scenario(...words);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(said);
});

it('lists scenarios with their classes, hosts and parameters, and tells one', async () => {
  const [listed, shown] = await Promise.all([
    scenario('list', join(folder, 'matrix')),
    scenario('show', join(folder, 'matrix/pings.yaml')),
  ]);
  expect(listed.out.split('\n').filter((line) => !line.includes('file'))).toEqual([
    'Two peers that agree',
    '  hosts     alpha, beta',
    '  class     none',
    'Pings [size=56]',
    '  hosts     alpha, beta',
    '  class     none',
    'Pings [size=600]',
    '  hosts     alpha, beta',
    '  class     none',
    '',
  ]);
  expect(shown.code).toBe(0);
  expect(shown.out).toContain('Pings [size=600]');
  expect(shown.out).toContain('main mode 6: HDR*, IDir, HASH_R');
  expect(shown.out.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

it('ends with 130 at an interrupt, and nothing that it started is left', async () => {
  const long = join(folder, 'long.yaml');
  const text = readFileSync(AGREE, 'utf8');
  writeFileSync(long, text.replace(/^steps:$/m, 'steps:\n  - { do: wait, time: 90s }'));
  const own = join(folder, 'tmp');
  mkdirSync(own);
  const [command, ...before] = SELF;
  const child = spawn(command, [...before, 'scenario', 'run', long, '--real'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: own },
  });
  const isThere = (): boolean =>
    readdirSync(own).some((name) => existsSync(join(own, name, 'beta.sock')));
  for (let i = 0; i < 300 && !isThere(); i++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(isThere()).toBe(true);
  // All hosts are ready a moment after the first one.
  await new Promise((resolve) => setTimeout(resolve, 500));
  child.kill('SIGINT');
  const code = await new Promise((resolve) => child.once('exit', resolve));
  expect(code).toBe(130);
  expect(isThere()).toBe(false);
});
