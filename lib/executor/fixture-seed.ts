/** What random choices of the fault tests begin from: `SEED=…` brings them back, how fast a machine is it does not. */
export const SEED = Number(process.env.SEED ?? 7);

/** Numbers from 0 to below 1 that a seed brings back (mulberry32). */
export function seededRandom(seed: number = SEED): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
