// Who a principal element names: everybody, an account, one principal, a service or an identity provider.
// SPDX-License-Identifier: Apache-2.0
import { accountOfArn, isAccountId, isAccountRoot } from '../../model/arn.ts';
import type { PrincipalEntry } from './document.ts';

export type PrincipalKind = 'anyone' | 'account' | 'principal' | 'service' | 'federated';

export interface NamedPrincipal {
  readonly kind: PrincipalKind;
  /** Twelve digits, from an ARN or a bare id; null where the element tells none. */
  readonly account: string | null;
}

/** IAM User Guide, element Principal: `*`, account ids, `arn:…:root`, users, roles, sessions, services, providers. */
export function classify(entry: PrincipalEntry): NamedPrincipal {
  const { type, value } = entry;
  if (type === 'Service') return { kind: 'service', account: null };
  if (type === 'Federated') return { kind: 'federated', account: accountOfArn(value) };
  if (type === 'CanonicalUser') return { kind: 'principal', account: null };
  if (type === '*') return { kind: 'anyone', account: null };
  if (isAccountId(value)) return { kind: 'account', account: value };
  const account = accountOfArn(value);
  // A pattern is no valid principal, but read as one it names everybody it fits.
  if (account === null && value.includes('*')) return { kind: 'anyone', account: null };
  return { kind: isAccountRoot(value) ? 'account' : 'principal', account };
}

/** True where everybody whom `inner` names is named by `outer` too. */
export function includesPrincipal(outer: PrincipalEntry, inner: PrincipalEntry): boolean {
  if (classify(outer).kind === 'anyone') return true;
  if (outer.type !== inner.type) return false;
  if (outer.value === inner.value) return true;
  const { kind, account } = classify(outer);
  return kind === 'account' && account === classify(inner).account;
}
