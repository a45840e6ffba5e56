/** What must hold of a capture: a pure judgement over the rows that tshark printed. */

/** The fields asked of tshark, in the order of a row. */
export const FIELDS = [
  'frame.number',
  'frame.protocols',
  '_ws.malformed',
  '_ws.expert.severity',
  '_ws.expert.message',
  'isakmp.flag_e',
  'isakmp.typepayload',
  'isakmp.extradata',
  'esp.spi',
  'esp.icv_good',
  'esp.icv_bad',
  'ip.src',
  'ip.dst',
  'udp.payload',
] as const;

export interface FrameRow {
  readonly number: number;
  /** Such as raw, ip, udp, udpencap, esp, ip, icmp. */
  readonly protocols: readonly string[];
  readonly malformed: boolean;
  /** An expert item of severity Error. */
  readonly expertError: string | undefined;
  readonly encrypted: boolean;
  /** The types of the payloads that tshark reached. */
  readonly payloads: readonly number[];
  /** Hex behind the last payload: padding. */
  readonly extra: string;
  readonly icv: 'good' | 'bad' | 'unknown' | undefined;
  /** Addresses and UDP payload: what makes two frames the same datagram. */
  readonly datagram: string;
}

/** One line of the report. */
export interface Check {
  readonly passed: boolean;
  readonly text: string;
  readonly details: readonly string[];
}

/** What attacks.json says of attacks.pcapng. */
export interface Attacks {
  readonly forgedFrames: readonly number[];
  readonly replayedFrames: readonly number[];
}

/** PI_ERROR of Wireshark's epan/proto.h. */
const SEVERITY_ERROR = 0x00800000;

/** One line of `tshark -T fields -E separator=|`, with FIELDS. */
export function parseRow(line: string): FrameRow {
  const cells = line.split('|');
  const cell = (name: (typeof FIELDS)[number]): string => cells[FIELDS.indexOf(name)] ?? '';
  const protocols = cell('frame.protocols').split(':');
  const severe = cell('_ws.expert.severity')
    .split(',')
    .some((s) => Number(s) >= SEVERITY_ERROR);
  return {
    number: Number(cell('frame.number')),
    protocols,
    malformed: cell('_ws.malformed') !== '',
    expertError: severe ? cell('_ws.expert.message') : undefined,
    encrypted: isTrue(cell('isakmp.flag_e')),
    payloads: cell('isakmp.typepayload').split(',').filter(Boolean).map(Number),
    extra: cell('isakmp.extradata').replaceAll(/[,:]/g, ''),
    icv: protocols.includes('esp') ? icvOf(cell('esp.icv_good'), cell('esp.icv_bad')) : undefined,
    datagram: `${cell('ip.src')}>${cell('ip.dst')}:${cell('udp.payload')}`,
  };
}

/**
 * Frames that repeat an earlier encrypted ISAKMP datagram byte for byte. tshark moves its IV over them and then
 * calls the copy malformed, so that they must go before it judges.
 */
export function retransmissions(rows: readonly FrameRow[]): number[] {
  const seen = new Set<string>();
  const copies: number[] = [];
  for (const row of rows.filter((r) => isIsakmp(r) && r.encrypted)) {
    if (seen.has(row.datagram)) copies.push(row.number);
    seen.add(row.datagram);
  }
  return copies;
}

/** The checks on good.pcapng. `removed` is how many retransmissions were taken out before. */
export function judgeGood(rows: readonly FrameRow[], removed: number): Check[] {
  const isakmp = rows.filter(isIsakmp);
  const encrypted = isakmp.filter((row) => row.encrypted);
  const esp = rows.filter(isEsp);
  const inUdp = esp.filter((row) => row.protocols.includes('udpencap')).length;
  const note = removed > 0 ? ` (${removed} identical retransmissions left out)` : '';
  return [
    every('good.pcapng: ISAKMP messages decode without a malformed mark', isakmp, marks, note),
    every('good.pcapng: encrypted ISAKMP messages decrypt', encrypted, notDecrypted),
    every(
      'good.pcapng: ESP packets have a good ICV and show their inner packet',
      esp,
      notOpened,
      ` (${esp.length - inUdp} as protocol 50, ${inUdp} in UDP)`,
    ),
  ];
}

/** The checks on attacks.pcapng: the forged frames and no others fail. */
export function judgeAttacks(rows: readonly FrameRow[], attacks: Attacks): Check[] {
  const esp = rows.filter(isEsp);
  const bad = esp.filter((row) => row.icv === 'bad').map((row) => row.number);
  const forged = [...attacks.forgedFrames].sort((a, b) => a - b);
  const others = esp.filter((row) => !forged.includes(row.number));
  const replays = attacks.replayedFrames.map((n) => esp.find((row) => row.number === n) ?? n);
  return [
    {
      passed: forged.length > 0 && bad.join() === forged.join(),
      text: `attacks.pcapng: exactly the forged frames have a bad ICV: ${forged.join(', ') || 'none named'}`,
      details:
        bad.join() === forged.join() ? [] : [`tshark found bad: ${bad.join(', ') || 'none'}`],
    },
    every('attacks.pcapng: all other ESP packets are good', others, notOpened),
    {
      passed: replays.length > 0 && replays.every((r) => typeof r !== 'number' && r.icv === 'good'),
      text: `attacks.pcapng: replayed frames are genuine ESP packets: ${attacks.replayedFrames.join(', ') || 'none named'}`,
      details: replays.filter((r) => typeof r === 'number').map((n) => `frame ${n} is not ESP`),
    },
  ];
}

function isIsakmp(row: FrameRow): boolean {
  return row.protocols.includes('isakmp');
}

function isEsp(row: FrameRow): boolean {
  return row.protocols.includes('esp');
}

/** A check that holds if there are rows and none has a complaint. */
function every(
  text: string,
  rows: readonly FrameRow[],
  complaint: (row: FrameRow) => string | undefined,
  note = '',
): Check {
  const details = rows.flatMap((row) => {
    const found = complaint(row);
    return found === undefined ? [] : [`frame ${row.number}: ${found}`];
  });
  const count = `${rows.length - details.length} of ${rows.length}`;
  return {
    passed: rows.length > 0 && details.length === 0,
    text: `${text}: ${count}${note}`,
    details,
  };
}

function marks(row: FrameRow): string | undefined {
  if (row.malformed) return 'malformed';
  if (row.expertError !== undefined) return row.expertError;
  return row.encrypted || row.payloads.length > 0 ? undefined : 'no payload decoded';
}

function notDecrypted(row: FrameRow): string | undefined {
  if (row.payloads.length === 0) return 'not decrypted';
  // RFC 2409 App. B pads with zeros: anything else behind the last payload is the wrong key's noise.
  if (/[^0]/.test(row.extra)) return 'padding is not zero: wrong key?';
  return marks(row);
}

function notOpened(row: FrameRow): string | undefined {
  if (row.icv !== 'good') return `ICV ${row.icv}`;
  const inner = row.protocols[row.protocols.indexOf('esp') + 1];
  return inner === undefined || inner === 'data' ? 'no inner packet shown' : undefined;
}

function icvOf(good: string, bad: string): 'good' | 'bad' | 'unknown' {
  if (isTrue(good)) return 'good';
  return isTrue(bad) ? 'bad' : 'unknown';
}

function isTrue(text: string): boolean {
  return text === '1' || text === 'True';
}
