/** Vendor IDs: recomputed where they are hashes, and recognised. */

import { md5 } from '@noble/hashes/legacy.js';
import { expect, it } from 'vitest';
import { fromHex, toHex, utf8 } from '../../src/base/bytes.ts';
import {
  findVendorId,
  VENDOR_IDS,
  vendorIdBytes,
  vendorIdName,
} from '../../src/wire/numbers/vendor-ids.ts';

it('they are the MD5 of the texts that they are said to be', () => {
  const hashes = VENDOR_IDS.filter(({ md5Of }) => md5Of !== undefined);
  expect(hashes.length).toBeGreaterThan(20);
  for (const { hex, md5Of } of hashes) expect(toHex(md5(utf8(md5Of!)))).toBe(hex);
});

it('Windows puts its version behind the MD5 of MS NT5 ISAKMPOAKLEY', () => {
  const windows = toHex(md5(utf8('MS NT5 ISAKMPOAKLEY')));
  expect(toHex(vendorIdBytes('MS_NT5_2003'))).toBe(`${windows}00000004`);
  expect(vendorIdName(vendorIdBytes('MS_NT5_2003'))).toBe('Windows Server 2003');
  expect(vendorIdName(fromHex(`${windows}00000063`))).toBe('MS NT5 ISAKMPOAKLEY (00000063)');
});

it('they are found by prefix where a version may follow, and exactly where not', () => {
  const fragmentation = toHex(vendorIdBytes('FRAGMENTATION'));
  expect(findVendorId(fromHex(fragmentation))?.key).toBe('FRAGMENTATION');
  expect(vendorIdName(fromHex(`${fragmentation}80000000`))).toBe('FRAGMENTATION (80000000)');
  expect(findVendorId(vendorIdBytes('DPD'))?.key).toBe('DPD');
  const otherDpd = fromHex('afcad71368a1f1c96b8696fc77570200');
  expect(vendorIdName(otherDpd)).toBe('Dead Peer Detection (0200)');
  expect(findVendorId(fromHex(`${toHex(vendorIdBytes('RFC_3947'))}00`))).toBeUndefined();
  expect(vendorIdName(fromHex('00112233445566778899'))).toBe('unknown (0011223344556677)');
  expect(findVendorId(fromHex(''))).toBeUndefined();
});

it('they are unique, and a longer one stands before its beginning', () => {
  expect(new Set(VENDOR_IDS.map(({ hex }) => hex)).size).toBe(VENDOR_IDS.length);
  for (const known of VENDOR_IDS) expect(findVendorId(fromHex(known.hex))?.key).toBe(known.key);
});
