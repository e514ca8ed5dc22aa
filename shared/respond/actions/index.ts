// Every action, by name. Written by `npm run generate` from shared/respond/actions; not by hand.
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../../model/finding.ts';
import type { ResponseAction } from '../../model/response.ts';
import type { ActionName, DefinedAction } from '../planning/define-action.ts';
import type { OfflinePlan } from '../planning/offline.ts';
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

const byName: { readonly [Name in ActionName]: DefinedAction<Name> } = {
  'apply-boundary': applyBoundary,
  'apply-default-deny': applyDefaultDeny,
  'deactivate-key': deactivateKey,
  'delete-login-profile': deleteLoginProfile,
  'drain-host': drainHost,
  'enable-logging': enableLogging,
  'enable-scan-on-push': enableScanOnPush,
  'quarantine-image': quarantineImage,
  're-enable-rule': reEnableRule,
  'require-imdsv2': requireImdsv2,
  'restart-trail': restartTrail,
  'restore-repository-policy': restoreRepositoryPolicy,
  'restore-trust': restoreTrust,
  'restrict-endpoint': restrictEndpoint,
  'revert-access': revertAccess,
  'revoke-access-entry': revokeAccessEntry,
  'revoke-ingress': revokeIngress,
  'revoke-sessions': revokeSessions,
  'set-tag-immutability': setTagImmutability,
  'stop-workload': stopWorkload,
};

export const actions: readonly DefinedAction[] = Object.values(byName);

/** Null for what is no action on the platform: `notify`. */
export function actionFor(name: ResponseAction): DefinedAction | null {
  return name === 'notify' ? null : byName[name];
}

/** The plan where no platform can be read: the demo, a replay. */
export function planOf(name: ResponseAction, finding: Finding): OfflinePlan {
  return actionFor(name)?.planOffline(finding) ?? { words: 'notify people', calls: [] };
}
