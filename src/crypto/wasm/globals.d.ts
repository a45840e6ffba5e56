/**
 * What every host of WebAssembly has and `lib` does not name without the whole of the DOM: only as
 * much of it as kernel.ts uses.
 */
declare namespace WebAssembly {
  class Memory {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  class Module {
    constructor(octets: Uint8Array);
  }
  class Instance {
    constructor(module: Module);
    readonly exports: Readonly<Record<string, unknown>>;
  }
}
