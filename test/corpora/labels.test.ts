// The labels of the corpora: where a control named by one exists, it judges as the label says.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { controls } from '../../shared/controls/index.ts';
import { corpora } from '../support/corpora.ts';
import { verdictsOf } from '../support/judge.ts';

const root = corpora;
const absent = !existsSync(root);
if (absent && !process.env.CI) console.warn(`SKIPPED: no corpora at ${root} (set SEAWALL_CORPORA)`);

/** One line of a labels.jsonl. `fail`: at least one of the controls fails; `not-fail`: none does. */
interface Label {
  readonly file: string;
  readonly profile?: 'baseline' | 'restricted';
  readonly control?: string;
  readonly controls?: readonly string[];
  readonly outcome: 'fail' | 'not-fail' | 'fail-or-unknown';
}

/** Labels that are wrong, by folder and file, each with the reason. */
const known: Readonly<Record<string, string>> = {};

const exists = new Set<string>(controls.map(({ id }) => id));

function labelsOf(corpus: string): readonly Label[] {
  const lines = readFileSync(join(root, corpus, 'labels.jsonl'), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line): Label => JSON.parse(line));
}

const controlsOf = ({ control, controls: several }: Label) =>
  several ?? (control === undefined ? [] : [control]);

async function disagreement(corpus: string, label: Label): Promise<string | null> {
  const wanted = controlsOf(label);
  const under = label.profile === undefined ? {} : { profile: label.profile };
  const verdicts = await verdictsOf(join(root, corpus, 'labelled', label.file), under);
  const outcomes = verdicts.filter(({ control }) => wanted.includes(control)).map(({ outcome }) => outcome);
  const fails = outcomes.includes('fail');
  const agrees = {
    fail: fails,
    'not-fail': !fails,
    'fail-or-unknown': fails || outcomes.includes('unknown'),
  };
  if (agrees[label.outcome]) return null;
  return `${label.file}: ${wanted.join(', ')} must be ${label.outcome}, is ${outcomes.join(', ') || 'not judged'}`;
}

describe.skipIf(absent && !process.env.CI)('labels', () => {
  it.each(['k8s', 'ecs', 'iam', 'events'])('%s', async (corpus) => {
    const all = labelsOf(corpus);
    const judged = all.filter((label) => controlsOf(label).every((id) => exists.has(id)));
    const found: string[] = [];
    const wrong: string[] = [];
    for (const label of judged) {
      const problem = await disagreement(corpus, label);
      const key = `${corpus}/${label.file}`;
      if (problem !== null && !Object.hasOwn(known, key)) wrong.push(problem);
      if (problem !== null && Object.hasOwn(known, key)) found.push(key);
    }
    console.log(
      `${corpus}: ${judged.length - found.length - wrong.length} of ${all.length} labels agree, ` +
        `${found.length} are known to be wrong, ${all.length - judged.length} name a control that does not exist yet`,
    );
    expect(wrong).toEqual([]);
    // A label that has come right must leave the list.
    expect(found.toSorted()).toEqual(
      Object.keys(known)
        .filter((key) => key.startsWith(`${corpus}/`))
        .toSorted(),
    );
  });
});
