import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFault } from '../../../src/lab/faults/parse.ts';
import { faultText } from '../../../src/lab/faults/text.ts';
import { arbitraryFault } from './arbitrary-fault.ts';

describe('the words of faults', () => {
  it('written and read are the same fault', () => {
    fc.assert(
      fc.property(arbitraryFault, (fault) => {
        expect(parseFault(faultText(fault))).toEqual({ ok: true, fault });
      }),
      { numRuns: 2000 },
    );
  });

  it('are never too strange to be refused in words', () => {
    const known =
      'drop duplicate swap main mode 6 of byte hash in with until 20% 3 times from 10s to';
    const word = fc.oneof(fc.constantFrom(...known.split(' ')), fc.string());
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        const text = words.join(' ');
        const parsed = parseFault(text);
        if (parsed.ok) return;
        expect(parsed.column).toBeGreaterThan(0);
        expect(parsed.column).toBeLessThanOrEqual(text.length + 1);
        expect(parsed.message).toMatch(/\.$/);
        expect(parsed.advice.length).toBeGreaterThan(5);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['Drop the main mode message 6 once', 'drop main mode 6 once'],
    ['lose MM 6, once', 'drop main mode 6 once'],
    ['drop message 6', 'drop phase 1 message 6'],
    ['drop packets over 1400 octets', 'drop everything over 1400 octets'],
    ['duplicate quick mode 1 three', undefined],
    ['duplicate QM 1 3 times', 'duplicate quick mode 1 3 times'],
    ['swap main mode 3 with the first ESP packet', 'swap main mode 3 with the first esp'],
    ['corrupt byte 4 of a hash in quick mode 2', 'corrupt byte 4 of hash in quick mode 2'],
    ['corrupt byte 2 of the second id in qm 1', 'corrupt byte 2 of second id in quick mode 1'],
    ['change message id of quick mode 1 to 7', 'change message id of quick mode 1 to 0x00000007'],
    [
      'drop second transmission of main mode 1 from a',
      'drop main mode 1 second transmission from a',
    ],
    [
      'drop esp numbers 3 to 9 from a to b after 2 seconds',
      'drop esp numbers 3 to 9 from a to b from 2s',
    ],
    ['drop fragment 2 of main mode 5', 'drop fragment 2 of main mode 5'],
    ['drop fragments', 'drop ip fragments'],
    ['rebind NAT home at 40s', 'rebind NAT home at 40s'],
    ['rebind the NAT', 'rebind NAT at 0s'],
    ['clamp MTU to 1400', 'clamp the MTU to 1400'],
    ['cut the link from 10s to 20s', 'cut the link from 10s to 20s'],
    ['hold quick mode 3 until the first esp', 'hold quick mode 3 until the first esp'],
    ['reorder 10% of esp', 'reorder 10% of esp by 50ms'],
    ['replay first esp after 5s', 'replay the first esp after 5s'],
    ['truncate main mode 2 to 40 bytes', 'truncate main mode 2 to 40 octets'],
  ])('%s', (words, canonical) => {
    const parsed = parseFault(words);
    expect(parsed.ok ? faultText(parsed.fault) : undefined).toBe(canonical);
  });

  it.each([
    [
      'dorp main mode 6',
      1,
      '"dorp" stands where what a fault does is needed.',
      'Did you mean "drop"?',
    ],
    ['drop mian mode 6', 6, '"mian"', 'Did you mean "main"?'],
    [
      'drop main mode 7',
      16,
      '7 is out of range for the number of a message of main mode',
      '1 to 6',
    ],
    ['drop main mood 6', 11, '"mood" does not go with "main"', ''],
    ['drop main mode 6 onec', 18, '"onec"', 'Did you mean "once"?'],
    ['drop', 5, 'The words end where the name of what is meant is needed', 'main mode 6'],
    ['drop 120% of esp', 6, '"120%" is no share', '20%'],
    ['delay esp', 10, 'The words end where "by" is needed', 'delay main mode 6 by 3s'],
    ['delay esp by 3 lightyears', 14, '"3" stands where a time is needed', '50ms'],
    ['change spi of esp to 0x112233445566', 22, 'does not fit into spi', '4 octets'],
    ['change colour of esp to 3', 8, 'the name of a field', 'initiator cookie'],
    ['cut the link from 20s to 10s', 14, 'ends before it begins', 'earlier time first'],
    ['duplicate esp 101 times', 15, '101 copies are too many', '100 times'],
    ['clamp the MTU to 10', 18, '10 is out of range for an MTU', '68'],
  ])('%s is refused at its place', (words, column, message, advice) => {
    const parsed = parseFault(words);
    expect(parsed).toMatchObject({
      ok: false,
      column,
      message: expect.stringContaining(message),
      advice: expect.stringContaining(advice),
    });
  });
});
