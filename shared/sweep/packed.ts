// What a sweep goes on with later, as text that fits into an item of the table. Pure.
// SPDX-License-Identifier: Apache-2.0
import { gunzipSync, gzipSync } from 'node:zlib';
import type { ApiAnswer } from '../gather/api.ts';
import { isObject, type JsonObject, listOf, numberOf, stringOf } from '../model/json.ts';
import type { Drift } from './drift.ts';
import type { JudgedThing } from './judge-things.ts';

/** What was seen since it was written down last. */
export interface Part {
  /** By their questions. */
  readonly answers: readonly (readonly [string, ApiAnswer])[];
  readonly judged: readonly JudgedThing[];
  readonly drift: readonly Drift[];
}

/** An item of the table holds 400 KB; of these are the keys and what is around the text. */
const longest = 350_000;

/** Several where one would be too long. What is too long by itself is left out: it is asked for, or judged, again. */
export function pack(part: Part): readonly JsonObject[] {
  const text = gzipSync(JSON.stringify(part)).toString('base64');
  if (text.length <= longest) return [{ version: 1, packed: text }];
  const halves = halvesOf(part);
  return halves === null ? [] : halves.flatMap(pack);
}

/** Null: it holds one thing. */
function halvesOf({ answers, judged, drift }: Part): readonly Part[] | null {
  if (answers.length + judged.length + drift.length <= 1) return null;
  const half = <T>(list: readonly T[]) => Math.ceil(list.length / 2);
  const [a, j, d] = [half(answers), half(judged), half(drift)];
  const none = { answers: [], judged: [], drift: [] };
  // What is judged is kept after what it was judged by.
  if (judged.length + drift.length > 0 && answers.length > 0)
    return [
      { ...none, answers },
      { ...none, judged, drift },
    ];
  // One of each is no half of itself. Drift comes first: what is judged is not judged again, so that its drift would be lost.
  if (judged.length === 1 && drift.length === 1)
    return [
      { ...none, drift },
      { ...none, judged },
    ];
  return [
    { answers: answers.slice(0, a), judged: judged.slice(0, j), drift: drift.slice(0, d) },
    { answers: answers.slice(a), judged: judged.slice(j), drift: drift.slice(d) },
  ];
}

/** What cannot be read is nothing: it is asked for again. */
export function unpack(entry: JsonObject): Part {
  const packed = stringOf(entry.packed);
  if (numberOf(entry.version) !== 1 || packed === null) return nothing;
  try {
    const value: unknown = JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString('utf8'));
    return isObject(value) ? partIn(value) : nothing;
  } catch {
    return nothing;
  }
}

const nothing: Part = { answers: [], judged: [], drift: [] };

/** Nobody but `pack` writes it: its items are as they were. */
function partIn(value: JsonObject): Part {
  return {
    answers: listOf(value.answers) as unknown as Part['answers'],
    judged: listOf(value.judged) as unknown as Part['judged'],
    drift: listOf(value.drift) as unknown as Part['drift'],
  };
}
