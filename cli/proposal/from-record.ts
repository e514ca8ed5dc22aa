// What a record shows: only of things that were found wrong once, so less than a snapshot does.
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../../shared/model/finding.ts';
import { stringOf } from '../../shared/model/json.ts';
import { placesOf } from './from-snapshot.ts';
import { meantAmong } from './meant.ts';
import { registriesOf } from './registries.ts';
import { type Duties, type Seen, Tally } from './seen.ts';

export function seenInRecord(record: string, findings: readonly Finding[]): Seen {
  const accounts = new Tally();
  for (const { subject } of findings) accounts.add(subject.account);
  const known = accounts.sorted();
  const images = findings
    .filter(({ control }) => control.startsWith('image-provenance/'))
    .flatMap(({ evidence }) => evidence.flatMap(({ found }) => stringOf(found) ?? []));
  return {
    from: `record ${record}`,
    accounts: known,
    registries: registriesOf([...new Set(images)], new Set(known.map(({ name }) => name))),
    duties: duties(findings),
    places: placesOf(workloadsIn(findings)),
    meant: meantAmong(findings, new Set()),
  };
}

function workloadsIn(findings: readonly Finding[]) {
  const workloads = findings.filter(({ subject }) => subject.kind === 'workload');
  return [...new Map(workloads.map((one) => [JSON.stringify([one.subject.id, one.cluster]), one])).values()];
}

/** Who deployed workloads that were found wrong: they orchestrate, whether or not they should. */
function duties(findings: readonly Finding[]): Duties {
  const orchestrators = new Tally();
  for (const { subject, actor } of findings)
    if (subject.kind === 'workload' && actor?.includes(':iam:') === true)
      orchestrators.add(withoutSpaces(actor));
  return { orchestrators: orchestrators.sorted(), administrators: [], pipelines: [], both: [] };
}

/** An ARN holds no spaces; what does is no ARN. */
function withoutSpaces(arn: string): string | null {
  return /\s/.test(arn) ? null : arn;
}
