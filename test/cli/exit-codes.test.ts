import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { endingOf } from '../../src/cli/errors.ts';
import { EXIT_CODES } from '../../src/cli/exit-codes.ts';
import { UsageError } from '../../src/cli/usage.ts';
import { RequestFailed } from '../../src/net/control-client.ts';
import { EdgeError } from '../../src/net/errors.ts';
import { FileProblems } from '../../src/scenario/schema/problem.ts';
import { failure } from '../observe/sample-failure.ts';

const DOCUMENT = readFileSync(new URL('../../docs/exit-codes.md', import.meta.url), 'utf8');

describe('the exit codes', () => {
  it('stand in docs/exit-codes.md as in the table', () => {
    const rows = [...DOCUMENT.matchAll(/^\| (\d+) \| (.+) \|$/gm)].map(([, code, meaning]) => ({
      code: Number(code),
      meaning,
    }));
    expect(rows).toEqual(Object.values(EXIT_CODES));
  });

  it('follow from what was thrown', () => {
    const place = { file: 'x.yaml', line: 1, column: 1, shownColumn: 1, width: 1 };
    const problem = { ...place, message: 'wrong', sourceLine: '' };
    const missing = Object.assign(new Error('x'), { code: 'ENOENT', path: '/x' });
    const forbidden = Object.assign(new Error('x'), { code: 'EACCES', path: '/x' });
    const cases: readonly (readonly [unknown, number])[] = [
      [new CommanderError(1, 'commander.unknownOption', 'x'), 2],
      [new CommanderError(0, 'commander.version', 'x'), 0],
      [new FileProblems('x.yaml', [problem]), 2],
      [new UsageError('x'), 2],
      [new EdgeError('port-in-use', 'x'), 3],
      [new EdgeError('peer-already-running', 'x'), 3],
      [new EdgeError('no-permission', 'x'), 4],
      [new EdgeError('address-not-here', 'x'), 2],
      [new EdgeError('unreachable', 'x'), 5],
      [new EdgeError('no-peer-running', 'x'), 6],
      [new RequestFailed('x', undefined), 1],
      [new RequestFailed('x', { ...failure, code: 'no-response' }), 5],
      [missing, 2],
      [forbidden, 4],
      [new Error('x'), 70],
    ];
    for (const [error, code] of cases) expect(endingOf(error).exitCode).toBe(code);
  });
});
