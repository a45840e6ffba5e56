import { expect, it } from 'vitest';
import { joinReports } from '../../bench/report.ts';
import { answerTargets, answerText } from '../../bench/targets.ts';
import { REPORT, result } from './results.ts';

it('answers each target from the figures of the run', () => {
  const answers = answerTargets(REPORT);
  expect(answers.map(({ measured, met }) => [measured, met])).toEqual([
    [1.5, true],
    [expect.closeTo(0.3), false],
    [128, true],
    [undefined, undefined],
  ]);
  expect(answerText(answers[2]!, 128)).toBe('128 ns');
  expect(answerText(answers[0]!, 1.5)).toBe('1.50');
});

it('takes the last of several runs of a case', () => {
  const slower = { ...REPORT, cases: [result(64, { 'C EVP': 100, 'fast x32': 400, node: 500 })] };
  const joined = joinReports([REPORT, slower]);
  expect(joined.cases).toHaveLength(REPORT.cases.length);
  const elsewhere = { ...REPORT, machine: { ...REPORT.machine, node: '99.0.0' } };
  expect(() => joinReports([REPORT, elsewhere])).toThrow('different machines');
  expect(answerTargets(joined)[0]).toMatchObject({ measured: 0.25, met: false });
});
