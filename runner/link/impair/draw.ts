/** Chance that repeats: numbers that depend on what they are drawn for, and not on how many were drawn before. */

/** A hash of a text: FNV-1a, 32 bits. */
export function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  }
  return state >>> 0;
}

/** From 0 to below 1. The bits are mixed as MurmurHash3's finaliser does, twice, so that neighbours have no likeness. */
export function draw(salt: number, nth: number): number {
  return mix(mix(salt) ^ Math.imul(nth, 0x9e3779b1)) / 0x1_0000_0000;
}

function mix(value: number): number {
  let state = value | 0;
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}
