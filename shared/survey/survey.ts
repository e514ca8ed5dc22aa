// Finds everything in an account and region that controls judge, as it is now. Judging it asks for the rest.
import type { AwsApi } from '../gather/api.ts';
import { type Reader, reading } from '../gather/reading.ts';
import type { Observation } from '../model/observation.ts';
import { surveyEcs } from './ecs.ts';
import type { Home } from './observation.ts';
import { surveyEcr, surveyEks, surveyHosts, surveyIam, surveySecurityGroups } from './platform.ts';

export interface Surveyed {
  readonly observations: readonly Observation[];
  /** What could not be listed, and why: one line each. */
  readonly missing: readonly string[];
}

type Part = (reader: Reader, home: Home) => Promise<readonly Observation[]>;

const regional: readonly Part[] = [surveyEcs, surveyEks, surveyEcr, surveyHosts, surveySecurityGroups];

/** One region of an account; IAM, which knows no regions, with the first of them. A part that fails leaves the others whole. */
export async function survey(api: AwsApi, home: Home, withIam: boolean): Promise<Surveyed> {
  const observations: Observation[] = [];
  const missing: string[] = [];
  for (const part of withIam ? [...regional, surveyIam] : regional) {
    const place = part === surveyIam ? { account: home.account, region: null } : home;
    const answer = await reading(api, place, (reader) => part(reader, home));
    if (answer.ok) observations.push(...answer.value);
    else missing.push(answer.reason);
  }
  return { observations, missing };
}
