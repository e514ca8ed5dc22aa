// One Kubernetes audit event to an observation.
// SPDX-License-Identifier: Apache-2.0
import { tooLarge } from '../../../model/budget.ts';
import { isObject, type JsonObject, stringOf } from '../../../model/json.ts';
import type { Intake } from '../../../model/observation.ts';
import type { Change } from '../cloudtrail/change.ts';
import { dropped, type IntakeContext, observed, plain, unreadable } from '../context.ts';
import { tooDeep } from '../depth.ts';
import { kubernetesActor } from './actor.ts';
import { type Audit, auditOf, isReadVerb } from './audit.ts';
import { kubernetesCall } from './call.ts';
import { changeOf, holdsTooMuch } from './change.ts';
import { isDryRun } from './dry-run.ts';
import { isEntrance, isWatchedResource } from './resources.ts';

/** Kind `Event` is also what Kubernetes calls its own happenings (`involvedObject`): those are no audit events. */
export function isAudit(record: JsonObject): boolean {
  if (record.kind !== 'Event' || 'involvedObject' in record || 'regarding' in record) return false;
  return (
    'auditID' in record ||
    'objectRef' in record ||
    'requestURI' in record ||
    String(record.apiVersion).startsWith('audit.k8s.io')
  );
}

export function readAudit(raw: JsonObject, context: IntakeContext): Intake {
  const verb = stringOf(raw.verb);
  if (verb === null || verb === '') return unreadable(context, 'kubernetes audit event without a verb');
  const ref = raw.objectRef;
  if (ref === undefined || ref === null) return dropped('kubernetes request for no resource');
  if (!isObject(ref) || typeof ref.resource !== 'string')
    return unreadable(context, 'kubernetes audit event whose objectRef names no resource');
  const why = uninteresting(raw, verb.toLowerCase(), ref.resource, stringOf(ref.subresource) || null);
  if (why !== null) return dropped(why);
  if (tooDeep(raw)) return unreadable(context, 'kubernetes audit event nested too deep');
  return observe(raw, verb.toLowerCase(), ref, context);
}

function uninteresting(
  raw: JsonObject,
  verb: string,
  resource: string,
  subresource: string | null,
): string | null {
  // Every request is logged again once it is answered; `Panic` is an answer too.
  if (raw.stage === 'RequestReceived') return 'kubernetes request not yet answered';
  if (isEntrance(resource, subresource)) return null;
  if (isReadVerb(verb)) return 'kubernetes read';
  if (subresource === 'status') return 'kubernetes status update';
  if (isDryRun(raw, verb)) return 'kubernetes dry run';
  if (subresource !== null) return `kubernetes ${plain(resource)}/${plain(subresource)} not watched`;
  return isWatchedResource(resource) ? null : `kubernetes ${plain(resource)} not watched`;
}

function isUntold(audit: Audit, { subjects = [], pending = [], gone = [] }: Change): boolean {
  const tells = subjects.length + pending.length + gone.length > 0;
  return !tells && !isReadVerb(audit.verb) && holdsTooMuch(audit);
}

/**
 * Both stages of a stream (ResponseStarted, then ResponseComplete when it ends) are kept, since an audit policy may leave
 * either out: the call's id is the audit id, so that together they are one instance of one finding.
 */
function observe(raw: JsonObject, verb: string, ref: JsonObject, context: IntakeContext): Intake {
  const audit = auditOf(raw, verb, ref, context);
  const actor = kubernetesActor(raw, context.people);
  const change = audit.succeeded ? changeOf(audit) : {};
  // Of a workload its name is enough for a subject that nobody knows more of; what else is left out must not look like nothing.
  if (audit.succeeded && isUntold(audit, change))
    return unreadable(context, `kubernetes object: ${tooLarge}`);
  const { place, time, id } = audit;
  return observed(
    { ...place, time, replayed: false, eventId: audit.auditId, context },
    {
      id,
      source: 'kubernetes-audit',
      name: `${verb} ${plain(audit.resource)}${audit.subresource === null ? '' : `/${plain(audit.subresource)}`}`,
      actor,
      subjects: [kubernetesCall(audit, actor), ...(change.subjects ?? [])],
      pending: change.pending ?? [],
      gone: change.gone ?? [],
      ...(change.links === undefined ? {} : { links: change.links }),
    },
  );
}
