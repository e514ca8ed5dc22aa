// To whom a resource policy (a role's trust, a repository's policy) opens given actions, after its own Denies.
// SPDX-License-Identifier: Apache-2.0
import { join } from '../../model/at.ts';
import { contradict, excludeAccount } from '../policy/contradiction.ts';
import type { Condition, PolicyDocument, PrincipalEntry, Statement } from '../policy/document.ts';
import { statementCoversAction } from '../policy/match.ts';
import {
  classify,
  includesPrincipal,
  type NamedPrincipal,
  type PrincipalKind,
} from '../policy/principals.ts';
import { demandsOfDeny, narrowingOf } from './narrowing.ts';

export interface Exposure {
  /** Place of the principal: `at` joined with `Statement[0].Principal.AWS[1]`. */
  readonly path: string;
  readonly sid: string | null;
  readonly kind: PrincipalKind;
  /** Twelve digits; null for everybody, services and where nobody can tell. */
  readonly account: string | null;
  /** The principal as written. */
  readonly value: string;
  /** Those of the actions asked about that it may take. */
  readonly actions: readonly string[];
  /** True where a certain sts:ExternalId is demanded. */
  readonly externalId: boolean;
  /** Ids of aws:PrincipalOrgID (or the organisation of a path) demanded, one of them; null: none. */
  readonly organisation: readonly string[] | null;
  /** True where the account, ARN or organisation that a service acts for is demanded; the accounts, where it is those. */
  readonly guards: boolean;
  readonly sources: readonly string[] | null;
  /** Condition keys as written, those of Denies that narrow it included. */
  readonly conditions: readonly string[];
  /** True where conditions leave only certain callers. */
  readonly restricted: boolean;
}

/** True where only principals of that organisation are let in. The ids demanded are alternatives: a foreign one beside it is an opening. */
export function isWithin({ organisation }: Exposure, id: string | null): boolean {
  return organisation !== null && organisation.length > 0 && organisation.every((one) => one === id);
}

/** True where an organisation other than that one is let in by its id. */
export function admitsForeign({ organisation }: Exposure, id: string | null): boolean {
  return organisation !== null && id !== null && organisation.some((one) => one !== id);
}

/**
 * One exposure for each principal that an Allow names. Everybody, narrowed to accounts by aws:PrincipalAccount or
 * the like, is told as those accounts. NotPrincipal under Allow opens to everybody but the named.
 */
export function exposures(policy: PolicyDocument, at: string, actions: readonly string[]): Exposure[] {
  const against = deniesBy(policy.statements.filter(({ effect }) => effect === 'Deny'));
  return policy.statements
    .filter((statement) => statement.effect === 'Allow')
    .flatMap((allow) => {
      const covered = actions.filter((action) => statementCoversAction(allow, action));
      return entriesOf(allow).flatMap((entry) =>
        exposureOf(allow, entry, { covered, against: against(entry) }, at),
      );
    });
}

function entriesOf(allow: Statement): readonly PrincipalEntry[] {
  if (allow.notPrincipals === null) return allow.principals ?? [];
  return [{ type: '*', value: '*', path: join(allow.path, 'NotPrincipal') }];
}

interface Covered {
  readonly covered: readonly string[];
  readonly against: readonly Statement[];
}

function exposureOf(
  allow: Statement,
  entry: PrincipalEntry,
  { covered, against }: Covered,
  at: string,
): Exposure[] {
  const open = covered.filter((action) => !against.some((deny) => deniesAlways(deny, action)));
  if (open.length === 0) return [];
  const conditions = [...allow.conditions, ...against.flatMap((deny) => narrowingDeny(deny, open))];
  const named = classify(entry);
  if (contradict(conditions) || isOfAnotherAccount(named, conditions)) return [];
  const { accounts, ...narrowing } = narrowingOf(conditions);
  const exposure: Exposure = {
    path: join(at, entry.path),
    sid: allow.sid,
    ...named,
    value: entry.value,
    actions: open,
    ...narrowing,
    conditions: [...new Set(conditions.map((condition) => condition.key))],
  };
  if (exposure.kind !== 'anyone' || accounts === null) return [exposure];
  return accounts.map((account) => ({ ...exposure, kind: 'account', account }));
}

/** A user or role, or an account, that the conditions leave out: the account of whoever calls is in each request of theirs. */
function isOfAnotherAccount({ kind, account }: NamedPrincipal, conditions: readonly Condition[]): boolean {
  if (account === null || (kind !== 'account' && kind !== 'principal')) return false;
  return excludeAccount(conditions, account);
}

/** The Denies that name a principal, by the names they could name him by, so that many Allows and many Denies do not multiply. */
function deniesBy(denies: readonly Statement[]): (entry: PrincipalEntry) => readonly Statement[] {
  const named = new Map<string, Statement[]>();
  for (const deny of denies)
    for (const key of new Set(deny.principals?.map(keyOf) ?? ['anyone'])) {
      const list = named.get(key);
      if (list === undefined) named.set(key, [deny]);
      else list.push(deny);
    }
  return (entry) => {
    const account = classify(entry).account;
    const keys = new Set(['anyone', keyOf(entry), `account ${account}`]);
    const near = new Set([...keys].flatMap((key) => named.get(key) ?? []));
    return [...near].filter((deny) => deniesPrincipal(deny, entry));
  };
}

/** Denies by NotPrincipal, which name almost everybody, stand with those that name everybody. */
function keyOf(entry: PrincipalEntry): string {
  const { kind, account } = classify(entry);
  if (kind === 'anyone') return 'anyone';
  return kind === 'account' ? `account ${account}` : `${entry.type} ${entry.value}`;
}

function deniesPrincipal(deny: Statement, entry: PrincipalEntry): boolean {
  if (deny.principals !== null) return deny.principals.some((named) => includesPrincipal(named, entry));
  // With NotPrincipal, everybody is denied but the named; an Allow to everybody then still stands for those.
  if (deny.notPrincipals === null || classify(entry).kind === 'anyone') return false;
  return !deny.notPrincipals.some(
    (named) => includesPrincipal(named, entry) || includesPrincipal(entry, named),
  );
}

function deniesAlways(deny: Statement, action: string): boolean {
  return deny.conditions.length === 0 && statementCoversAction(deny, action);
}

/** Conditions that a Deny of the whole opening amounts to. */
function narrowingDeny(deny: Statement, open: readonly string[]): Condition[] {
  return open.every((action) => statementCoversAction(deny, action)) ? demandsOfDeny(deny) : [];
}
