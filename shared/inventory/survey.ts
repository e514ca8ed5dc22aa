// Finds everything in an account and region that controls judge, as it is now. Judging it asks for the rest.
// SPDX-License-Identifier: Apache-2.0
import type { AwsApi } from '../gather/api.ts';
import { type Reader, reading } from '../gather/reading.ts';
import type { Observation } from '../model/observation.ts';
import { surveyEcs } from './ecs.ts';
import type { Home } from './observation.ts';
import { surveyEcr, surveyEks, surveyHosts, surveyIam, surveySecurityGroups } from './platform.ts';
import { surveyRegistry } from './registry.ts';

export interface Surveyed {
  readonly observations: readonly Observation[];
  /** What could not be listed, where, and why: one line each. */
  readonly missing: readonly string[];
  /** Of which things all there are were found: `ecs workload`, `iam principal`. */
  readonly complete: ReadonlySet<string>;
}

interface Part {
  /** Platform and kind of the subjects that it finds. */
  readonly finds: readonly string[];
  readonly look: (reader: Reader, home: Home) => Promise<readonly Observation[]>;
}

const regional: readonly Part[] = [
  { finds: ['ecs workload', 'ecs cluster'], look: surveyEcs },
  { finds: ['eks cluster'], look: surveyEks },
  { finds: ['ecr repository'], look: surveyEcr },
  { finds: ['ecr repository'], look: surveyRegistry },
  { finds: ['ec2 host'], look: surveyHosts },
  { finds: ['ec2 network'], look: surveySecurityGroups },
];

/** IAM knows no regions: it is looked through once an account. */
const iam: Part = { finds: ['iam principal'], look: surveyIam };

/**
 * A part that fails leaves the others whole.
 * @param at ISO time that things without a time of their own were seen at
 */
export async function survey(api: AwsApi, home: Home, withIam: boolean, at: string): Promise<Surveyed> {
  const parts = home.region === null ? [] : regional;
  const observations: Observation[] = [];
  const missing: string[] = [];
  const failed: Part[] = [];
  const asked = withIam ? [...parts, iam] : parts;
  for (const part of asked) {
    const place = part === iam ? { account: home.account, region: null } : home;
    const answer = await reading(api, place, (reader) => part.look(reader, home));
    if (answer.ok) observations.push(...answer.value.map((observation) => ({ ...observation, time: at })));
    else {
      failed.push(part);
      missing.push(`${place.account}, ${place.region ?? 'every region'}: ${answer.reason}`);
    }
  }
  return { observations, missing, complete: completeIn(asked, failed) };
}

/** Several parts may find things of one kind: all there are were found where none of them failed. */
function completeIn(asked: readonly Part[], failed: readonly Part[]): ReadonlySet<string> {
  const lacking = new Set(failed.flatMap(({ finds }) => finds));
  return new Set(asked.flatMap(({ finds }) => finds).filter((one) => !lacking.has(one)));
}
