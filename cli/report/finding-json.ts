// Findings and responses as the contract's JSON has them.
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../../shared/model/finding.ts';
import type { Response } from '../../shared/model/response.ts';

export function findingJson(finding: Finding) {
  const { id, control, severity, kind, status, dormant, reopened, subject, firstSeen, lastSeen } = finding;
  const { instances, moreInstances, evidence, waivedUntil, formerId, usedBy = null } = finding;
  return {
    ...{ id, control, severity, kind, status, dormant, reopened, subject, firstSeen, lastSeen },
    ...{ instances, moreInstances, evidence, waivedUntil, formerId, usedBy },
  };
}

export function responseJson(response: Response) {
  const { finding, action, mode, outcome, heldBy, calls, reason, evidence } = response;
  const kept = evidence === undefined ? {} : { evidence };
  return { finding, action, mode, outcome, heldBy, calls, reason, ...kept };
}
