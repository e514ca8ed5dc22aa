// What every OCSF 1.3 Compliance Finding (class 2003) says, whatever it is made from. Shape: https://schema.ocsf.io/1.3.0/classes/compliance_finding
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../model/json.ts';
import type { Severity } from '../model/severity.ts';

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

export interface OcsfPlace {
  readonly account: string | null;
  readonly region: string | null;
}

/** What the profile `cloud` adds, and what says that it applies; a cluster of one's own, or a file, is in no cloud. */
function cloudOf({ account, region }: OcsfPlace): JsonObject | null {
  if (account === null) return null;
  const owner = { uid: account, type_id: 10, type: 'AWS Account' };
  return { provider: 'AWS', account: owner, ...(region === null ? {} : { region }) };
}

/** `version`: of Seawall. */
export function ocsfContext(version: string, place: OcsfPlace): JsonObject {
  const cloud = cloudOf(place);
  const profiles = cloud === null ? {} : { profiles: ['cloud'] };
  const product = { name: 'Seawall', vendor_name: 'Seawall', version };
  return {
    metadata: { version: '1.3.0', product, ...profiles },
    ...(cloud === null ? {} : { cloud }),
  };
}

/** Of a resource; the profile `cloud` knows it. */
export function ocsfRegion({ account, region }: OcsfPlace): JsonObject {
  return account === null || region === null ? {} : { region };
}
