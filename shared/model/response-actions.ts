// What may be done about a finding, by name. Written by `npm run generate` from shared/respond/actions; not by hand.
// SPDX-License-Identifier: Apache-2.0
import type { BaselinePart } from './baseline.ts';

export const responseActions = [
  'notify',
  'apply-boundary',
  'apply-default-deny',
  'deactivate-key',
  'delete-login-profile',
  'drain-host',
  'enable-logging',
  'enable-scan-on-push',
  'quarantine-image',
  're-enable-rule',
  'require-imdsv2',
  'restart-trail',
  'restore-repository-policy',
  'restore-trust',
  'restrict-endpoint',
  'revert-access',
  'revoke-access-entry',
  'revoke-ingress',
  'revoke-sessions',
  'set-tag-immutability',
  'stop-workload',
] as const;
export type ResponseAction = (typeof responseActions)[number];

/** The part of its subject that an action puts back: what is kept of it while it is compliant. */
export const restoredParts: Partial<Readonly<Record<ResponseAction, BaselinePart>>> = {
  'apply-boundary': 'access',
  'restore-repository-policy': 'policy',
  'restore-trust': 'trust',
  'revert-access': 'access',
  'revoke-access-entry': 'entries',
};
