// A fail stands on what is settled: a container, a volume or a rule beside it that nobody can know hides none.
import { describe, expect, it } from 'vitest';
import { examplesOf } from '../../cli/examples/examples.ts';
import { judgeExample } from '../../cli/examples/judge-example.ts';
import type { Example } from '../../shared/controls/examples/example.ts';
import { controls } from '../../shared/controls/index.ts';
import { isObject, type Json, type JsonObject } from '../../shared/model/json.ts';

const lists: ReadonlySet<string> = new Set(['containerDefinitions', 'containers', 'volumes']);

/** The document with an element that is no object at the end of each list of containers or volumes: the readers cannot know it. */
function withOpen(value: Json): Json {
  if (Array.isArray(value)) return value.map(withOpen);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => {
      const inner = withOpen(child ?? null);
      return [key, lists.has(key) && Array.isArray(inner) && inner.length > 0 ? [...inner, 'open'] : inner];
    }),
  );
}

const isWorkload = (given: JsonObject) =>
  given.eventName === undefined && given['detail-type'] === undefined && given.auditID === undefined;

async function outcomes(id: string, example: Example): Promise<readonly string[]> {
  const verdicts = await judgeExample(example);
  return verdicts.filter(({ control }) => control === id).map(({ outcome }) => outcome);
}

describe.each(controls.map(({ id }) => id))('%s', (id) => {
  it('still fails beside what nobody can know', async () => {
    const { fails } = await examplesOf(id);
    const hidden: string[] = [];
    for (const example of fails.filter(({ given }) => isWorkload(given))) {
      const given = withOpen(example.given);
      if (!isObject(given)) throw new Error('an example is an object');
      if (!(await outcomes(id, { ...example, given })).includes('fail')) hidden.push(example.says);
    }
    expect(hidden).toEqual([]);
  });
});
