/** The parts of the demo that show a state: sockets, SAs, statistics, evidence. */

import { systemNow } from '../net/clock.ts';
import { saText } from '../observe/sa-text.ts';
import { COLUMNS } from '../observe/text.ts';
import { ALPHA, BETA } from './demo-hosts.ts';
import type { DemoMethod } from './demo-method.ts';
import { EVIDENCE, type Evidence } from './evidence.ts';
import type { HostState } from './host-state.ts';
import type { Page } from './page.ts';
import type { ROLES } from './socket-map.ts';
import type { Stage } from './stage.ts';

/** Who is there, and where each address really is. */
export function showStart({ page, group }: Stage): void {
  page.section(
    'Two peers',
    'Each believes in its own addresses; a table maps them to sockets on 127.0.0.1, so that nothing needs root. The link socket carries whole IP packets: clear ones, and ESP as protocol 50.',
  );
  const { map } = group.sockets;
  const rows = [ALPHA, BETA].flatMap((host) =>
    [host.address, host.behind, host.inner].map((address, i) => {
      const port = (role: (typeof ROLES)[number]): string =>
        map[address]?.[role]?.replace(/^.*:/, ':') ?? '';
      return [i === 0 ? host.name : '', address, port('ike'), port('natT'), port('link')];
    }),
  );
  page.table(['process', 'address', 'IKE, UDP 500', 'NAT-T, UDP 4500', 'link'], rows);
}

/** Beta's SAs: the traffic and the attacks are in their figures. */
export async function showSas({ page, group }: Stage): Promise<void> {
  page.section(
    "Beta's security associations",
    'As `espial sa` shows them: what was agreed, how long it lasts, what went through, and what was refused.',
  );
  const { mainModes, quickModes } = await group.peer(BETA.name).state();
  page.block(saText(mainModes, quickModes, systemNow(), page.palette));
}

/** Both hosts' counters next to each other; those that are zero on both sides are left out. */
export async function showStatistics({ page, group }: Stage): Promise<void> {
  page.section(
    'Statistics',
    "As `espial stats` shows them, under the names of Windows Server 2003's IP Security Monitor.",
  );
  const alpha = await group.peer(ALPHA.name).state();
  const beta = await group.peer(BETA.name).state();
  const tables: readonly (readonly [string, keyof HostState['statistics']])[] = [
    ['IKE (main mode)', 'ike'],
    ['IPsec (quick mode)', 'ipsec'],
  ];
  for (const [title, group] of tables) {
    const rows = alpha.statistics[group].map(({ label, value }, i) => ({
      label,
      values: [value, beta.statistics[group][i]?.value ?? 0],
    }));
    page.line(page.palette.bold(statisticsRow(title, ALPHA.name, BETA.name, ' ')));
    for (const { label, values } of rows.filter((row) => row.values.some((value) => value !== 0))) {
      page.line(statisticsRow(`  ${label}`, String(values[0]), String(values[1]), '.'));
    }
  }
}

function statisticsRow(label: string, left: string, right: string, fill: string): string {
  const figures = `${left.padStart(9)}${right.padStart(9)}`;
  const dots = (text: string, width: number): string => `${text} `.padEnd(width, fill);
  return `${dots(label, COLUMNS - figures.length)}${figures}`;
}

/** Where everything lies, and how to open it. */
export function showEvidence(
  page: Page,
  evidence: Evidence,
  method: DemoMethod,
  milliseconds: number,
): void {
  page.section(
    'The evidence',
    `The real datagrams and the keys that open them are in files that only you can read, in ${evidence.folder}`,
  );
  const files: readonly (readonly [string, string])[] = [
    [EVIDENCE.good, 'everything that alpha sent and received, both ways'],
    [EVIDENCE.attacks, 'what beta received during the attacks'],
    [EVIDENCE.attackList, 'which of its frames were replayed and which forged'],
    [EVIDENCE.ikeKeys, "the main modes' cipher keys, as Wireshark reads them"],
    [EVIDENCE.espKeys, "the ESP SAs' keys, as Wireshark reads them"],
    [`${ALPHA.name}.yaml, ${BETA.name}.yaml`, 'the peers, for `espial peer FILE`'],
    ...method.evidence,
  ];
  for (const [file, what] of files) page.labelled(`  ${file}`, what, 28);
  page.line('');
  page.text('Open them, decrypted, with tshark (or wireshark):');
  page.line(evidence.tshark(EVIDENCE.good));
  page.line(evidence.tshark(EVIDENCE.attacks));
  page.line('');
  page.line(page.palette.green(`Done in ${(milliseconds / 1000).toFixed(1)} s.`));
}
