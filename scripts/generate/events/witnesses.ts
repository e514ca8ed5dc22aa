// Events that are known to lead to controls: the examples of the controls and the samples, each with the controls that judge it.
// SPDX-License-Identifier: Apache-2.0
import { globSync, readFileSync } from 'node:fs';
import { cloudTrail } from '../../../shared/controls/examples/events.ts';
import type { Example } from '../../../shared/controls/examples/example.ts';
import { type JudgeExample, UnjudgedExample } from '../../../shared/controls/examples/run.ts';
import { definedCalls } from '../../../shared/intake/events/cloudtrail/services/index.ts';
import { isObject, type JsonObject, objectOf, stringOf } from '../../../shared/model/json.ts';
import type { ControlFile } from '../control-files.ts';

export interface Witness {
  /** As EventBridge has it; a line of an audit log as it is. */
  readonly event: JsonObject;
  readonly isAudit: boolean;
  /** Ids of those that pass, fail or do not know. */
  readonly controls: readonly string[];
}

export async function witnessesOf(
  root: string,
  files: readonly ControlFile[],
  judge: JudgeExample,
): Promise<readonly Witness[]> {
  const found: Witness[] = [];
  for (const example of [
    ...files.flatMap((file) => Object.values(file.examples()).flat()),
    ...samples(root),
    ...probes(),
  ]) {
    const event = asEvent(example.given);
    if (event === null) continue;
    const controls = await judgeControls(example, judge);
    found.push({ event, isAudit: event['detail-type'] === undefined, controls });
  }
  return found;
}

async function judgeControls(example: Example, judge: JudgeExample): Promise<readonly string[]> {
  try {
    const verdicts = await judge(example);
    const known = verdicts.filter(({ outcome }) => ['pass', 'fail', 'unknown'].includes(outcome));
    return known.map(({ control }) => control);
  } catch (error) {
    // Some examples and samples show what is left out.
    if (error instanceof UnjudgedExample) return [];
    throw error;
  }
}

/** Without facts: what they would tell is unknown, which names the control all the same. */
function samples(root: string): readonly Example[] {
  return globSync('events/[0-9][0-9]-*.json', { cwd: root })
    .sort()
    .map((file) => ({ says: file, given: objectOf(JSON.parse(readFileSync(`${root}/${file}`, 'utf8'))) }));
}

/** Every call that a reader names, made by somebody without parameters: shows the controls on calls that have no example of their own for it. */
function probes(): readonly Example[] {
  return definedCalls.flatMap(({ service, watched, changes }) =>
    [...new Set([...(watched.only ?? []), ...Object.keys(changes)])].map((operation) => ({
      says: `${service}:${operation}`,
      given: cloudTrail(service, operation),
      policy: { version: 1, people: { 'delivery-pipelines': ['arn:aws:iam::*:role/deploy'] } },
    })),
  );
}

/** Null for documents that are no events: templates, manifests, inventories. */
function asEvent(given: JsonObject): JsonObject | null {
  if (typeof given['detail-type'] === 'string') return given;
  if (given.apiVersion === 'audit.k8s.io/v1') return given;
  const service = stringOf(given.eventSource)?.replace(/\.amazonaws\.com$/, '');
  if (service === undefined || !isObject(given.userIdentity)) return null;
  return { source: `aws.${service}`, 'detail-type': callType(given.eventType), detail: given };
}

/** CloudTrail User Guide, "CloudTrail record contents", `eventType`, and EventBridge's name for each. */
function callType(eventType: unknown): string {
  return eventType === 'AwsConsoleSignIn'
    ? 'AWS Console Sign In via CloudTrail'
    : eventType === 'AwsServiceEvent'
      ? 'AWS Service Event via CloudTrail'
      : 'AWS API Call via CloudTrail';
}

/** Calls that a reader waits for by name and no rule takes, as `service:Call`: files, replays and sweeps alone show them. */
export function callsWithoutRule(takes: (event: unknown) => boolean): readonly string[] {
  return definedCalls.flatMap(({ service, watched }) =>
    [...(watched.only ?? [])]
      .filter(
        (eventName) =>
          !takes({
            ...{ source: `aws.${service}`, 'detail-type': 'AWS API Call via CloudTrail' },
            detail: {
              ...{ eventName, eventSource: `${service}.amazonaws.com` },
              userIdentity: { type: 'AssumedRole' },
            },
          }),
      )
      .map((eventName) => `${service}:${eventName}`),
  );
}
