import { describe, expect, test } from 'vitest';
import { disagreements, established } from './duo.ts';
import { beforeMessage5, pieces } from './fragments.ts';

describe('a message that comes in parts', () => {
  test.each([
    ['in order', [0, 1, 2]],
    ['backwards', [2, 1, 0]],
    ['with parts that come twice', [0, 0, 1, 2]],
    ['with the last part first', [2, 0, 1]],
  ])('is taken as if it came whole: %s', (_name, order) => {
    const { duo, five } = beforeMessage5();
    const parts = pieces(five.message, 3);
    for (const at of order) duo.deliver(five, parts[at]!);
    duo.settle();
    expect(established(duo)).toBe('1 1 1 1');
    expect(disagreements(duo)).toEqual([]);
    expect(duo.b.drops).toEqual([]);
  });

  test('again is known as a duplicate, and the answer comes again', () => {
    const { duo, five } = beforeMessage5();
    const parts = pieces(five.message, 3);
    for (const part of parts) duo.deliver(five, part);
    const six = duo.take()!;
    // Peers give every message the same fragment ID.
    for (const part of parts) duo.deliver(five, part);
    expect(duo.take()!.message).toEqual(six.message);
    expect(duo.b.of('isakmp-received').filter(({ duplicate }) => duplicate)).toHaveLength(1);
  });

  test('of which one was lost is made whole by its repetition', () => {
    const { duo, five } = beforeMessage5();
    const [first, second, third] = pieces(five.message, 3);
    for (const part of [first!, third!, first!, second!]) duo.deliver(five, part);
    duo.settle();
    expect(established(duo)).toBe('1 1 1 1');
  });

  test('may be cut elsewhere when it comes again, with the same fragment ID', () => {
    const { duo, five } = beforeMessage5();
    duo.deliver(five, pieces(five.message, 3)[0]!);
    for (const part of pieces(five.message, 2)) duo.deliver(five, part);
    duo.settle();
    expect(established(duo)).toBe('1 1 1 1');
    expect(duo.b.of('fragments-discarded')).toMatchObject([{ reason: 'contradiction' }]);
  });
});
