// `npm run precision [-- --alarms]`: how loud each control is over AWS's own task definitions; with --alarms, each serious one.
// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { severityRank } from '../shared/model/severity.ts';
import type { Verdict } from '../shared/model/verdict.ts';
import { verdictsOf } from '../test/support/judge.ts';

const folder = join(process.env.SEAWALL_CORPORA ?? '../shared/corpora', 'ecs/taskdefs');
const profiles = ['baseline', 'restricted'] as const;
type Profile = (typeof profiles)[number];

interface Judged {
  readonly file: string;
  readonly fails: readonly Verdict[];
}

async function judgeFolder(profile: Profile): Promise<Judged[]> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const all: Judged[] = [];
  for (const file of files.sort()) {
    const verdicts = await verdictsOf(join(folder, file), { profile });
    all.push({ file, fails: verdicts.filter(({ outcome }) => outcome === 'fail') });
  }
  return all;
}

const isSerious = ({ severity }: Verdict) => severityRank(severity) >= severityRank('high');

/** Share of the definitions of which a failing verdict is wanted. */
function share(definitions: readonly Judged[], wanted: (verdict: Verdict) => boolean): number {
  return definitions.filter(({ fails }) => fails.some(wanted)).length / definitions.length;
}

function printTable(by: Readonly<Record<Profile, readonly Judged[]>>): void {
  const ids = new Set(
    profiles.flatMap((profile) => by[profile].flatMap(({ fails }) => fails.map((v) => v.control))),
  );
  const rows = [...ids].map((id) => {
    const own = ({ control }: Verdict) => control === id;
    const serious = (verdict: Verdict) => own(verdict) && isSerious(verdict);
    return {
      id,
      shares: [
        share(by.baseline, own),
        share(by.baseline, serious),
        share(by.restricted, own),
        share(by.restricted, serious),
      ],
    };
  });
  rows.sort((a, b) => (b.shares[0] ?? 0) - (a.shares[0] ?? 0) || (a.id < b.id ? -1 : 1));
  console.log(`of ${by.baseline.length} definitions fail\nbaseline   high+  restricted   high+  control`);
  for (const { id, shares } of rows) {
    const [a, b, c, d] = shares.map((one) => `${(one * 100).toFixed(1)} %`);
    console.log(`${a?.padStart(8)}${b?.padStart(8)}${c?.padStart(12)}${d?.padStart(8)}  ${id}`);
  }
}

function printAlarms(definitions: readonly Judged[]): void {
  const alarms = definitions.flatMap(({ file, fails }) =>
    fails.filter(isSerious).map((verdict) => ({ file, verdict })),
  );
  console.log(`\n${alarms.length} high and critical alarms under baseline`);
  for (const { file, verdict } of alarms.sort((a, b) => (a.verdict.control < b.verdict.control ? -1 : 1)))
    for (const { path, message } of verdict.evidence)
      console.log(`${verdict.severity.padEnd(9)}${verdict.control}  ${file}  ${path}: ${message}`);
}

if (existsSync(folder)) {
  const by = { baseline: await judgeFolder('baseline'), restricted: await judgeFolder('restricted') };
  printTable(by);
  if (process.argv.includes('--alarms')) printAlarms(by.baseline);
} else {
  console.error(`no task definitions at ${folder} (set SEAWALL_CORPORA)`);
  process.exitCode = 2;
}
