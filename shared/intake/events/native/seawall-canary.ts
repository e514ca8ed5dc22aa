// Seawall's own event: the canary, which must come out as a finding within a minute (functions/canary.ts).
// SPDX-License-Identifier: Apache-2.0
import type { CallSubject } from '../../../model/call.ts';
import { canaryIdentity, isSentAt } from '../../../model/canary.ts';
import { stringOf } from '../../../model/json.ts';
import type { Intake } from '../../../model/observation.ts';
import { actorOf } from '../actor.ts';
import { observed, unreadable } from '../context.ts';
import { versionedId } from '../identity.ts';
import { defineEvents, type NativeEvent } from './define-events.ts';

export const canaryEvents = defineEvents({
  source: 'seawall.canary',
  reads: {
    'Seawall Canary': canarySent,
  },
});

/** A call that nobody made, of a service that there is not. */
function canarySent({ name, detail, occurrence }: NativeEvent): Intake {
  const sent = stringOf(detail.sent) ?? '';
  if (!isSentAt(sent)) return unreadable(occurrence.context, `${name} without the time it was sent at`);
  const { account, region } = occurrence;
  const id = versionedId('canary', sent);
  const identity = canaryIdentity(sent);
  const call: CallSubject = {
    ...{ kind: 'call', platform: 'iam', id, name: 'seawall:Canary', identity },
    ...{ account, region, cluster: null, namespace: null, tags: null },
    ...{ service: 'seawall', operation: 'Canary' },
    actor: actorOf(null, { sourceAddress: null, userAgent: null, additional: null }, null),
    ...{ succeeded: true, errorCode: null, readOnly: false, parameters: { sent } },
    ...{ response: null, additional: null, target: null, kubernetes: null },
  };
  return observed(occurrence, { id, source: 'canary', name, subjects: [call] });
}
