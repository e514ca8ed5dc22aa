// Seawall's own event: a function refused a version of the deployed policy and kept the former (functions/wiring/policy/deployed.ts).
// SPDX-License-Identifier: Apache-2.0
import type { CallSubject } from '../../../model/call.ts';
import { stringOf, stringsOf } from '../../../model/json.ts';
import type { Intake } from '../../../model/observation.ts';
import { actorOf } from '../actor.ts';
import { observed, unreadable } from '../context.ts';
import { versionedId } from '../identity.ts';
import { defineEvents, type NativeEvent } from './define-events.ts';

export const policyEvents = defineEvents({
  source: 'seawall',
  reads: {
    'Seawall Policy Refused': policyRefused,
  },
});

/** A call, made by nobody that could be named: who wrote the version, the trail of the bucket tells. */
function policyRefused({ name, detail, occurrence }: NativeEvent): Intake {
  const bucket = stringOf(detail.bucket);
  const version = stringOf(detail.version);
  if (bucket === null || version === null)
    return unreadable(occurrence.context, `${name} without bucket or version`);
  const { account, region } = occurrence;
  // Every function that reads the version says so: one observation for all of them.
  const id = versionedId(`s3://${bucket}`, version);
  const call: CallSubject = {
    ...{ kind: 'call', platform: 'iam', id, name: 'seawall:PolicyRefused' },
    identity: `s3://${bucket}|policy`,
    ...{ account, region, cluster: null, namespace: null, tags: null },
    ...{ service: 'seawall', operation: 'PolicyRefused' },
    actor: actorOf(null, { sourceAddress: null, userAgent: null, additional: null }, null),
    ...{ succeeded: true, errorCode: null, readOnly: false },
    parameters: {
      bucketName: bucket,
      version,
      problems: stringsOf(detail.problems).map((text) => text.slice(0, 300)),
    },
    ...{ response: null, additional: null, target: `s3://${bucket}`, kubernetes: null },
  };
  return observed(occurrence, { id, source: 'seawall', name, subjects: [call] });
}
