/** What can go wrong between Espial and its machine, each as one clear sentence and a closed code. */

export type EdgeErrorCode =
  | 'port-in-use'
  | 'no-permission'
  | 'address-not-here'
  | 'unreachable'
  | 'no-peer-running'
  | 'peer-already-running'
  | 'control-failed'
  /** Another process holds the policy stores of a folder. */
  | 'stores-in-use'
  /** The machine lacks what was asked for: another system, a package, a driver. */
  | 'not-on-this-machine'
  /** A forward that a peer cannot have. */
  | 'forward-refused'
  | 'file';

/** An error whose message is meant for a person; the command line maps `code` to an exit code. */
export class EdgeError extends Error {
  override readonly name = 'EdgeError';
  readonly code: EdgeErrorCode;

  constructor(code: EdgeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The system's name of an error, for example `EADDRINUSE`, or an empty text. */
export function systemCode(error: unknown): string {
  const code = (error as { readonly code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : '';
}

/** Why a UDP socket could not be bound. `where` is for example `UDP 10.99.0.2:500`. */
export function bindError(error: unknown, where: string, port: number): EdgeError {
  const options = { cause: error };
  switch (systemCode(error)) {
    case 'EADDRINUSE':
      return new EdgeError(
        'port-in-use',
        `${where} is in use: another IKE daemon or another Espial holds it. Stop that one, or use other ports.`,
        options,
      );
    case 'EACCES':
    case 'EPERM':
      return new EdgeError(
        'no-permission',
        `no permission to bind ${where}${port < 1024 ? ': ports below 1024 need root or CAP_NET_BIND_SERVICE' : ''}. Use other ports, or mapped sockets.`,
        options,
      );
    case 'EADDRNOTAVAIL':
      return new EdgeError(
        'address-not-here',
        `${where} cannot be bound: this machine does not have the address. Use one that it has: in a peer file by sockets.bind, or by mapped sockets.`,
        options,
      );
    default:
      return new EdgeError(
        'control-failed',
        `${where} cannot be bound: ${reason(error)}.`,
        options,
      );
  }
}

/** Why a datagram could not be sent, as a sentence. */
export function sendTrouble(error: unknown, to: string): string {
  switch (systemCode(error)) {
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
    case 'ENETDOWN':
    case 'EHOSTDOWN':
      return `${to} cannot be reached: this machine has no route to it.`;
    case 'ECONNREFUSED':
      return `${to} cannot be reached: nothing listens there.`;
    case 'EPERM':
    case 'EACCES':
      return `sending to ${to} is not permitted: a firewall of this machine refuses it.`;
    case 'EINVAL':
    case 'EADDRNOTAVAIL':
      return `${to} cannot be reached from the real address that this peer's socket has.`;
    case 'EAGAIN':
    case 'ENOBUFS':
      return `datagrams to ${to} are dropped: this machine's queue of what it sends is full.`;
    case 'EMSGSIZE':
      return `a datagram to ${to} is larger than this machine sends.`;
    default:
      return `sending to ${to} failed: ${reason(error)}.`;
  }
}

/** Why a file or folder could not be used, as a sentence; undefined where the system names none. */
export function fileTrouble(error: unknown, path: string): string | undefined {
  if (error instanceof EdgeError) return error.message;
  switch (systemCode(error)) {
    case 'ENOENT':
      return `${path} does not exist.`;
    case 'EISDIR':
      return `${path} is a folder, not a file.`;
    case 'ENOTDIR':
    case 'EEXIST':
      return `${path} is not a folder, or is in none.`;
    case 'EACCES':
    case 'EPERM':
      return `no permission to use ${path}.`;
    case 'ENOSPC':
      return `there is no space left for ${path}.`;
    case '':
      return undefined;
    default:
      return `${path} cannot be used: ${reason(error)}.`;
  }
}

/** The message of whatever was thrown. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
