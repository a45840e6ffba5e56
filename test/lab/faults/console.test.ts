import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random.ts';
import { FaultBench } from '../../../src/lab/faults/bench.ts';
import { answerLine, faultsOfFile } from '../../../src/lab/faults/console.ts';
import { faultText } from '../../../src/lab/faults/text.ts';

function bench(): FaultBench {
  return new FaultBench({ random: seededRandom('console'), hosts: new Map() });
}

describe('words typed while a network runs', () => {
  it('add, list and end faults', () => {
    const subject = bench();
    const said = (line: string): string => answerLine(subject, line).text;
    expect(said('list')).toBe('There are no faults.');
    expect(said('add drop MM 6 once')).toBe('Fault 1: drop main mode 6 once.');
    expect(said('  duplicate quick mode 1 3 times')).toBe(
      'Fault 2: duplicate quick mode 1 3 times.',
    );
    expect(said('delay esp by 1s after 10s')).toBe('Fault 3: delay esp by 1s from 10s.');
    expect(said('list').split('\n')).toEqual([
      'Fault 1, drop main mode 6 once: has not acted.',
      'Fault 2, duplicate quick mode 1 3 times: has not acted.',
      'Fault 3, delay esp by 1s from 10s: has not acted, its time is to come.',
    ]);
    expect(said('end 1')).toBe('Fault 1 has ended.');
    expect(said('end 1')).toBe('There is no fault "1": there are 2, 3.');
    expect(said('end all')).toBe('2 of 2 faults have ended.');
    expect(said('end')).toBe('There is no fault "": there is none.');
    expect(said('help')).toContain('end all');
  });

  it.each([
    ['add drop mian mode', 'Column 10: "mian"', 'Did you mean "main"?'],
    ['drop mian mode', 'Column 6: "mian"', 'Did you mean "main"?'],
    ['add', 'Column 1: The words end where what a fault does is needed.', 'Begin with drop'],
    ['frobnicate', '"frobnicate" is not known here.', 'end all'],
    ['add rebind NAT at 3s', 'There is no NAT here', ''],
    ['add corrupt byte 4 of hash in quick mode 2', 'only with keys', ''],
  ])('%s is answered in words', (line, ...parts) => {
    const { ok, text } = answerLine(bench(), line);
    expect(ok).toBe(false);
    for (const part of parts) expect(text).toContain(part);
  });
});

describe('faults in a file', () => {
  it('are a line each', () => {
    const read = faultsOfFile('# two\n\ndrop main mode 6 once\r\n  cut the link\n', 'x');
    expect('faults' in read && read.faults.map(faultText)).toEqual([
      'drop main mode 6 once',
      'cut the link',
    ]);
  });

  it('are refused with file, line and column', () => {
    const read = faultsOfFile('cut the link\n  drop mian mode\n', 'my.faults');
    expect('problem' in read && read.problem).toMatch(/^my\.faults:2:8: "mian" stands where /);
  });
});
