import { describe, expect, it } from 'vitest';
import { oidOctets, oidText } from '../../src/base/der.ts';

describe('object identifiers', () => {
  it.each(['0.0', '1.39', '2.5.4.3', '2.999', '1.2.840.113549.1.9.1', '2.40.9007199254740'])(
    'come back: %s',
    (text) => expect(oidText(oidOctets(text)!)).toBe(text),
  );

  it.each(['', '1', '3.1', '1.40', '0.40', '1.2.', '1.02', '1..2', 'CN', '1.9999999999999999'])(
    'are refused: %s',
    (text) => expect(oidOctets(text)).toBeUndefined(),
  );
});
