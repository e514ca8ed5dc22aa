// Every action, by name.
import type { ResponseAction } from '../../model/response.ts';
import type { Action } from '../planning/action.ts';
import { applyBoundary } from './apply-boundary.ts';
import { applyDefaultDeny } from './apply-default-deny.ts';
import { deactivateKey } from './deactivate-key.ts';
import { deleteLoginProfile } from './delete-login-profile.ts';
import { drainHost } from './drain-host.ts';
import { enableLogging } from './enable-logging.ts';
import { enableScanOnPush } from './enable-scan-on-push.ts';
import { quarantineImage } from './quarantine-image.ts';
import { reEnableRule } from './re-enable-rule.ts';
import { requireImdsv2 } from './require-imdsv2.ts';
import { restartTrail } from './restart-trail.ts';
import { restoreRepositoryPolicy } from './restore-repository-policy.ts';
import { restoreTrust } from './restore-trust.ts';
import { restrictEndpoint } from './restrict-endpoint.ts';
import { revertAccess } from './revert-access/revert-access.ts';
import { revokeAccessEntry } from './revoke-access-entry/revoke-access-entry.ts';
import { revokeIngress } from './revoke-ingress.ts';
import { revokeSessions } from './revoke-sessions.ts';
import { setTagImmutability } from './set-tag-immutability.ts';
import { stopWorkload } from './stop-workload/stop-workload.ts';

export { planOf } from './offline/index.ts';

/** In the order of docs/responses.md: workloads and images, access, the platform, the watch itself. */
export const actions: readonly Action[] = [
  stopWorkload,
  quarantineImage,
  revertAccess,
  restoreTrust,
  applyBoundary,
  deactivateKey,
  deleteLoginProfile,
  revokeSessions,
  revokeAccessEntry,
  restoreRepositoryPolicy,
  setTagImmutability,
  enableScanOnPush,
  revokeIngress,
  applyDefaultDeny,
  requireImdsv2,
  drainHost,
  restrictEndpoint,
  enableLogging,
  reEnableRule,
  restartTrail,
];

const byName = new Map(actions.map((action) => [action.name, action]));

/** Null for what is no action on the platform: `notify`. */
export function actionFor(name: ResponseAction): Action | null {
  return byName.get(name) ?? null;
}
