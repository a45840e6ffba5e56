/**
 * Every label that `show` prints, in one table, so that one that turns out to be wrong is one edit.
 * No sample of the tool's real output was to be had: `unverified` labels are what descriptions of it
 * say, `own` ones are ours where those say nothing. (The labels of statistics stand with these.)
 */

type LabelCertainty = 'unverified' | 'own';

export interface Label {
  readonly text: string;
  readonly certainty: LabelCertainty;
}

const U = (text: string): Label => ({ text, certainty: 'unverified' });
const OWN = (text: string): Label => ({ text, certainty: 'own' });

export const LABELS = {
  // static: policies
  policyName: U('Policy Name'),
  description: U('Description'),
  store: U('Store'),
  lastModified: U('Last Modified'),
  guid: U('GUID'),
  assigned: U('Assigned'),
  masterPfs: U('Master PFS'),
  pollingInterval: U('Polling Interval'),
  numberOfRules: U('No. of Rules'),
  mainModeLifetime: U('MainMode LifeTime'),
  quickModeLimit: U('Quickmode limit'),
  mainModeOrder: U('Main Mode Security Method Order'),
  encryption: U('Encryption'),
  integrity: U('Integrity'),
  dhGroup: U('DH Group'),
  ikeSettings: U('IKE Settings'),
  ruleDetails: U('Rule Details'),
  numberOfPolicies: OWN('No. of Policies'),
  // static: rules
  ruleId: U('Rule ID'),
  ruleName: U('Rule Name'),
  activated: U('Activated'),
  connectionType: U('Connection Type'),
  authenticationMethods: U('Authentication Methods'),
  tunnelDestination: U('Tunnel Dest IP Address'),
  filterListDetails: U('FilterList Details'),
  filterActionDetails: U('FilterAction Details'),
  defaultRule: OWN('Default Response Rule'),
  shortFilterList: OWN('FilterList'),
  shortFilterAction: OWN('FilterAction'),
  shortTunnel: OWN('Tunnel Dest'),
  // static: filter lists
  filterListName: U('FilterList Name'),
  numberOfFilters: U('No. of Filters'),
  numberOfFilterLists: OWN('No. of FilterLists'),
  filters: U('Filter(s)'),
  mirrored: U('Mirrored'),
  sourceAddress: U('Source IP Address'),
  sourceMask: U('Source Mask'),
  sourceDnsName: U('Source DNS Name'),
  destinationAddress: U('Destination IP Address'),
  destinationMask: U('Destination Mask'),
  destinationDnsName: U('Destination DNS Name'),
  protocol: U('Protocol'),
  sourcePort: U('Source Port'),
  destinationPort: U('Destination Port'),
  // static: filter actions
  filterActionName: U('FilterAction Name'),
  action: U('Action'),
  allowUnsecure: U('AllowUnsecure(Fallback)'),
  inboundPassthrough: U('Inbound Passthrough'),
  quickModePfs: U('QMPFS'),
  numberOfMethods: U('No. of Security.Methods'),
  numberOfFilterActions: OWN('No. of FilterActions'),
  ah: U('AH'),
  esp: U('ESP'),
  seconds: U('Seconds'),
  kilobytes: U('kBytes'),
  pfs: U('PFS'),
  // static: store and directory
  location: OWN('Location'),
  domain: OWN('Domain'),
  gpo: OWN('Group Policy Object'),
  assignedPolicy: OWN('Assigned Policy'),
  // dynamic: policies
  mainModePolicyName: OWN('MainMode Policy Name'),
  quickModePolicyName: OWN('QuickMode Policy Name'),
  source: OWN('Source'),
  destination: OWN('Destination'),
  softSaLifetime: OWN('Soft SA LifeTime'),
  numberOfMainModePolicies: OWN('No. of MainMode Policies'),
  numberOfQuickModePolicies: OWN('No. of QuickMode Policies'),
  // dynamic: filters and rules
  filterName: OWN('Filter Name'),
  filterSource: OWN('From Policy Of'),
  weight: OWN('Weight'),
  direction: U('Direction'),
  inboundAction: U('Inbound Action'),
  outboundAction: U('Outbound Action'),
  tunnelSource: OWN('Tunnel Source'),
  tunnelEnd: OWN('Tunnel Destination'),
  numberOfGenericFilters: OWN('No. of Generic Filters'),
  numberOfSpecificFilters: OWN('No. of Specific Filters'),
  // dynamic: SAs
  cookiePair: U('Cookie Pair'),
  secMethods: U('Sec Methods'),
  authMode: U('Auth Mode'),
  id: U('ID'),
  dnsName: U('DNS Name'),
  dateCreated: OWN('Date/Time Created'),
  peer: U('Peer'),
  numberOfMainModeSas: OWN('No. of MainMode SAs'),
  numberOfQuickModeSas: OWN('No. of QuickMode SAs'),
  numberOfSoftSas: OWN('No. of Soft SAs'),
  transportFilter: U('Transport Filter'),
  tunnelFilter: U('Tunnel Filter'),
  encapsulation: U('Encapsulation Type'),
  mode: OWN('Mode'),
  ikePorts: U('IKE Source/Dest Port'),
  peerPrivateAddress: U('Peer Private Addr'),
  offerUsed: U('Offer Used'),
  ahOffer: U('AH(b/r)'),
  espConfidentiality: U('ESP Confid(b/r)'),
  espIntegrity: U('ESP Integrity'),
  pfsOffer: U('PFS (B/P)'),
  keyLifetime: U('Key Lifetime(KB/sec)'),
  spis: OWN('SPIs in/out'),
  // dynamic: config
  ipsecDiagnostics: U('IPSecDiagnostics'),
  ikeLogging: U('IKElogging'),
  strongCrlCheck: U('StrongCRLCheck'),
  ipsecLogInterval: U('IPSecloginterval'),
  ipsecExempt: U('IPSecexempt'),
  bootMode: U('Boot Mode'),
  bootExemptions: U('Boot Mode Exemptions'),
  shortSourcePort: U('Src Port'),
  shortDestinationPort: U('Dst Port'),
  // dynamic: statistics
  ikeStatistics: U('IKE Statistics'),
  ipsecStatistics: U('IPsec Statistics'),
  assignedNow: OWN('Policies In Force'),
} as const satisfies Readonly<Record<string, Label>>;

export type LabelKey = keyof typeof LABELS;

/** What stands for values that are no text of the administrator's. All unverified. */
export const WORDS = {
  yes: 'YES',
  no: 'NO',
  none: 'NONE',
  me: '<My IP Address>',
  any: '<Any IP Address>',
  servers: {
    DNS: '<DNS Server>',
    WINS: '<WINS Server>',
    DHCP: '<DHCP Server>',
    GATEWAY: '<Default Gateway>',
  },
  anyPort: 'ANY',
  actions: { permit: 'PERMIT', block: 'BLOCK', negotiate: 'NEGOTIATE SECURITY' },
  inboundPassthrough: 'INBOUND PASS THROUGH',
  soft: 'SOFT',
  softSa: 'NONE (soft SA: in clear)',
  connections: { all: 'ALL', lan: 'LAN', dialup: 'DIALUP' },
  groups: { 1: 'LOW(1)', 2: 'MEDIUM(2)', 3: 'DH2048(3)' },
  sources: {
    persistent: 'Persistent Store',
    directory: 'Directory Store',
    cache: 'Directory Store (cached)',
    local: 'Local Store',
    dynamic: 'Dynamic',
  },
} as const;
