/** Vendor IDs that say something: what a peer is, or what it can do (RFC 2408 3.16). */

import { fromHex, toHex, wordAt } from '../../base/bytes.ts';

/** A known vendor ID. */
export interface VendorId {
  readonly key: string;
  readonly name: string;
  /** Lower-case hexadecimal. */
  readonly hex: string;
  /** More octets (a version, a build) may follow. */
  readonly prefix: boolean;
  /** The text whose MD5 it is, where it is one. */
  readonly md5Of: string | undefined;
  readonly reference: string;
}

const IKE_SCAN = 'observed (ike-scan ike-vendor-ids)';
const MS_IKEE = 'MS-IKEE 1.7';

const KNOWN = {
  ESPIAL: md5('b4ae6d944b339f98bf32a56cf04d2d42', 'Espial', 'private use, between Espials only'),
  RFC_3947: md5('4a131c81070358455c5728f20e95452f', 'RFC 3947', 'RFC 3947 3.1'),
  NAT_T_00: md5('4485152d18b6bbcd0be8a8469579ddcc', 'draft-ietf-ipsec-nat-t-ike-00'),
  NAT_T_01: md5('16f6ca16e4a4066d83821a0f0aeaa862', 'draft-ietf-ipsec-nat-t-ike-01'),
  NAT_T_02: md5('cd60464335df21f87cfdb2fc68b6a448', 'draft-ietf-ipsec-nat-t-ike-02'),
  NAT_T_02_LINE_FEED: md5('90cb80913ebb696e086381b5ec427b1f', 'draft-ietf-ipsec-nat-t-ike-02\n'),
  NAT_T_03: md5('7d9419a65310ca6f2c179d9215529d56', 'draft-ietf-ipsec-nat-t-ike-03'),
  NAT_T_04: md5('9909b64eed937c6573de52ace952fa6b', 'draft-ietf-ipsec-nat-t-ike-04'),
  NAT_T_05: md5('80d0bb3def54565ee84645d4c85ce3ee', 'draft-ietf-ipsec-nat-t-ike-05'),
  NAT_T_06: md5('4d1e0e136deafa34c4f3ea9f02ec7285', 'draft-ietf-ipsec-nat-t-ike-06'),
  NAT_T_07: md5('439b59f8ba676c4c7737ae22eab8f582', 'draft-ietf-ipsec-nat-t-ike-07'),
  NAT_T_08: md5('8f8d83826d246b6fc7a8a6a428c11de8', 'draft-ietf-ipsec-nat-t-ike-08'),
  NAT_T: md5('4df37928e9fc4fd1b3262170d515c662', 'draft-ietf-ipsec-nat-t-ike'),
  ESP_THRU_NAT: md5('50760f624c63e5c53eea386c685ca083', 'ESPThruNAT'),
  DPD: exact('afcad71368a1f1c96b8696fc77570100', 'Dead Peer Detection 1.0', 'RFC 3706 5.1'),
  DPD_OTHER: prefixed('afcad71368a1f1c96b8696fc7757', 'Dead Peer Detection', 'RFC 3706 5.1'),
  FRAGMENTATION: begins('4048b7d56ebce88525e7de7f00d6c2d3', 'FRAGMENTATION', 'MS-IKEE 1.7'),
  XAUTH: exact('09002689dfd6b712', 'XAUTH', 'draft-beaulieu-ike-xauth-02'),
  MS_NT5_2000: exact('1e2b516905991c7d7c96fcbfb587e46100000002', 'Windows 2000', MS_IKEE),
  MS_NT5_XP: exact('1e2b516905991c7d7c96fcbfb587e46100000003', 'Windows XP', MS_IKEE),
  MS_NT5_2003: exact('1e2b516905991c7d7c96fcbfb587e46100000004', 'Windows Server 2003', MS_IKEE),
  MS_NT5_VISTA: exact('1e2b516905991c7d7c96fcbfb587e46100000005', 'Windows Vista', MS_IKEE),
  MS_NT5_2008: exact('1e2b516905991c7d7c96fcbfb587e46100000006', 'Windows Server 2008', MS_IKEE),
  MS_NT5_7: exact('1e2b516905991c7d7c96fcbfb587e46100000007', 'Windows 7', MS_IKEE),
  MS_NT5_2008_R2: exact(
    '1e2b516905991c7d7c96fcbfb587e46100000008',
    'Windows Server 2008 R2',
    MS_IKEE,
  ),
  MS_NT5_8: exact('1e2b516905991c7d7c96fcbfb587e46100000009', 'Windows 8 or later', MS_IKEE),
  MS_NT5: begins('1e2b516905991c7d7c96fcbfb587e461', 'MS NT5 ISAKMPOAKLEY', MS_IKEE),
  GSSAPI: md5('621b04bb09882ac1e15935fefa24aeee', 'GSSAPI', MS_IKEE),
  INITIAL_CONTACT: md5('26244d38eddb61b3172a36e3d0cfb819', 'Vid-Initial-Contact', MS_IKEE),
  NLBS_PRESENT: md5('72872b95fcda2eb708efe322119b4971', 'NLBS_PRESENT', MS_IKEE),
  MS_CGA: md5('e3a5966a76379fe707228231e5ce8652', 'IKE CGA version 1', MS_IKEE),
  MS_AUTHIP: md5('214ca4faffa7f32d6748e5303395ae83', 'MS-MamieExists', 'MS-AIPS 2.2'),
  MS_DISCOVERY: md5(
    'fb1de3cdf341b7ea16b7e5be0855f120',
    'MS-Negotiation Discovery Capable',
    MS_IKEE,
  ),
  GSS_AUTH: md5('ad2c0dd0b9c32083ccba25b8861ec455', 'A GSS-API Authentication Method for IKE'),
  GSS_AUTH_LINE_FEED: md5(
    'b46d8914f3aaa3f2fedeb7c7db2943ca',
    'A GSS-API Authentication Method for IKE\n',
  ),
  STRONGSWAN: md5('882fe56d6fd20dbc2251613b2ebe5beb', 'strongSwan'),
  RACOON: md5('7003cbc1097dbe9c2600ba6983bc8b35', 'KAME/racoon'),
  CISCO_UNITY: prefixed('12f5f28c457168a9702d9fe274cc', 'Cisco Unity', IKE_SCAN),
  CISCO_CONCENTRATOR: prefixed('1f07f70eaa6514d3b0fa96542a', 'Cisco VPN 3000', IKE_SCAN),
  CHECK_POINT: prefixed('f4ed19e0c114eb516faaac0ee37daf2807b4381f', 'Check Point', IKE_SCAN),
  SAFENET: prefixed('47bbe7c993f1fc13b4e6d0db565c68e5', 'SafeNet SoftRemote', IKE_SCAN),
  OPENPGP: prefixed('4f70656e504750', 'OpenPGP', IKE_SCAN),
  HEARTBEAT: prefixed('4865617274426561745f4e6f74696679', 'HeartBeat_Notify', IKE_SCAN),
  NORTEL: prefixed('424e4553', 'Nortel Contivity', IKE_SCAN),
  SONICWALL: exact('404bf439522ca3f6', 'SonicWALL', IKE_SCAN),
  TIMESTEP: prefixed('54494d4553544550', 'TimeStep', IKE_SCAN),
} as const satisfies Record<string, Omit<VendorId, 'key'>>;

/** All known vendor IDs; where one begins another, the longer stands first. */
export const VENDOR_IDS: readonly VendorId[] = Object.entries(KNOWN).map(([key, known]) => ({
  key,
  ...known,
}));

/** Octets by which one vendor ID is told from most others: none is shorter. */
const FRONT_OCTETS = 4;

interface Candidate {
  readonly known: VendorId;
  readonly octets: Uint8Array;
}

const OCTETS: ReadonlyMap<string, Uint8Array> = new Map(
  VENDOR_IDS.map(({ key, hex }) => [key, fromHex(hex)]),
);
const BY_FRONT = candidatesByFront();

/** The octets of a known vendor ID, as one sends them. They are shared: not to be changed. */
export function vendorIdBytes(key: keyof typeof KNOWN): Uint8Array {
  return OCTETS.get(key)!;
}

/** The vendor ID that the octets are, or begin with where a version may follow; else undefined. */
export function findVendorId(octets: Uint8Array): VendorId | undefined {
  if (octets.length < FRONT_OCTETS) return undefined;
  const candidates = BY_FRONT.get(wordAt(octets, 0)) ?? [];
  return candidates.find((candidate) => isOf(candidate, octets))?.known;
}

/** Each first message has some, of strangers too: no text is made of them, nor are all looked through. */
function candidatesByFront(): ReadonlyMap<number, readonly Candidate[]> {
  const byFront = new Map<number, Candidate[]>();
  // Whole ones before those that are the front of others.
  const ordered = [false, true].flatMap((prefix) =>
    VENDOR_IDS.filter((known) => known.prefix === prefix),
  );
  for (const known of ordered) {
    const octets = OCTETS.get(known.key)!;
    const front = wordAt(octets, 0);
    const others = byFront.get(front);
    if (others === undefined) byFront.set(front, [{ known, octets }]);
    else others.push({ known, octets });
  }
  return byFront;
}

function isOf({ known, octets: own }: Candidate, octets: Uint8Array): boolean {
  if (known.prefix ? octets.length < own.length : octets.length !== own.length) return false;
  for (let i = 0; i < own.length; i++) if (own[i] !== octets[i]) return false;
  return true;
}

/** The name of a vendor ID, or `unknown (first octets)`. */
export function vendorIdName(octets: Uint8Array): string {
  const known = findVendorId(octets);
  if (known === undefined) return `unknown (${toHex(octets.subarray(0, 8))})`;
  const more = toHex(octets).slice(known.hex.length);
  return more === '' ? known.name : `${known.name} (${more})`;
}

type Row = Omit<VendorId, 'key'>;

function exact(hex: string, name: string, reference: string): Row {
  return { name, hex, prefix: false, md5Of: undefined, reference };
}

function prefixed(hex: string, name: string, reference: string): Row {
  return { name, hex, prefix: true, md5Of: undefined, reference };
}

function md5(hex: string, text: string, reference: string = text.trim()): Row {
  return { name: text.trim(), hex, prefix: false, md5Of: text, reference };
}

/** An MD5 behind which vendors put a version. */
function begins(hex: string, text: string, reference: string): Row {
  return { name: text, hex, prefix: true, md5Of: text, reference };
}
