// Real files as they were published, and the smallest forms of what went wrong on such: read without an error, judged as they should be.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corpora } from '../support/corpora.ts';
import { verdictsOf } from '../support/judge.ts';
import { disagreements, type Label, runOver } from '../support/labels.ts';

const root = join(corpora, 'field');
const absent = !existsSync(root);
if (absent && !process.env.CI) console.warn(`SKIPPED: no corpus at ${root} (set SEAWALL_CORPORA)`);

function linesOf<T>(name: string): readonly T[] {
  const lines = readFileSync(join(root, name), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line): T => JSON.parse(line));
}

/** The wanted share of unknown verdicts at most, by control and kind of subject, over the published templates. */
const mostUnknown = [
  ['control-plane/no-administrator-grant', 'principal', 0.15],
  ['control-plane/no-privilege-escalation', 'principal', 0.15],
  ['segmentation/no-world-ingress', 'network', 0.2],
] as const;

describe.skipIf(absent && !process.env.CI)('the published files', () => {
  const published = absent ? [] : linesOf<{ file: string; kind: string }>('index.jsonl');

  it('are read without an error', async () => {
    for (const { file } of published) await verdictsOf(join(root, file));
  });

  it('are settled as far as their text goes', async () => {
    const templates = published.filter(({ kind }) => kind === 'cloudformation');
    const all = await Promise.all(templates.map(({ file }) => verdictsOf(join(root, file))));
    for (const [control, kind, most] of mostUnknown) {
      const judged = all
        .flat()
        .filter(
          (one) => one.control === control && one.subject.kind === kind && one.outcome !== 'not-applicable',
        );
      const share = judged.filter(({ outcome }) => outcome === 'unknown').length / judged.length;
      expect(share, control).toBeLessThan(most);
    }
  });

  it('and their minimal forms are judged as the labels say, in one run', () => {
    const folder = join(root, 'minimal');
    const wrong = disagreements(
      'field/minimal',
      linesOf<Label>('minimal.jsonl'),
      folder,
      runOver(folder, 'evaluate'),
    );
    expect(wrong).toEqual([]);
  });
});
