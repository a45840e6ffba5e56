/** What certificates and authorities of a laboratory may be called: files bear their names. */

/** No path, no hidden file. */
export const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

/** Why a name cannot be used; undefined where it can. */
export function nameTrouble(name: string): string | undefined {
  if (!NAME.test(name)) {
    return `"${name}" cannot be a certificate's name: its files bear it. Use letters, digits, "-", "_" and ".", 64 at most.`;
  }
  if (/^lab$/i.test(name) || /-chain$/i.test(name))
    return `"${name}" cannot be a certificate's name: a file of the lab is called so. Choose another.`;
  return undefined;
}

/** Whether two names would share their files, on a system where capitals do not count. */
export function sameFiles(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
