// What every OCSF 1.3 Compliance Finding (class 2003) says, whatever it is made from. Shape: https://schema.ocsf.io/1.3.0/classes/compliance_finding
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../model/json.ts';
import type { Severity } from '../model/verdict.ts';

const classUid = 2003;
/** What happened to it since somebody was told of it last: it is there, it changed, or it ended. */
const activities = { create: [1, 'Create'], update: [2, 'Update'], close: [3, 'Close'] } as const;
export type OcsfActivity = keyof typeof activities;

export function ocsfClass(activity: OcsfActivity): JsonObject {
  const [activity_id, activity_name] = activities[activity];
  return {
    ...{ class_uid: classUid, class_name: 'Compliance Finding', category_uid: 2, category_name: 'Findings' },
    ...{ activity_id, activity_name, type_uid: classUid * 100 + activity_id },
  };
}

const severities: Readonly<Record<Severity, { readonly severity_id: number; readonly severity: string }>> = {
  low: { severity_id: 2, severity: 'Low' },
  medium: { severity_id: 3, severity: 'Medium' },
  high: { severity_id: 4, severity: 'High' },
  critical: { severity_id: 5, severity: 'Critical' },
};

export function ocsfSeverity(severity: Severity): JsonObject {
  return severities[severity];
}

/** `version`: of Seawall. */
export function ocsfMetadata(version: string): JsonObject {
  return { version: '1.3.0', product: { name: 'Seawall', vendor_name: 'Seawall', version } };
}
