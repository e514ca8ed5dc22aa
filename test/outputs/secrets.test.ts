// No credential that stands anywhere in an event, a file or an answer of AWS comes out anywhere.
// A slice of the plants runs here; `npm run plants` runs all of them, over the corpora too.
import { globSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { recording } from '../../shared/gather/recording.ts';
import { isObject, type Json } from '../../shared/model/json.ts';
import { corpora } from '../support/corpora.ts';
import { oneIn } from '../support/extent.ts';
import { type World, world } from './outputs.ts';
import { kinds, type Plant, plantsIn } from './plants.ts';

const all = process.env.SEAWALL_PLANTS === 'all';
const files = [
  ...globSync('events/*.json').filter((file) => !file.endsWith('facts.json')),
  ...(all ? globSync(`${corpora}/{events,k8s,ecs,iam,fresh}/**/*.json`) : []),
].toSorted();

/** Of the project's own events every kind in every text where all are planted; else one kind a text, another in each. */
const pick = (file: string, index: number) => (text: number) => {
  const next = (index + text) % kinds.length;
  return all && file.startsWith('events/') ? kinds : kinds.slice(next, next + 1);
};

const at: World = world();
const planted: { readonly file: string; readonly plant: Omit<Plant, 'document'> }[] = [];
afterAll(() => at.end());

describe('a credential', () => {
  it.each(
    files.map((file, index) => [file, index] as const),
  )('in %s comes out nowhere', async (file, index) => {
    const document = parsed(readFileSync(file, 'utf8'));
    const found: string[] = [];
    for (const { document: changed, ...plant } of slice(document, index, pick(file, index))) {
      planted.push({ file, plant });
      for (const [output, text] of Object.entries(await at.run(changed)))
        if (holds(text, plant.secret)) found.push(`${plant.kind} at ${plant.at} in ${output}`);
    }
    expect(found).toEqual([]);
  });

  it('is not in the record that all of them made', () => {
    const record = at.record();
    expect(record.length).toBeGreaterThan(10_000);
    const found = planted.filter(({ plant }) => holds(record, plant.secret));
    expect(found.map(({ file, plant }) => `${file}: ${plant.kind} at ${plant.at}`)).toEqual([]);
  });
});

describe('an answer of AWS with a credential', () => {
  it('is written down without it', async () => {
    const facts = parsed(readFileSync('events/facts.json', 'utf8'));
    const found: string[] = [];
    for (const { document, ...plant } of slice(facts, 1, pick('events/facts.json', 0))) {
      if (!plant.at.includes('.output.')) continue;
      const kept = recording(
        { call: async () => ({ ok: true, output: { document }, asOf: '2026-11-17T00:00:00Z' }) },
        { read: async () => ({ ok: false, code: 'failed', reason: '' }) },
        '111122223333',
      );
      await kept.api.call({ account: null, region: null, service: 'ecs', operation: 'X', input: {} });
      if (holds(JSON.stringify(kept.document('2026-11-17T00:00:00Z')), plant.secret))
        found.push(`${plant.kind} at ${plant.at}`);
    }
    expect(found).toEqual([]);
  });
});

function slice(
  document: Json | null,
  index: number,
  pick: (text: number) => readonly string[],
): readonly Plant[] {
  const plants = document === null ? [] : [...plantsIn(document, index, pick)];
  return all ? plants : oneIn(60, plants, 'credentials planted in events');
}

/** However often it was written as JSON within JSON. */
function holds(text: string, secret: string): boolean {
  return text.includes(secret) || text.includes(JSON.stringify(secret).slice(1, -1));
}

function parsed(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) || Array.isArray(value) ? (value as Json) : null;
  } catch {
    return null;
  }
}
