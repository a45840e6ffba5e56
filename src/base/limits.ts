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
  /** Ways to combine transforms of AH and ESP in one SA payload of quick mode that are looked at. */
  combinationsPerSa: 512,
  /** Attributes in one transform. */
  attributesPerTransform: 64,
  /** SPIs in one delete payload. */
  spisPerDelete: 256,
  /** Main modes that peers began and that are not yet established, over all peers. */
  halfOpenMainModes: 256,
  /** The same, from one address. */
  halfOpenMainModesPerAddress: 32,
  /**
   * First messages that cannot be served although they are read, so that each drop is told by itself: so
   * many at once, then one in so many milliseconds. What comes beyond is dropped unread and counted.
   */
  toldFirstMessages: 32,
  toldFirstMessageInterval: 10_000,
  /** After so many milliseconds without a drop of that kind a flood is said to be over. */
  shedReportMilliseconds: 1000,
  /**
   * First messages of half-open main modes that are answered again, so many at once, then one in so many
   * milliseconds: the other side may have lost the answer, a stranger may want answers sent to somebody.
   */
  repeatedFirstMessages: 512,
  repeatedFirstMessageInterval: 5,
  /**
   * First messages that are read and lead to nothing, so many at once, then one in so many milliseconds:
   * those of peers' addresses over all of them, which cost 50 us and an answer each, so this is 1 % of a
   * processor; and those of one address, whoever it is.
   */
  fruitlessFirstMessages: 2048,
  fruitlessFirstMessageInterval: 5,
  fruitlessFirstMessagesPerAddress: 512,
  fruitlessFirstMessageIntervalPerAddress: 100,
  /** Main-mode SAs held, established ones included. */
  mainModeSas: 4096,
  /** Main modes that this host began and that nobody has answered: the oldest gives way. */
  unansweredMainModes: 512,
  /** Quick modes under way on one main-mode SA. */
  quickModesPerMainMode: 64,
  /** Quick-mode requests waiting for their main mode. */
  waitingQuickModes: 64,
  /** Diffie-Hellman key pairs of one group that a process makes ahead of need. */
  readyKeyPairs: 16,
  /** Finished quick modes that a main-mode SA keeps, to answer a duplicate with the same octets. */
  rememberedExchanges: 64,
  /** How long an exchange waits for an answer from outside: a check of certificates, a ticket. */
  effectSeconds: 20,
  /** Authorities of which a peer may ask for certificates, over all messages of a main mode. */
  certificateRequests: 64,
  /** Authorities that this host names in its own certificate requests. */
  requestedAuthorities: 16,
  /** Message ids that a main-mode SA accepts in its life: none is ever accepted twice. */
  messageIdsPerMainMode: 16_384,
  /** Notifies in clear to one address: so many at once, then one in so many milliseconds. */
  clearAnswersAtOnce: 4,
  clearAnswerInterval: 2000,
  /** INVALID-SPI to one peer: so many at once, then one in so many milliseconds. */
  spiAnswersAtOnce: 4,
  spiAnswerInterval: 1000,
  /** What nobody has proved may begin one main mode with a peer in so many milliseconds. */
  promptedNegotiationInterval: 30_000,
  /** Quick modes that such a main mode is for. */
  promptedQuickModes: 4,
  /** What nobody has proved may make this host ask one peer whether it lives in so many milliseconds. */
  promptedQuestionInterval: 10_000,
  /** Addresses or peers for which each of these bounds is kept. */
  boundedAddresses: 1024,
  /** Answers of informational exchanges that are kept, to be given again. */
  rememberedAnswers: 64,
  /** SPIs of one delete that an event names. */
  reportedSpis: 4,
  /** Deletes that wait for their acknowledgement. */
  reliableDeletes: 256,
  /** Different vendor IDs of one peer that are remembered. */
  vendorIdsPerPeer: 32,
  /** Messages of one main-mode SA that are being put together from fragments, and of all. */
  fragmentSetsPerSa: 4,
  fragmentSets: 256,
  /** Fragments of one ISAKMP message. */
  fragmentsPerMessage: 128,
  /** Octets of fragments held, over all main-mode SAs. */
  fragmentOctets: 4_194_304,
  /** Octets of a GSS identity, the name that goes with an offer of Kerberos. */
  gssIdentityOctets: 1024,
  /** Octets of one GSS-API token of a peer, and of a message that a context seals. */
  gssTokenOctets: 16_384,
  gssMessageOctets: 4096,
  /** Tokens of Kerberos that a service remembers, so as to take none twice. */
  replayedTokens: 65_536,
  replayedTokensOfOneClient: 8192,
  /** Principals of a stub realm. */
  realmPrincipals: 1024,
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
  /** Octets of arenas in the memory of a kernel, where packets are worked on without a copy. */
  kernelRoomOctets: 8_388_608,
  /** Packets held for one policy entry while IKE works. */
  heldPacketsPerAcquire: 16,
  /** Acquires outstanding over all policy entries and their flows. */
  acquires: 256,
  /** How long each of them has the place to itself, in milliseconds: then another one may take it. */
  acquireMilliseconds: 1000,
  /** Octets of all held packets. */
  heldOctets: 4_194_304,
  /** Flows that may go in clear because their peer does not know IPsec. */
  softAssociations: 4096,
  /** Flows that a driver in a start-up mode remembers, so that answers are let in. */
  statefulFlows: 4096,
  /** Different drops that one report of the driver's diagnostics lists. */
  diagnosticLines: 64,
  /** Packets that wait for the rest of their fragments, in all and from one source. */
  reassemblies: 64,
  reassembliesPerSource: 16,
  /** Octets that they hold, and seconds that they wait. */
  reassemblyOctets: 1_048_576,
  reassemblySeconds: 30,
  /** Packets whose first fragment decided about the others. */
  fragmentFlows: 256,
  /** Pairs of addresses whose link path is kept ready, a power of two. */
  linkPaths: 256,
  /** Ciphers kept ready for busy SAs; the others make theirs batch by batch. */
  liveCiphers: 4096,
  /** So many where keeping more gains little. */
  liveCiphersLeast: 1024,
  /** SAs whose tables for GHASH are kept, 2 kB each; and 64 kB each where it need not take constant time. */
  hashTables: 64,
  largeHashTables: 8,
  /** Security associations in the SAD. */
  securityAssociations: 8192,
  /** The most that a host's file may say of both, by its `capacity`: a gigabyte or two. */
  capacityMainModes: 131_072,
  capacitySecurityAssociations: 524_288,
  /** Flows whose SPD entry is kept ready, a power of two. */
  cachedFlows: 8192,
  /** Entries in the SPD. */
  policyEntries: 100_000,
  /** Smallest and largest replay window, in packets. */
  replayWindowMinimum: 32,
  replayWindowMaximum: 8192,
  /** Packets that one `ping` or `send` command may send. */
  packetsPerCommand: 65_535,
  /** Rows of one page of a host's answers. */
  rowsPerPage: 256,
  /** Octets of a distinguished name, attributes at each of its levels, and characters that are shown. */
  nameOctets: 4096,
  nameAttributes: 64,
  nameCharacters: 512,
  /** Octets of a serial number (RFC 5280 4.1.2.2 has 20) and of an object identifier, which stand in failures. */
  serialOctets: 64,
  oidOctets: 64,
  /** Octets of one certificate, and elements of its DER. */
  certificateOctets: 65_536,
  certificateElements: 4096,
  /** Certificates and revocation lists of one peer's message that are looked at. */
  certificatesFromPeer: 32,
  revocationListsFromPeer: 16,
  /** Certificates of one peer that may be its own and are tried one after the other. */
  certificateCandidates: 4,
  /** Certificates of a path from a peer's to a trusted root, both included. */
  certificatePathLength: 10,
  /** Steps of the search for such a path, signatures checked for one peer, and paths tried. */
  certificatePathSteps: 256,
  certificatePathSignatures: 32,
  certificatePaths: 8,
  /** Names of a certificate times name constraints of one above it. */
  constraintComparisons: 8192,
  /** Bits of an RSA key. */
  rsaKeyMinimum: 1024,
  rsaKeyMaximum: 8192,
  /** Octets of one revocation list, and elements of its DER. */
  revocationListOctets: 4_194_304,
  revocationListElements: 1_048_576,
  /** Entries of a host's list of pre-shared keys, own certificates for one peer, files in one list of files. */
  listedKeys: 4096,
  ownCertificates: 16,
  credentialFiles: 256,
  /** Octets of a file of certificates, lists or keys. */
  credentialFileOctets: 16_777_216,
  /** A revocation list fetched over HTTP: milliseconds in all, redirects, addresses asked for one peer. */
  listFetchMilliseconds: 8000,
  listFetchRedirects: 3,
  listFetchAddresses: 8,
  /** Lists at one address that are looked at. */
  listsPerAddress: 4,
  /** Fetched lists that are kept, their octets, and for how many milliseconds at most; so long a failure is remembered. */
  fetchedLists: 64,
  fetchedListOctets: 16_777_216,
  fetchedListAge: 86_400_000,
  failedFetchAge: 30_000,
  /** Octets of one line on the control socket. */
  controlLineOctets: 4_194_304,
  /** Clients of one control socket at a time. */
  controlClients: 16,
  /** Octets of events waiting for one slow client before events are left out. */
  controlBacklogOctets: 4_194_304,
  /** Connections to the HTTP server of the metrics. */
  metricsClients: 16,
  /** Requests of one client under way at a time. */
  controlRequests: 64,
  /** Octets of one file of an event log, and of one event in it. */
  eventLogFileOctets: 268_435_456,
  eventLogLineOctets: 65_536,
  /** Events that a peer without an event log on disk remembers. */
  eventsRemembered: 1000,
  /** Lines of an IKE log before it is begun anew. */
  ikeLogLines: 50_000,
  /** Senders that one socket remembers. */
  rememberedSenders: 4096,
  /** Flows of peers that share their traffic, remembered so that answers find their peer. */
  peerFlows: 4096,
  /** Mappings of one NAT, of a simulated link or of a process. */
  natMappings: 1024,
  /** Far endpoints that one mapping of a NAT lets in. */
  natContactsPerMapping: 64,
  /** Clients of one leg of a relay that have a socket of their own. */
  relayClients: 256,
  /** Forwards of one peer, and clients of one of them that have a port or a socket of their own. */
  forwards: 64,
  forwardClients: 256,
  /** Datagrams that one direction of a relay holds back at a time. */
  relayDatagrams: 4096,
  /** Octets of one policy store, of the directory's file, and of a policy on the control socket. */
  storeOctets: 16_777_216,
  /** Sets of changes that are tried to find the fewest that bring two policies together. */
  triedChanges: 400,
  /** Commands for a store that are done together. */
  storeCommands: 10_000,
  /** Exemptions of start-up modes that one computer has. */
  bootExemptions: 256,
  /** Seconds that the Policy Agent waits for a store or the directory. */
  agentEffectSeconds: 60,
  /** Commands that wait for the Policy Agent. */
  agentWaiters: 64,
  /** Octets of a peer or scenario file. */
  configurationOctets: 4_194_304,
  /** Characters of the name of a policy, rule, list or action, and of its description. */
  policyNameCharacters: 255,
  policyDescriptionCharacters: 1024,
  /** Objects of one store, rules of one policy, filters of one list. */
  storedPolicies: 1024,
  storedFilterLists: 4096,
  storedFilterActions: 4096,
  rulesPerPolicy: 1024,
  filtersPerList: 4096,
  /** Methods of one list: main mode, quick mode, authentication. */
  policyMethods: 20,
  /** Octets of a pre-shared key of a policy. */
  policyKeyOctets: 1024,
  /** Addresses that a DNS name of a filter or tunnel endpoint stands for. */
  addressesPerName: 64,
  /** Octets of a DNS name (RFC 1035 2.3.4). */
  dnsNameOctets: 253,
  /** Objects of one kind that are in force. */
  activePolicyObjects: 65_536,
  /** Characters of one netsh command line. */
  netshLineCharacters: 65_536,
  /** Scripts of netsh that carry one another out. */
  netshScriptDepth: 8,
  /** Contexts that netsh's pushd remembers. */
  netshContexts: 64,
  /** Events of one host that a scenario or the demo remembers. */
  labEvents: 262_144,
  /** Events of a peer's start, kept for a client that connects right after. */
  firstEvents: 256,
  /** Hosts, steps and expectations of one scenario. */
  scenarioHosts: 256,
  scenarioSteps: 10_000,
  scenarioExpectations: 10_000,
  /** Files that a scenario extends, one after the other, and combinations of its parameters. */
  scenarioBases: 5,
  scenarioRuns: 1024,
  /** Scenario files of one folder, and folders in folders that are looked at. */
  scenarioFiles: 10_000,
  scenarioFolders: 8,
  /** Events of one play that a report tells. */
  reportedEvents: 1000,
  /** Links of one scenario, and faults of one of them. */
  scenarioLinks: 256,
  scenarioFaults: 256,
  /** Datagrams of one scenario that are remembered. */
  scenarioFlights: 131_072,
  /** Outside ports that one NAT of a scenario has: each is a socket for each host when it runs as processes. */
  scenarioNatPorts: 32,
  /** Certificates that one scenario makes, and names of one of them. */
  scenarioNames: 256,
  /** Octets of one pcapng block. */
  pcapngBlockOctets: 16_777_216,
  /** Blocks read from one pcapng file. */
  pcapngBlocks: 4_194_304,
  /** Options in one pcapng block. */
  pcapngOptionsPerBlock: 1024,
  /** Octets of one frame of a capture. */
  capturedFrameOctets: 262_144,
  /** Interfaces of one section of a capture that is explained. */
  captureInterfaces: 4096,
  /** Octets of a text of hexadecimal digits that is explained. */
  hexTextOctets: 16_777_216,
  /** Layers of one explained frame, one in the other. */
  explainedLayers: 32,
  /** Phase 1 exchanges whose IVs an explanation follows, and message ids of each. */
  explainedSessions: 1024,
  explainedMessageIds: 256,
  /** Public values and cipher blocks of one of them that may begin an IV. */
  explainedPublicValues: 6,
  explainedBlocks: 8,
  /** ISAKMP messages remembered, to know a copy of one again. */
  explainedCopies: 4096,
  /** Packets or messages in pieces, and octets of one of them. */
  explainedReassemblies: 64,
  explainedReassemblyOctets: 65_535,
  /** Ports on which IKE behind a marker was seen. */
  explainedPorts: 64,
  /** Pairs of addresses that `espial protected` counts, and protocols of each. */
  protectionPairs: 4096,
  protectionProtocols: 64,
  /** Fragments that wait for the one that says what they are of, and fragmented packets known. */
  protectionFragments: 1024,
  /** Frames of a capture, and events of a host, that a verdict is made from. */
  verdictFrames: 100_000,
  verdictEvents: 200_000,
  /** Lines of key files. */
  keyLines: 65_536,
  /** Exchanges that a bench of faults numbers the messages of, and different messages of one side of each. */
  faultExchanges: 4096,
  faultMessagesPerSide: 32,
  /** Datagrams that it remembers, to tell one sent again from a new one. */
  faultTransmissions: 8192,
  /** IKE fragments whose message it knows. */
  faultFragments: 1024,
  /** Datagrams that its faults hold back at once, and cipher blocks that it has changed. */
  faultHeld: 1024,
  faultBlocks: 1024,
  /** Faults at once, letters of one, and copies that one makes of a datagram. */
  faults: 256,
  faultLetters: 1000,
  faultCopies: 100,
  /** Lines that `espial relay` prints of one fault. */
  faultLines: 1000,
} as const;
