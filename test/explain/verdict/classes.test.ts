/** The closed list of classes: what it covers, and that each says all that a verdict needs. */

import { describe, expect, it } from 'vitest';
import { CLASS_IDS, classEntry, isClassId } from '../../../src/explain/verdict/classes.ts';
import { classOfCode, classOfDrop, SOURCE_TABLES } from '../../../src/explain/verdict/sources.ts';
import { COUNTERS } from '../../../src/host/counter-table.ts';
import { DROP_REASONS } from '../../../src/ipsec/counters.ts';
import { CATALOGUE } from '../../../src/observe/windows-events/catalogue.ts';
import { IKE_ERRORS } from '../../../src/observe/windows-events/ike-errors.ts';
import { FAILURE_CODES } from '../../../src/scenario/schema/event-fields.ts';

/** The failures of the field that deserve a name, as IKEv1 users voice them. */
const FIELD = [
  'preshared-keys-differ',
  'no-common-main-mode-proposal',
  'no-common-quick-mode-proposal',
  'pfs-differs',
  'selectors-differ',
  'encapsulation-differs',
  'peer-identity-not-accepted',
  'certificate-not-trusted',
  'certificate-expired',
  'certificate-not-yet-valid',
  'certificate-revoked',
  'certificate-wrong-usage',
  'certificate-no-private-key',
  'certificate-list-not-reachable',
  'kerberos-no-ticket',
  'kerberos-clock-skew',
  'kerberos-wrong-realm',
  'no-response',
  'answers-from-elsewhere',
  'half-open-limit',
  'malformed-header',
  'malformed-length',
  'malformed-payload',
  'malformed-attribute',
  'unknown-critical-payload',
  'bad-cookie',
  'hash-1-wrong',
  'hash-2-wrong',
  'hash-3-wrong',
  'decrypts-to-nonsense',
  'retransmission-exhausted',
  'rekey-collision',
  'deleted-by-peer',
  'lifetime-longer',
  'spi-unknown',
  'icv-wrong',
  'replayed',
  'sequence-overflow',
  'padding-wrong',
  'clear-text-where-protection-required',
  'packet-too-big',
  'nat-mapping-changed',
];

describe('classes', () => {
  it('cover the failures of the field', () => {
    expect(FIELD.filter((id) => !isClassId(id))).toEqual([]);
  });

  it('have one for every code that a failure may have', () => {
    expect(FAILURE_CODES.filter((code) => !isClassId(classOfCode(code)))).toEqual([]);
    const own = FAILURE_CODES.filter((code) => !code.startsWith('peer-says-'));
    expect(Object.keys(SOURCE_TABLES.codes).sort()).toEqual([...own].sort());
  });

  it('have one for every reason why a packet is dropped', () => {
    expect(DROP_REASONS.filter((reason) => !isClassId(classOfDrop(reason)))).toEqual([]);
    expect(Object.keys(SOURCE_TABLES.drops).sort()).toEqual([...DROP_REASONS].sort());
  });

  it.each(CLASS_IDS)('%s says what, by which rule, and how to mend it', (id) => {
    const { title, meaning, rule, fix, event, error, statistics } = classEntry(id);
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(title).toMatch(/^[A-Z].*[.]$/);
    expect(meaning).toMatch(/[.]$/);
    expect(rule.reference).toMatch(/^(RFC \d{4}|draft-)/);
    if (id !== 'none') expect(fix).not.toEqual([]);
    if (event !== undefined) expect(CATALOGUE.map((row) => row.id)).toContain(event);
    if (error !== undefined) expect(IKE_ERRORS.has(error)).toBe(true);
    const known = COUNTERS.filter(({ windows }) => windows !== undefined).map((row) => row.id);
    for (const statistic of statistics) expect(known).toContain(statistic);
  });
});
