// One short, stable name for any JSON value: equal content gives an equal hash, whatever the order of its keys.
// SPDX-License-Identifier: Apache-2.0
import { isObject } from './json.ts';

/**
 * 32 hexadecimal digits: the first half of SHA-256 over the canonical JSON of `value`.
 * Events are hostile: a weaker hash would let somebody forge two events (or findings) with one id.
 */
export function stableHash(value: unknown): string {
  return sha256(new TextEncoder().encode(canonicalJson(value))).slice(0, 32);
}

/** JSON with sorted keys and without `undefined`. Walks an explicit stack, so depth costs memory, not the call stack. */
export function canonicalJson(value: unknown): string {
  const out: string[] = [];
  // Text still to write (`{ text }`) and values still to render, last one first.
  const todo: ({ readonly text: string } | { readonly node: unknown })[] = [{ node: value }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if ('text' in next) out.push(next.text);
    else if (Array.isArray(next.node)) pushList(todo, next.node);
    else if (isObject(next.node)) pushObject(todo, next.node);
    else out.push(JSON.stringify(next.node) ?? 'null');
  }
  return out.join('');
}

type Todo = ({ readonly text: string } | { readonly node: unknown })[];

function pushList(todo: Todo, list: readonly unknown[]): void {
  todo.push({ text: ']' });
  for (let index = list.length - 1; index >= 0; index--) {
    todo.push({ node: list[index] });
    if (index > 0) todo.push({ text: ',' });
  }
  todo.push({ text: '[' });
}

function pushObject(todo: Todo, object: object): void {
  const entries = Object.entries(object)
    .filter(([, child]) => child !== undefined)
    .sort(([a], [b]) => (a < b ? 1 : -1));
  todo.push({ text: '}' });
  for (const [index, [key, child]] of entries.entries()) {
    todo.push({ node: child }, { text: `${JSON.stringify(key)}:` });
    if (index < entries.length - 1) todo.push({ text: ',' });
  }
  todo.push({ text: '{' });
}

// SHA-256 as FIPS 180-4 defines it, written out because this layer imports nothing.
const primes = [...firstPrimes(64)];
const roundConstants = Uint32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));
const initialState = Uint32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));

function fraction(root: number): number {
  return Math.floor((root - Math.floor(root)) * 2 ** 32);
}

function* firstPrimes(count: number): Generator<number> {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate++) {
    if (found.some((prime) => candidate % prime === 0)) continue;
    found.push(candidate);
    yield candidate;
  }
}

/** 64 hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  const blocks = Math.ceil((bytes.length + 9) / 64);
  const padded = new Uint8Array(blocks * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, bytes.length << 3);
  const state = Uint32Array.from(initialState);
  const schedule = new Uint32Array(64);
  for (let block = 0; block < blocks; block++) compress(state, schedule, view, block * 64);
  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('');
}

function rotate(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

function compress(state: Uint32Array, w: Uint32Array, view: DataView, offset: number): void {
  for (let t = 0; t < 16; t++) w[t] = view.getUint32(offset + t * 4);
  for (let t = 16; t < 64; t++) {
    const [far, near] = [w[t - 15] ?? 0, w[t - 2] ?? 0];
    const small = rotate(far, 7) ^ rotate(far, 18) ^ (far >>> 3);
    const large = rotate(near, 17) ^ rotate(near, 19) ^ (near >>> 10);
    w[t] = (w[t - 16] ?? 0) + small + (w[t - 7] ?? 0) + large;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let t = 0; t < 64; t++) {
    const sum = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const first = (h + sum + ((e & f) ^ (~e & g)) + (roundConstants[t] ?? 0) + (w[t] ?? 0)) | 0;
    const second = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] = (state[index] ?? 0) + word;
}
