// How loud each control is over definitions as people publish them: medium and above at most a quarter, under baseline.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { severityRank } from '../../shared/model/severity.ts';
import type { Verdict } from '../../shared/model/verdict.ts';
import { corpora } from '../support/corpora.ts';
import { verdictsOf } from '../support/judge.ts';

const root = corpora;
const absent = !existsSync(root);
if (absent && !process.env.CI) console.warn(`SKIPPED: no corpora at ${root} (set SEAWALL_CORPORA)`);

const folders = ['ecs/taskdefs', 'k8s/psa/baseline/pass'];
const budget = 0.25;

/** Louder controls, with the share they may have; the file of each gives the reason. */
export const exceptions: Readonly<Record<string, number>> = {
  'control-plane/workload-logging': 0.45,
};

const filesIn = (folder: string) =>
  readdirSync(join(root, folder))
    .filter((name) => /\.(?:json|ya?ml)$/.test(name))
    .sort()
    .map((name) => join(root, folder, name));

/** Of each control: the share of documents that fail, and that fail with medium severity or above. */
interface Loudness {
  readonly control: string;
  readonly all: number;
  readonly serious: number;
}

function loudnessOf(documents: readonly (readonly Verdict[])[]): Loudness[] {
  const controls = [...new Set(documents.flatMap((verdicts) => verdicts.map(({ control }) => control)))];
  const share = (control: string, least: 'low' | 'medium') =>
    documents.filter((verdicts) =>
      verdicts.some(
        (verdict) =>
          verdict.control === control &&
          verdict.outcome === 'fail' &&
          severityRank(verdict.severity) >= severityRank(least),
      ),
    ).length / documents.length;
  return controls
    .map((control) => ({ control, all: share(control, 'low'), serious: share(control, 'medium') }))
    .sort((a, b) => b.all - a.all || (a.control < b.control ? -1 : 1));
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`.padStart(8);

describe.skipIf(absent && !process.env.CI)('the loudness budget', () => {
  it('holds for every control', async () => {
    const documents: (readonly Verdict[])[] = [];
    for (const file of folders.flatMap(filesIn)) documents.push(await verdictsOf(file));
    const table = loudnessOf(documents);
    const rows = table.map(({ control, all, serious }) => `${percent(all)} ${percent(serious)}  ${control}`);
    console.log([`   fails  medium+  control, of ${documents.length} definitions`, ...rows].join('\n'));
    expect(documents.length).toBeGreaterThan(100);
    const loud = table.filter(({ control, serious }) => serious > (exceptions[control] ?? budget));
    expect(loud).toEqual([]);
    // An exception that is no longer needed must go.
    const quiet = Object.keys(exceptions).filter(
      (id) => (table.find(({ control }) => control === id)?.serious ?? 0) <= budget,
    );
    expect(quiet).toEqual([]);
  });
});
