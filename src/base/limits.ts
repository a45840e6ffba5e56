/** Every bound on what the network or a person can make Espial hold or do, in one table. */

export const LIMITS = {
  /** Octets of one ISAKMP message; a UDP datagram holds no more. */
  isakmpMessageOctets: 65_507,
  /** Payloads in one ISAKMP message. */
  payloadsPerMessage: 64,
  /** Proposals in one SA payload. */
  proposalsPerSa: 64,
  /** Transforms in one proposal. */
  transformsPerProposal: 128,
  /** Attributes in one transform. */
  attributesPerTransform: 64,
  /** SPIs in one delete payload. */
  spisPerDelete: 256,
  /** Main modes that peers began and that are not yet established, over all peers. */
  halfOpenMainModes: 256,
  /** The same, from one address. */
  halfOpenMainModesPerAddress: 32,
  /** Main-mode SAs held, established ones included. */
  mainModeSas: 4096,
  /** Quick modes under way on one main-mode SA. */
  quickModesPerMainMode: 64,
  /** Quick-mode requests waiting for their main mode. */
  waitingQuickModes: 64,
  /** Finished quick modes that a main-mode SA keeps, to answer a duplicate with the same octets. */
  rememberedExchanges: 64,
  /** Message ids that a main-mode SA accepts in its life: none is ever accepted twice. */
  messageIdsPerMainMode: 16_384,
  /** Different vendor IDs of one peer that are remembered. */
  vendorIdsPerPeer: 32,
  /** Octets of a nonce (RFC 2409 5). */
  nonceMinimum: 8,
  nonceMaximum: 256,
  /** Octets of a vendor ID, identity or notification that an event repeats. */
  reportedOctets: 256,
  /** Octets of one IP packet. */
  packetOctets: 65_535,
  /** IPv6 extension headers in one packet. */
  extensionHeadersPerPacket: 16,
  /** Options in one IPv6 extension header. */
  extensionOptionsPerHeader: 256,
  /** Packets in one batch. */
  packetsPerBatch: 64,
  /** Octets of one arena: more than the largest packet with its ESP overhead. */
  arenaOctets: 131_072,
  /** Packets held for one policy entry while IKE works. */
  heldPacketsPerAcquire: 16,
  /** Acquires outstanding over all policy entries. */
  acquires: 256,
  /** Pairs of addresses whose link path is kept ready, a power of two. */
  linkPaths: 256,
  /** Security associations in the SAD. */
  securityAssociations: 8192,
  /** Entries in the SPD. */
  policyEntries: 100_000,
  /** Smallest and largest replay window, in packets. */
  replayWindowMinimum: 32,
  replayWindowMaximum: 8192,
  /** Packets that one `ping` or `send` command may send. */
  packetsPerCommand: 65_535,
  /** Rows of one page of a host's answers. */
  rowsPerPage: 256,
  /** Octets of one line on the control socket. */
  controlLineOctets: 262_144,
  /** Clients of one control socket at a time. */
  controlClients: 16,
  /** Octets of events waiting for one slow client before events are left out. */
  controlBacklogOctets: 4_194_304,
  /** Requests of one client under way at a time. */
  controlRequests: 64,
  /** Senders that one socket remembers. */
  rememberedSenders: 4096,
  /** Octets of a peer or scenario file. */
  configurationOctets: 4_194_304,
  /** Events of one host that a scenario or the demo remembers. */
  labEvents: 262_144,
  /** Hosts, steps and expectations of one scenario. */
  scenarioHosts: 256,
  scenarioSteps: 10_000,
  scenarioExpectations: 10_000,
  /** Octets of one pcapng block. */
  pcapngBlockOctets: 16_777_216,
  /** Blocks read from one pcapng file. */
  pcapngBlocks: 4_194_304,
  /** Options in one pcapng block. */
  pcapngOptionsPerBlock: 1024,
} as const;
