// A finding as OCSF 1.3 Compliance Finding (class 2003). Pure. Shape: https://schema.ocsf.io/1.3.0/classes/compliance_finding
// SPDX-License-Identifier: Apache-2.0
import type { Finding, FindingStatus } from '../model/finding.ts';
import type { JsonObject } from '../model/json.ts';
import type { Severity } from '../model/verdict.ts';
import { type Exported, textOf } from './exported.ts';

const classUid = 2003;
const severities: Readonly<Record<Severity, readonly [number, string]>> = {
  low: [2, 'Low'],
  medium: [3, 'Medium'],
  high: [4, 'High'],
  critical: [5, 'Critical'],
};
const statuses: Readonly<Record<FindingStatus, readonly [number, string]>> = {
  open: [1, 'New'],
  acknowledged: [2, 'In Progress'],
  remediating: [2, 'In Progress'],
  // What somebody decided to let be.
  waived: [3, 'Suppressed'],
  resolved: [4, 'Resolved'],
};
/** What happened to it since somebody was told of it last: it is there, it changed, or it ended. */
const activities = { create: [1, 'Create'], update: [2, 'Update'], close: [3, 'Close'] } as const;

/** `version`: of Seawall. */
export function ocsfOf({ finding, control }: Exported, version: string): JsonObject {
  const [activity_id, activity_name] = activities[activityOf(finding)];
  const [severity_id, severity] = severities[finding.severity];
  const [status_id, status] = statuses[finding.status];
  const { evidence } = finding;
  const isOver = finding.status === 'resolved';
  return {
    ...{ class_uid: classUid, class_name: 'Compliance Finding', category_uid: 2, category_name: 'Findings' },
    ...{ activity_id, activity_name, type_uid: classUid * 100 + activity_id, severity_id, severity },
    ...{ status_id, status, time: Date.parse(finding.lastSeen) },
    start_time: Date.parse(finding.firstSeen),
    message: textOf(evidence[0]?.message ?? finding.control, 4096),
    metadata: { version: '1.3.0', product: { name: 'Seawall', vendor_name: 'Seawall', version } },
    finding_info: {
      ...{ uid: finding.id, title: control?.title ?? finding.control, desc: control?.why ?? '' },
      ...{ types: control === null ? [] : [control.family], first_seen_time: Date.parse(finding.firstSeen) },
      last_seen_time: Date.parse(finding.lastSeen),
    },
    compliance: {
      ...{ control: finding.control, standards: ['Seawall'] },
      ...(isOver ? { status_id: 1, status: 'Pass' } : { status_id: 3, status: 'Fail' }),
      status_detail: textOf(evidence.map(({ path, message }) => `${path}: ${message}`).join('; '), 4096),
    },
    resources: [resourceOf(finding)],
    ...(control === null ? {} : { remediation: { desc: control.fix } }),
    unmapped: { evidence: evidence.map((one) => ({ ...one })), kind: finding.kind, actor: finding.actor },
  };
}

function activityOf({ status, reopened, firstSeen, lastSeen }: Finding): keyof typeof activities {
  if (status === 'resolved') return 'close';
  return reopened === 0 && firstSeen === lastSeen ? 'create' : 'update';
}

function resourceOf({ subject, cluster, namespace }: Finding): JsonObject {
  const { kind, platform, id, name, account, region } = subject;
  return {
    ...{ uid: textOf(id, 2048), name: textOf(name, 1024), type: `${platform} ${kind}` },
    ...(region === null ? {} : { region }),
    ...(namespace === null ? {} : { namespace: textOf(namespace, 256) }),
    data: { account, cluster: cluster === null ? null : textOf(cluster, 2048) },
  };
}
