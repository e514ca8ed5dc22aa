// What each action is tried with, one file per action in cases/: its calls from the finding alone, when it leaves things alone, and
// round trips on a world of its own.
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import type { Finding } from '../../../shared/model/finding.ts';
import type { Json, JsonObject } from '../../../shared/model/json.ts';
import type { ActionContext } from '../../../shared/respond/planning/action.ts';
import type { ActionName } from '../../../shared/respond/planning/define-action.ts';
import type { fakeApi } from '../../gather/fake-api.ts';
import { account, findingOn, region, type Trip } from './round-trip.ts';

/** A finding as replays know it, with the calls that would be made: operation, and parameters among others. */
export interface OfflineCase {
  readonly finding: Finding;
  readonly calls: readonly (readonly [string, JsonObject])[];
}

export interface HeldCase {
  readonly says: string;
  readonly finding: Finding;
  readonly answers: Parameters<typeof fakeApi>[0];
  readonly context?: ActionContext;
  readonly by: 'changed-since' | 'protected' | 'guard-error';
  /** Part of what is told. */
  readonly reason: string;
}

export interface ActionCases {
  readonly offline: readonly OfflineCase[];
  readonly held: readonly HeldCase[];
  /** On what is only remembered; left out where moto or a mock of the SDK has them (docs/testing.md). */
  readonly trips?: Readonly<Record<string, () => Omit<Trip, 'action'>>>;
}

interface NamedCases extends ActionCases {
  readonly action: ActionName;
}

export function casesOf(action: ActionName, cases: ActionCases): NamedCases {
  return { action, ...cases };
}

/** Of every action, by name. */
export const allCases: readonly NamedCases[] = await Promise.all(
  globSync('cases/*.ts', { cwd: import.meta.dirname })
    .toSorted()
    .map(async (file) => {
      const { cases }: { readonly cases: NamedCases } = await import(`./cases/${basename(file, '.ts')}.ts`);
      return cases;
    }),
);

export const offlineCases = allCases.flatMap(({ action, offline }) =>
  offline.map((one) => ({ action, ...one })),
);
export const heldCases = allCases.flatMap(({ action, held }) => held.map((one) => ({ action, ...one })));

export function on(
  kind: Finding['subject']['kind'],
  platform: Finding['subject']['platform'],
  id: string,
): Finding {
  return findingOn({ kind, platform, id });
}

export function inShop(id: string): Finding {
  return { ...on('workload', 'kubernetes', id), cluster: 'shop', namespace: 'shop' };
}

export function named(finding: Finding, name: string): Finding {
  return { ...finding, subject: { ...finding.subject, name } };
}

/** With the value, the words and what is wanted in its one piece of evidence. */
export function found(finding: Finding, value: Json, message = '', wanted: Json = null): Finding {
  return { ...finding, evidence: [{ path: '', found: value, wanted, message }] };
}

export function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${account}:${resource}`;
}
