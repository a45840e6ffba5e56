/** Names of computers in Kerberos, as texts: `host/alpha.lab.example@LAB.EXAMPLE`. */

/** A principal, `host/alpha.lab.example` of `LAB.EXAMPLE`. */
export interface Principal {
  readonly name: string;
  readonly realm: string;
}

/** Parts a principal at its last `@`; without one it is of `realm`. */
export function parsePrincipal(text: string, realm: string): Principal {
  const at = text.lastIndexOf('@');
  return at < 0 ? { name: text, realm } : { name: text.slice(0, at), realm: text.slice(at + 1) };
}

/** `host/alpha.lab.example@LAB.EXAMPLE` */
export function principalText({ name, realm }: Principal): string {
  return `${name}@${realm}`;
}

/** Whether both are the same principal. As in Kerberos, letters are not folded. */
export function samePrincipal(left: Principal, right: Principal): boolean {
  return left.name === right.name && left.realm === right.realm;
}

/** The computer that a principal is the host service of: `alpha.lab.example`; undefined for others. */
export function hostOf({ name }: Principal): string | undefined {
  return name.startsWith(HOST) && name.length > HOST.length ? name.slice(HOST.length) : undefined;
}

const HOST = 'host/';
