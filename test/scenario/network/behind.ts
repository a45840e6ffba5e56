/** A scenario of two hosts behind a NAT and one outside. */

/** `alpha` and `gamma` are behind a NAT, `gate` is not; the first line of the rest has number 19. */
export function behind(nat: string, rest: string): string {
  const inside = (name: string, own: number): string => `  ${name}:
    addresses: [10.0.0.${own}]
    profile: lab
    peers: [{ name: gate, address: 192.0.2.2, psk: k, proposals: [aes128-sha1-ecp256] }]
    policies: [{ name: p, action: protect, peer: gate, mode: transport, proposals: [aes128-sha1] }]`;
  return `title: t
hosts:
${inside('alpha', 1)}
${inside('gamma', 3)}
  gate:
    addresses: [192.0.2.2]
    profile: lab
    peers: [{ name: any, address: any, psk: k, proposals: [aes128-sha1-ecp256] }]
    policies: [{ name: p, action: protect, peer: any, mode: transport, proposals: [aes128-sha1] }]
nats: { home: { outside: 198.51.100.1, inside: [alpha, gamma]${nat} } }
${rest}`;
}
