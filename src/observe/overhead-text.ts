/** What protection costs in each suite, as a table of 80 columns. */

/** What one suite costs in one mode. */
export interface OverheadFigures {
  /** Octets of the protected packet on the wire. */
  readonly wireOctets: number;
  readonly addedOctets: number;
  /** The longest packet that still fits the outer MTU in one piece; 0 if there is none. */
  readonly innerMtu: number;
  /** What TCP may put into such a packet; 0 if nothing. */
  readonly tcpMss: number;
}

/** One suite in the modes asked for. */
export interface OverheadRow {
  readonly suite: string;
  readonly transport?: OverheadFigures;
  readonly tunnel?: OverheadFigures;
}

/** What was asked. */
export interface OverheadQuestion {
  readonly size: number;
  readonly mtu: number;
  readonly version: 4 | 6;
  readonly natTraversal: boolean;
}

const MODES = ['transport', 'tunnel'] as const;
const HEADS = ['wire', 'more', 'inner MTU', 'MSS'] as const;
const COLUMNS_OF_HEAD = HEADS.map((head) => Math.max(head.length, 5) + 2);
const GROUP_COLUMNS = COLUMNS_OF_HEAD.reduce((sum, columns) => sum + columns, 0);
const ANY_AES = /^aes(128|192|256)/;

/** The table; suites that differ only in the length of an AES key, which costs nothing, share a line. */
export function overheadText(question: OverheadQuestion, rows: readonly OverheadRow[]): string {
  const lines = merged(rows);
  const nameColumns = Math.max(...lines.map(({ suite }) => suite.length), 'suite'.length);
  const modes = MODES.filter((mode) => lines.some((row) => row[mode] !== undefined));
  const tooLong = lines.some((row) => modes.some((mode) => isTooLong(row[mode], question)));
  return [
    headline(question),
    '',
    `${''.padEnd(nameColumns)}${modes.map((mode) => mode.padStart(GROUP_COLUMNS)).join('')}`,
    `${'suite'.padEnd(nameColumns)}${modes.map(() => cells([...HEADS])).join('')}`,
    ...lines.map(
      (row) =>
        `${row.suite.padEnd(nameColumns)}${modes.map((mode) => figuresText(row[mode], question)).join('')}`,
    ),
    '',
    ...(tooLong ? ['* longer than the MTU: sent in pieces, or refused.'] : []),
    ...(lines.some(({ suite }) => suite.startsWith('aes*'))
      ? ['aes* stands for aes128, aes192 and aes256: the key costs no octets.']
      : []),
    'All figures are octets. "wire" is the whole IP packet, "more" what was added.',
  ].join('\n');
}

function headline({ size, mtu, version, natTraversal }: OverheadQuestion): string {
  const around = natTraversal ? 'ESP in UDP' : 'ESP';
  return `A packet of ${size} octets in ${around} over IPv${version}; what fits an MTU of ${mtu}.`;
}

function merged(rows: readonly OverheadRow[]): OverheadRow[] {
  const families = new Map<string, OverheadRow[]>();
  for (const row of rows) {
    const family = row.suite.replace(ANY_AES, 'aes*');
    families.set(family, [...(families.get(family) ?? []), row]);
  }
  return [...families].flatMap(([family, members]) =>
    members.length === 3 ? [{ ...members[0]!, suite: family }] : members,
  );
}

function figuresText(figures: OverheadFigures | undefined, question: OverheadQuestion): string {
  if (figures === undefined) return cells(HEADS.map(() => ''));
  const { wireOctets, addedOctets, innerMtu, tcpMss } = figures;
  const mark = isTooLong(figures, question) ? '*' : '';
  const some = (octets: number): string => (octets > 0 ? String(octets) : '-');
  return cells([`${wireOctets}${mark}`, String(addedOctets), some(innerMtu), some(tcpMss)]);
}

function isTooLong(figures: OverheadFigures | undefined, { mtu }: OverheadQuestion): boolean {
  return figures !== undefined && figures.wireOctets > mtu;
}

function cells(texts: readonly string[]): string {
  return texts.map((text, i) => text.padStart(COLUMNS_OF_HEAD[i]!)).join('');
}
