// A plan in words, made from the finding alone, where no platform can be read: the demo, a replay.
import type { Finding } from '../../../model/finding.ts';
import type { ResponseAction } from '../../../model/response.ts';
import { deactivateKey, restoreTrust, revertAccess } from './access.ts';
import type { Plan, Planner } from './plan.ts';
import { reEnableRule, requireImdsv2, restoreRepositoryPolicy, revokeIngress } from './platform.ts';
import { stopWorkload } from './stop-workload.ts';

const planners: Partial<Readonly<Record<ResponseAction, Planner>>> = {
  'stop-workload': stopWorkload,
  'revert-access': revertAccess,
  'restore-trust': restoreTrust,
  'deactivate-key': deactivateKey,
  'restore-repository-policy': restoreRepositoryPolicy,
  'revoke-ingress': revokeIngress,
  'require-imdsv2': requireImdsv2,
  're-enable-rule': reEnableRule,
};

export function planOf(action: ResponseAction, finding: Finding): Plan {
  return planners[action]?.(finding) ?? { words: action, calls: [] };
}
