/** The table of statistics against the official lists (CC737334, and what the articles add). */

import { describe, expect, it } from 'vitest';
import { COUNTERS } from '../../../src/host/counter-table.ts';
import { IKE_STATISTICS } from '../../../src/host/ike-statistics.ts';
import { IPSEC_STATISTICS } from '../../../src/host/ipsec-statistics.ts';

const MAIN_MODE = [
  ['Active Acquire', 'Active Acquire'],
  ['Active Receive', 'Active Receive'],
  ['Acquire Failures', 'Acquire fail'],
  ['Receive Failures', 'Receive fail'],
  ['Send Failures', 'Send fail'],
  ['Acquire Heap Size', 'Acquire Heap size'],
  ['Receive Heap Size', 'Receive Heap size'],
  ['Authentication Failures', 'Authentication Failures'],
  ['Negotiation Failures', 'Negotiation Failures'],
  ['Invalid Cookies Received', 'Invalid Cookies Rcvd'],
  ['Total Acquire', 'Total Acquire'],
  ['Total Get SPI', 'TotalGetSpi'],
  ['Key Additions', 'TotalKeyAdd'],
  ['Key Updates', 'TotalKeyUpdate'],
  ['Get SPI Failures', 'GetSpiFail'],
  ['Key Addition Failures', 'KeyAddFail'],
  ['Key Update Failures', 'KeyUpdateFail'],
  ['ISADB List Size', 'IsadbListSize'],
  ['Connection List Size', 'ConnListSize'],
  ['IKE Main Mode', 'Main Modes'],
  ['IKE Quick Mode', 'Quick Modes'],
  ['Soft Associations', 'Soft SAs'],
  ['Invalid Packets Received', 'Invalid Packets Rcvd'],
];

const QUICK_MODE = [
  ['Active Security Associations', 'Active Assoc'],
  ['Offloaded Security Associations', 'Offload SAs'],
  ['Pending Key Operations', 'Pending Key'],
  ['Key Additions', 'Key Adds'],
  ['Key Deletions', 'Key Deletes'],
  ['Rekeys', 'ReKeys'],
  ['Active Tunnels', 'Active Tunnels'],
  ['Bad SPI Packets', 'Bad SPI Pkts'],
  ['Packets Not Decrypted', 'Pkts not Decrypted'],
  ['Packets Not Authenticated', 'Pkts not Authenticated'],
  ['Packets With Replay Detection', 'Pkts with Replay Detection'],
  ['Confidential Bytes Sent', 'Confidential Bytes Sent'],
  ['Confidential Bytes Received', 'Confidential Bytes Received'],
  ['Authenticated Bytes Sent', 'Authenticated Bytes Sent'],
  ['Authenticated Bytes Received', 'Authenticated Bytes Received'],
  ['Transport Bytes Sent', 'Transport Bytes Sent'],
  ['Transport Bytes Received', 'Transport Bytes Received'],
  ['Bytes Sent In Tunnels', 'Bytes Sent In Tunnels'],
  ['Bytes Received In Tunnels', 'Bytes Received In Tunnels'],
  ['Offloaded Bytes Sent', 'Offloaded Bytes Sent'],
  ['Offloaded Bytes Received', 'Offloaded Bytes Received'],
];

describe('the table of statistics', () => {
  it('has all 23 of main mode, in the official order', () => {
    expect(IKE_STATISTICS.map(({ label, netsh }) => [label, netsh])).toEqual(MAIN_MODE);
    expect(MAIN_MODE).toHaveLength(23);
  });

  it('has all 21 of quick mode, in the official order', () => {
    expect(IPSEC_STATISTICS.map(({ label, netsh }) => [label, netsh])).toEqual(QUICK_MODE);
    expect(QUICK_MODE).toHaveLength(21);
  });

  it('says of each what it counts and what a rise says, in sentences', () => {
    for (const { help, rise } of [...IKE_STATISTICS, ...IPSEC_STATISTICS]) {
      expect(help).toMatch(/^[A-Z][^\n]+\.$/);
      expect(rise).toMatch(/^[A-Z][^\n]+\.$/);
    }
  });

  it('gives every counter a Prometheus name of its own, by the rules for such names', () => {
    const names = COUNTERS.map(({ metric }) => metric);
    expect(new Set(names).size).toBe(names.length);
    for (const { metric, kind } of COUNTERS) {
      expect(metric).toMatch(/^espial_[a-z][a-z0-9_]*$/);
      expect(metric.endsWith('_total')).toBe(kind === 'counter');
    }
  });
});
