// What every judging command begins with: the present, the policy, the catalogue, the facts.
// SPDX-License-Identifier: Apache-2.0
import { controls } from '../../shared/controls/index.ts';
import { catalogueOf } from '../../shared/evaluate/catalogue.ts';
import type { AwsApi } from '../../shared/gather/api.ts';
import type { Control } from '../../shared/model/control.ts';
import type { Judging } from '../../shared/pipeline.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { factsOfRun } from '../input/facts.ts';
import { controlsOfRun } from '../input/policy.ts';
import type { CommonOptions } from '../terminal/options.ts';
import { tell } from '../terminal/tell.ts';

export interface Run {
  /** ISO time that this run takes for the present. */
  readonly now: string;
  /** ISO time at which events count as received; default: the present. What claims to be from much later is not believed. */
  readonly received?: string;
  readonly policy: Policy;
  /** The built-in ones and the policy's own. */
  readonly controls: readonly Control[];
  readonly judging: Judging;
  /** What the facts are read from, for whoever asks it directly; null or left out: there is nothing. */
  readonly recorded?: AwsApi | null;
}

/** Controls that ask for facts at all. */
export const needsFacts: ReadonlySet<string> = new Set(
  controls.filter((control) => control.facts).map(({ id }) => id),
);

/** Throws UsageError for a bad policy or facts file. */
export async function beginRun(
  options: Pick<CommonOptions, 'policy' | 'strictness' | 'now'>,
  facts: readonly string[],
  clock: Judging['clock'],
): Promise<Run> {
  const now = options.now ?? new Date().toISOString();
  const found = await controlsOfRun({ ...options, now }, tell);
  const catalogue = catalogueOf(found.controls);
  const known = factsOfRun(facts);
  const judging = { catalogue, policy: found.policy, facts: known.facts, clock };
  return { now, ...found, judging, recorded: known.recorded };
}

/** A policy as reports and messages name it. */
export function policyWords({ source, hash }: Pick<Policy, 'source' | 'hash'>): string {
  return `${source} (${hash})`;
}
