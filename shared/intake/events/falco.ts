// Alerts of Falco, as it writes them (`json_output`) and as Falcosidekick passes them on, as threats on the pod or host they name.
// SPDX-License-Identifier: Apache-2.0
// Fields: falco.org, "Supported Fields for Conditions and Outputs"; falcosecurity/falcosidekick, types.FalcoPayload and PriorityType.
import { fits, tooLarge } from '../../model/budget.ts';
import { isObject, type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import type { Intake, Observation } from '../../model/observation.ts';
import type { Threat } from '../../model/threat.ts';
import { blankHost } from '../documents/blank.ts';
import { fromKubernetesObject, unseenObject } from '../workload/kubernetes.ts';
import { partOf } from './cloudtrail/change.ts';
import { dropped, type IntakeContext, type Occurrence, observed, plain, unreadable } from './context.ts';
import { bodyId } from './identity.ts';
import { isoTime } from './time.ts';

/** Falco's priorities on GuardDuty's scale of severity. */
const severities: ReadonlyMap<string, number> = new Map([
  ['emergency', 10],
  ['alert', 9],
  ['critical', 8],
  ['error', 7],
  ['warning', 5],
  ['notice', 3],
  ['informational', 1],
  ['info', 1],
  ['debug', 1],
]);

export function isFalco(record: JsonObject): boolean {
  const { rule, priority, output_fields: fields } = record;
  return (
    typeof rule === 'string' &&
    typeof priority === 'string' &&
    severities.has(priority.toLowerCase()) &&
    isObject(fields)
  );
}

/** @param carrier what the event bus or log group around the alert tells of where it is from; an alert itself names no account */
export function readFalco(
  alert: JsonObject,
  carrier: Pick<Occurrence, 'account' | 'region'>,
  context: IntakeContext,
): Intake {
  if (!fits(alert)) return unreadable(context, `falco alert: ${tooLarge}`);
  const rule = stringOf(alert.rule) ?? '';
  const { place = {} } = context;
  const occurrence: Occurrence = {
    account: carrier.account ?? place.account ?? null,
    region: carrier.region ?? place.region ?? null,
    cluster: place.cluster ?? null,
    time: isoTime(alert.time),
    replayed: false,
    eventId: stringOf(alert.uuid),
    context,
  };
  const told = podIn(alert, occurrence) ?? hostIn(alert, occurrence);
  if (told === null) return dropped('falco alert that names neither pod nor instance');
  return observed(occurrence, { id: bodyId(alert), source: 'falco', name: plain(rule), ...told });
}

function threatOf(alert: JsonObject): Threat {
  const rule = stringOf(alert.rule) ?? '';
  return {
    detector: 'falco',
    type: rule,
    // `output` quotes command lines, which hold whatever secrets they were given: the rule says enough.
    title: `Falco: ${rule}`,
    severity: severities.get((stringOf(alert.priority) ?? '').toLowerCase()) ?? 0,
    id: stringOf(alert.uuid) ?? bodyId(alert),
    path: 'rule',
    acted: true,
    sample: false,
  };
}

type Told = Partial<Pick<Observation, 'subjects' | 'pending'>>;

function podIn(alert: JsonObject, { account, region, cluster }: Occurrence): Told | null {
  const fields = objectOf(alert.output_fields);
  const name = stringOf(fields['k8s.pod.name']);
  const namespace = stringOf(fields['k8s.ns.name']);
  if (name === null || name === '' || name === '<NA>') return null;
  const object = unseenObject({ kind: 'Pod', name, namespace }, 'the alert tells only the name of the pod');
  const what = { running: true, source: 'alert', threats: [threatOf(alert)] } as const;
  const where = { account, region, cluster, tags: null, ...what };
  const subject = fromKubernetesObject(object, where);
  return subject === null ? null : { subjects: [subject] };
}

/** `hostname` is the machine's own name: the instance id where EC2 gives names by resource (EC2 User Guide, "Hostname types"). */
function hostIn(alert: JsonObject, occurrence: Occurrence): Told | null {
  const instanceId = /^i-[0-9a-f]{8,17}/.exec(stringOf(alert.hostname) ?? '')?.[0];
  if (instanceId === undefined) return null;
  const { account, region } = occurrence;
  const blank = (reason: string) => blankHost(occurrence, instanceId, reason);
  const threats = [threatOf(alert)];
  return {
    pending: [
      partOf({ fact: 'host', account, region, instanceId }, blank, (whole) => ({ ...whole, threats })),
    ],
  };
}
