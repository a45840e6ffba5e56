import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeProvider } from '../../src/crypto/node.ts';
import { type Job, Player } from '../../src/scenario/jobs.ts';
import { NAME } from './outcomes.ts';
import { twoHosts } from './two-hosts.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'espial-test-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function job(name: string, rest: string, more: Partial<Job> = {}): Job {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, twoHosts(`title: ${name}\n${rest}`));
  const evidence = join(folder, `${name}-evidence`);
  return { ...NAME, id: 1, file, title: name, seed: undefined, keep: 'failed', evidence, ...more };
}

function player(): Player {
  return new Player({ provider: nodeProvider, self: ['no-such-program'] });
}

const GOOD = 'steps: [{ do: up, host: alpha, policy: p }]\n';
const BAD = 'steps: [{ do: up, host: alpha, policy: p, fails: no-response }]\n';

describe('evidence', () => {
  it.each([
    ['good-failed', GOOD, 'failed', false],
    ['good-always', GOOD, 'always', true],
    ['bad-failed', BAD, 'failed', true],
    ['bad-never', BAD, 'never', false],
  ] as const)('is kept as it is said: %s', async (name, rest, keep, kept) => {
    const outcome = await player().play(job(name, rest, { keep }));
    expect(outcome.state).toBe(name.startsWith('good') ? 'passed' : 'failed');
    expect(existsSync(join(folder, `${name}-evidence`, 'evidence.json'))).toBe(kept);
    expect(outcome.evidence).toBe(kept ? join(folder, `${name}-evidence`) : undefined);
  });

  it('that cannot be written says so, and the others can be played', async () => {
    const blocked = join(folder, 'file');
    writeFileSync(blocked, '');
    chmodSync(blocked, 0o400);
    const evidence = join(blocked, 'x');
    const outcome = await player().play(job('blocked', BAD, { evidence }));
    expect(outcome.state).toBe('broken');
    expect(outcome.reason).toContain(blocked);
    expect(outcome.reason).not.toContain('error in Espial');
  });
});

describe('processes', () => {
  it('are not started for a scenario that is for virtual time alone', async () => {
    const rest = `virtual-only: it takes a year\n${GOOD}`;
    const outcome = await player().play(job('year', rest, { world: 'real' }));
    expect(outcome).toMatchObject({ state: 'skipped', reason: 'virtual-only: it takes a year' });
  });

  it('that do not start make a play that was none', async () => {
    const outcome = await player().play(job('none', GOOD, { world: 'real' }));
    expect(outcome).toMatchObject({ state: 'broken', reason: expect.stringContaining('start') });
  });
});

describe('a job', () => {
  it('tells faults of its file, and plays nothing', async () => {
    const fault = await player().prepare(job('wrong', 'steps: [{ do: up, host: gamma }]\n'));
    expect(fault).toContain('wrong.yaml:17:');
    expect(fault).toContain('there is no host "gamma"');
  });

  it('has a seed of its own in place of that of the file', async () => {
    const hash = async (seed: string | undefined): Promise<string | undefined> =>
      (await player().play(job('seeds', GOOD, { seed }))).traceHash;
    const [own, same, other] = [await hash(undefined), await hash('espial'), await hash('x')];
    expect(same).toBe(own);
    expect(other).not.toBe(own);
    expect(readdirSync(folder)).not.toContain('seeds-evidence');
  });
});
