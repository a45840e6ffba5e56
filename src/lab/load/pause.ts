/** Waiting. */

/** Lets so many milliseconds pass; with 0, one turn of the event loop. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    if (milliseconds === 0) setImmediate(resolve);
    else setTimeout(resolve, milliseconds);
  });
}
