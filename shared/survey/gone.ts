// Which findings of the record are about things that are no more: a complete look did not find them. Pure.
import type { Finding } from '../model/finding.ts';
import type { Gone } from '../model/observation.ts';

export interface Looked {
  readonly account: string;
  readonly region: string | null;
  /** `ecs workload`, `iam principal`: of which things all there are were found. */
  readonly complete: ReadonlySet<string>;
  /** Identities that were found. */
  readonly seen: ReadonlySet<string>;
}

/**
 * What nothing runs cannot be gone: a dormant finding is about a definition, which no list of running things names.
 * Incidents end by people or by time.
 */
export function goneBy(findings: readonly Finding[], looked: Looked): readonly Gone[] {
  const gone = findings.filter(
    (finding) =>
      isOpenState(finding) && wasLookedFor(finding, looked) && !looked.seen.has(finding.subject.id),
  );
  return [...new Set(gone.map(({ subject }) => subject.id))].map((identity) => {
    const finding = gone.find(({ subject }) => subject.id === identity);
    const { account = null, region = null } = finding?.subject ?? {};
    return { identity, account, region, instance: null, cluster: finding?.cluster ?? null };
  });
}

function isOpenState({ kind, status, dormant }: Finding): boolean {
  return kind === 'state' && status !== 'resolved' && !dormant;
}

function wasLookedFor({ subject }: Finding, { account, region, complete }: Looked): boolean {
  if (subject.account !== account || !complete.has(`${subject.platform} ${subject.kind}`)) return false;
  return subject.platform === 'iam' || subject.region === region;
}
