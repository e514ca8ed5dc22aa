// A plan in words, made from the finding alone, where no platform can be read: the demo, a replay.
import type { Finding } from '../../../model/finding.ts';
import type { ResponseAction } from '../../../model/response.ts';
import * as access from './access.ts';
import type { Plan, Planner } from './plan.ts';
import * as platform from './platform.ts';
import { stopWorkload } from './stop-workload.ts';

const planners: Readonly<Record<ResponseAction, Planner>> = {
  notify: () => ({ words: 'tell people', calls: [] }),
  'stop-workload': stopWorkload,
  'quarantine-image': platform.quarantineImage,
  'restore-repository-policy': platform.restoreRepositoryPolicy,
  'set-tag-immutability': platform.setTagImmutability,
  'enable-scan-on-push': platform.enableScanOnPush,
  'revert-access': access.revertAccess,
  'deactivate-key': access.deactivateKey,
  'delete-login-profile': access.deleteLoginProfile,
  'revoke-sessions': access.revokeSessions,
  'revoke-access-entry': access.revokeAccessEntry,
  'restore-trust': access.restoreTrust,
  'apply-boundary': access.applyBoundary,
  'revoke-ingress': platform.revokeIngress,
  'require-imdsv2': platform.requireImdsv2,
  'drain-host': platform.drainHost,
  'restrict-endpoint': platform.restrictEndpoint,
  'enable-logging': platform.enableLogging,
  'apply-default-deny': platform.applyDefaultDeny,
  're-enable-rule': platform.reEnableRule,
  'restart-trail': platform.restartTrail,
};

export function planOf(action: ResponseAction, finding: Finding): Plan {
  return planners[action](finding);
}
