/**
 * strongSwan's own account of a run: the keys in the log that charon writes at `ike = 4`, `chd = 4`.
 *
 * Each value is a line `NAME => N bytes @ ADDRESS` and then lines of a hexadecimal dump. Threads write at the same
 * time, so each is followed by itself.
 */

/** A phase 1 by its initiator cookie. Hexadecimal. */
interface CharonIke {
  readonly initiatorCookie: string;
  /** Ka of RFC 2409 App. B. */
  readonly cipherKey: string;
}

/** One SA of ESP or AH. Keys are hexadecimal; that of an AEAD or counter mode ends with its salt. */
export interface CharonSa {
  readonly protocol: 'ESP' | 'AH';
  /** Eight digits. */
  readonly spi: string;
  /** As charon calls them: AES_CBC, HMAC_SHA1_96. */
  readonly encryption: string;
  readonly integrity: string | undefined;
  readonly encryptionKey: string;
  readonly integrityKey: string;
}

export interface CharonKeys {
  readonly ike: readonly CharonIke[];
  readonly sas: readonly CharonSa[];
}

type Who = 'initiator' | 'responder';

/** What one thread has said so far. */
interface Thread {
  cookie?: string;
  /** The value whose dump is being read. */
  name?: string;
  wanted: number;
  dump: string;
  encryption?: string;
  integrity?: string;
  values: Map<string, string>;
}

const LINE = /^\S+ (\d+)\[\w+\] ?(.*)$/;
const COOKIES =
  /(?:checkout IKEv1 SA by message|checkin IKEv1 SA .*) with SPIs (\w{16})_i \w{16}_r/;
const VALUE = /^(.+?) => (\d+) bytes @/;
const DUMP = /^\s+\d+: ((?:[0-9A-F]{2} ){1,16})/;
const ALGORITHM = /^ {2}using (\w+) for (encryption|integrity)/;

/** Reads the keys out of a log. What is no key is passed over. */
export function charonKeys(log: string): CharonKeys {
  const threads = new Map<string, Thread>();
  const ike = new Map<string, CharonIke>();
  const sas: CharonSa[] = [];
  for (const line of log.split('\n')) {
    const [, id, said] = LINE.exec(line) ?? [];
    if (id === undefined || said === undefined) continue;
    const thread: Thread = threads.get(id) ?? { wanted: 0, dump: '', values: new Map() };
    threads.set(id, thread);
    read(thread, said);
    const cipherKey = thread.values.get('encryption key Ka');
    if (cipherKey !== undefined && thread.cookie !== undefined) {
      ike.set(thread.cookie, { initiatorCookie: thread.cookie, cipherKey });
      thread.values.delete('encryption key Ka');
    }
    if (!/^adding outbound (ESP|AH) SA/.test(said)) continue;
    for (const who of ['initiator', 'responder'] as const) {
      const sa = saOf(thread, who);
      if (sa !== undefined) sas.push(sa);
    }
    thread.values.clear();
    delete thread.encryption;
    delete thread.integrity;
  }
  return { ike: [...ike.values()], sas };
}

function read(thread: Thread, said: string): void {
  const cookie = COOKIES.exec(said)?.[1];
  if (cookie !== undefined) thread.cookie = cookie;
  const [, algorithm, use] = ALGORITHM.exec(said) ?? [];
  if (use === 'encryption') thread.encryption = algorithm!;
  if (use === 'integrity') thread.integrity = algorithm!;
  const [, name, octets] = VALUE.exec(said) ?? [];
  if (name !== undefined) {
    thread.name = name.trim();
    thread.wanted = Number(octets) * 2;
    thread.dump = '';
    return;
  }
  const dump = DUMP.exec(said)?.[1];
  if (dump === undefined || thread.name === undefined) return;
  thread.dump += dump.replaceAll(' ', '').toLowerCase();
  if (thread.dump.length < thread.wanted) return;
  thread.values.set(thread.name, thread.dump.slice(0, thread.wanted));
  delete thread.name;
}

/** The SA that the initiator, or the responder, sends with: its seed is [the shared secret of PFS], protocol, SPI, nonces. */
function saOf({ values, encryption, integrity }: Thread, who: Who): CharonSa | undefined {
  const seed = values.get(`${who} SA seed`)?.slice(values.get('DH secret')?.length ?? 0);
  const [, number, spi] = /^0([23])(.{8})/.exec(seed ?? '') ?? [];
  const isAh = number === '2';
  if (spi === undefined || (encryption === undefined && !isAh)) return undefined;
  return {
    protocol: isAh ? 'AH' : 'ESP',
    spi,
    encryption: encryption ?? '',
    integrity,
    encryptionKey: values.get(`encryption ${who} key`) ?? '',
    integrityKey: values.get(`integrity ${who} key`) ?? '',
  };
}
