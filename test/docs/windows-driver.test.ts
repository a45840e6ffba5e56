/** What docs/windows.md says of the driver is what a driver does: its modes, exemptions and diagnostics. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type DriverMode,
  driverModeName,
  type ExemptionLevel,
  SECURE,
} from '../../src/ipsec/clear/driver-mode.ts';
import { isReported } from '../../src/ipsec/diagnostics.ts';
import { A, B, facing, packet, type Rig, receive, selector, send } from '../ipsec/fixture.ts';
import {
  BROADCAST,
  comesIn,
  GROUP,
  goesOut,
  inMode,
  ipPacket,
  tcp,
  udp,
} from '../ipsec/gate-fixture.ts';
import { ROOT } from './markdown.ts';
import { tableUnder } from './tables.ts';

const PAGE = readFileSync(join(ROOT, 'docs/windows.md'), 'utf8');
const MODES: readonly DriverMode[] = [
  { phase: 'start-up', mode: 'permit' },
  { phase: 'start-up', mode: 'stateful' },
  { phase: 'start-up', mode: 'block' },
  { phase: 'operational', mode: 'secure' },
  { phase: 'operational', mode: 'permit' },
  { phase: 'operational', mode: 'block' },
];
const EXEMPTION = {
  protocol: 6,
  sourcePort: 0,
  destinationPort: 3389,
  direction: 'inbound',
} as const;

/** A host whose filters permit, or block, everything: where the two differ, filters decide. */
function host(mode: DriverMode, action: 'permit' | 'block'): Rig {
  const everything = selector('0.0.0.0/0', '0.0.0.0/0');
  const policies = [{ name: 'everything', action, selector: everything }];
  return inMode(mode, { boot: [EXEMPTION] }, policies);
}

function verdict(mode: DriverMode, passes: (host: Rig) => boolean): string {
  const [permitted, blocked] = (['permit', 'block'] as const).map((one) => passes(host(mode, one)));
  if (permitted !== blocked) return 'filters';
  return permitted ? 'pass' : 'dropped';
}

function bySa(mode: DriverMode): string {
  const { a, b } = facing();
  b.driver.setMode(mode, 0);
  receive(b, ...send(a, packet()));
  return b.delivered.length === 1 ? 'opened' : 'dropped';
}

it('its modes let pass what the table says', () => {
  const { rows } = tableUnder(PAGE, 'The driver', 'mode');
  expect(rows).toEqual(
    MODES.map((mode) => [
      driverModeName(mode),
      verdict(mode, (of) => goesOut(of, tcp(A, B, 1024, 80))),
      verdict(mode, (of) => {
        goesOut(of, tcp(A, B, 1024, 80));
        return comesIn(of, tcp(B, A, 80, 1024));
      }),
      verdict(mode, (of) => comesIn(of, tcp(B, A, 80, 1024))),
      verdict(mode, (of) => comesIn(of, udp(B, A, 67, 68)) && comesIn(of, tcp(B, A, 1024, 3389))),
      bySa(mode),
    ]),
  );
});

it('its levels exempt what the table says', () => {
  const word = (comes: boolean, goes: boolean): string => {
    if (comes && goes) return 'exempt';
    if (comes) return 'inbound exempt';
    return goes ? 'outbound exempt' : 'filtered';
  };
  const { rows } = tableUnder(PAGE, 'The driver', 'level');
  expect(rows).toEqual(
    ([0, 1, 2, 3] as ExemptionLevel[]).map((level) => {
      const of = inMode(SECURE, { level });
      const both = (coming: Uint8Array, going: Uint8Array): string =>
        word(comesIn(of, coming), goesOut(of, going));
      const many = [GROUP, BROADCAST].map((to) => both(udp(B, to, 9, 9), udp(A, to, 9, 9)));
      expect(new Set(many).size).toBe(1);
      return [
        String(level),
        many[0],
        both(ipPacket(46, B, A), ipPacket(46)),
        both(tcp(B, A, 88, 1024), tcp(A, B, 1024, 88)),
        both(udp(B, A, 500, 500), udp(A, B, 500, 500)),
      ];
    }),
  );
});

describe('its diagnostics', () => {
  it('report at each level what the table says', () => {
    const levels = tableUnder(PAGE.split('Diagnostics (')[1]!.replace(/^/, '## x\n'), 'x', 'level');
    const yesNo = (value: boolean): string => (value ? 'yes' : 'no');
    expect(levels.rows).toEqual(
      Array.from({ length: 8 }, (_, level) => [
        String(level),
        yesNo(isReported(level, 'inbound', 'bad-icv')),
        yesNo(isReported(level, 'inbound', 'blocked-by-policy')),
        yesNo(isReported(level, 'outbound', 'blocked-by-policy')),
        yesNo(isReported(level, 'inbound', 'clear-text-required-protection')),
      ]),
    );
  });
});
