/**
 * Kernels in WebAssembly: octets of a module made into functions and a memory, at once and without
 * Node. Each kernel is one module, with its own memory, whose size never changes afterwards.
 */

const PAGE_OCTETS = 65_536;
/** Kernels read and write whole vectors, a little past a packet: memory that lies behind what they are given. */
export const SLACK_OCTETS = 64;

/** A kernel at work. Its functions take and give offsets in `memory`. */
export interface Kernel<Functions> {
  readonly call: Functions;
  /** All of the kernel's memory. */
  readonly memory: Uint8Array;
  /** Where memory begins that the kernel itself does not use, a multiple of 16. */
  readonly free: number;
}

/**
 * Makes a kernel of its module in base64, with at least `freeOctets` of memory beside its own.
 * Throws where WebAssembly, or SIMD in it, is missing: the caller has another way.
 */
export function loadKernel<Functions>(base64: string, freeOctets: number): Kernel<Functions> {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(octetsOf(base64)));
  const memory = exports.memory as WebAssembly.Memory;
  const heapBase = exports.heapBase as { readonly value: number };
  const free = (heapBase.value + 15) & ~15;
  const missing = free + freeOctets - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_OCTETS));
  return {
    call: exports as unknown as Functions,
    memory: new Uint8Array(memory.buffer),
    free,
  };
}

/** `atob` ignores the line breaks in between. */
function octetsOf(base64: string): Uint8Array {
  const text = atob(base64);
  const octets = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) octets[i] = text.charCodeAt(i);
  return octets;
}
