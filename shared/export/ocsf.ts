// A finding as OCSF 1.3 Compliance Finding (class 2003). Pure. Shape: https://schema.ocsf.io/1.3.0/classes/compliance_finding
// SPDX-License-Identifier: Apache-2.0
import type { Finding, FindingStatus } from '../model/finding.ts';
import type { JsonObject } from '../model/json.ts';
import { type Exported, textOf } from './exported.ts';
import { type OcsfActivity, ocsfClass, ocsfContext, ocsfRegion, ocsfSeverity } from './ocsf-class.ts';

const statuses: Readonly<Record<FindingStatus, readonly [number, string]>> = {
  open: [1, 'New'],
  acknowledged: [2, 'In Progress'],
  remediating: [2, 'In Progress'],
  // What somebody decided to let be.
  waived: [3, 'Suppressed'],
  resolved: [4, 'Resolved'],
};

/** `version`: of Seawall. */
export function ocsfOf({ finding, control }: Exported, version: string): JsonObject {
  const [status_id, status] = statuses[finding.status];
  const { evidence } = finding;
  const isOver = finding.status === 'resolved';
  return {
    ...ocsfClass(activityOf(finding)),
    ...ocsfSeverity(finding.severity),
    ...{ status_id, status, time: Date.parse(finding.lastSeen) },
    start_time: Date.parse(finding.firstSeen),
    message: textOf(evidence[0]?.message ?? finding.control, 4096),
    ...ocsfContext(version, finding.subject),
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

function activityOf({ status, reopened, firstSeen, lastSeen }: Finding): OcsfActivity {
  if (status === 'resolved') return 'close';
  return reopened === 0 && firstSeen === lastSeen ? 'create' : 'update';
}

function resourceOf({ subject, cluster, namespace }: Finding): JsonObject {
  const { kind, platform, id, name, account, region } = subject;
  return {
    ...{ uid: textOf(id, 2048), name: textOf(name, 1024), type: `${platform} ${kind}` },
    ...ocsfRegion({ account, region }),
    ...(namespace === null ? {} : { namespace: textOf(namespace, 256) }),
    data: { account, cluster: cluster === null ? null : textOf(cluster, 2048) },
  };
}
