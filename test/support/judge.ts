// Judges a file of the corpora as `evaluate` would: the same readers, the whole catalogue, no facts.
import { readFileSync } from 'node:fs';
import { readDocuments } from '../../shared/intake/documents/read.ts';
import { readEvent } from '../../shared/intake/events/read.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import type { Verdict } from '../../shared/model/verdict.ts';
import { type Judging, judge } from '../../shared/pipeline.ts';
import { judgingWith } from './judging.ts';

export interface JudgedUnder {
  readonly profile?: 'baseline' | 'restricted';
  readonly policy?: JsonObject;
}

const prepared = new Map<string, Judging>();

function judgingUnder({ profile = 'baseline', policy = {} }: JudgedUnder): Judging {
  const document: JsonObject = { version: 1, profile, ...policy };
  const key = JSON.stringify(document);
  const known = prepared.get(key) ?? judgingWith(document);
  prepared.set(key, known);
  return known;
}

/** Every verdict on every document or event of the file. Throws where one cannot be read; what nothing watches gives none. */
export async function verdictsOf(file: string, under: JudgedUnder = {}): Promise<readonly Verdict[]> {
  const judging = judgingUnder(under);
  const results = readDocuments(readFileSync(file, 'utf8'), file, {
    readEvent: (raw, ref) => readEvent(raw, { ref, people: judging.policy.view.people }),
  });
  const verdicts: Verdict[] = [];
  for (const result of results) {
    if (!result.ok) throw new Error(`${file}: ${result.message}`);
    if (result.intake.kind === 'observed')
      verdicts.push(...(await judge(result.intake.observation, judging)));
  }
  return verdicts;
}
