// Somebody who decides: how they came here, by what names, and whether the policy counts them among its approvers. Pure.
// SPDX-License-Identifier: Apache-2.0
import { roleOfSession } from '../model/arn.ts';
import { matchesAny } from '../model/glob.ts';
import { type JsonObject, objectOf, stringOf, stringsOf } from '../model/json.ts';
import type { Respond } from '../policy/policy.ts';
import { type Identity, identityFrom, identityOfArn, nobody } from './identity.ts';

export interface Person {
  /** Shown and kept: an ARN, `slack:U012AB3CD (kim@acme.test)`, a user name. */
  readonly name: string;
  readonly source: 'aws' | 'slack' | 'local';
  /** ARN as sts:GetCallerIdentity tells it; null: not mapped to any. */
  readonly principal: string | null;
  /** Those Slack user groups of the policy's approvers that they belong to. */
  readonly groups: readonly string[];
  readonly identity: Identity;
}

export interface SlackUser {
  readonly user: string;
  /** Null: Slack tells none. */
  readonly email: string | null;
  /** Whether the address was confirmed: before that it may be anybody's, and is shown to nobody as theirs. */
  readonly confirmed: boolean;
  readonly groups: readonly string[];
}

export function slackPerson({ user, email, confirmed, groups }: SlackUser): Person {
  const addresses = email === null ? [] : [email.toLowerCase()];
  const identity = { ...nobody, slackUser: user, addresses };
  const name = `slack:${user}${email === null || !confirmed ? '' : ` (${email})`}`;
  return { name, source: 'slack', principal: null, groups, identity };
}

/** `arn`: what AWS says whose credentials these are. */
export function awsPerson(arn: string): Person {
  return { name: arn, source: 'aws', principal: arn, groups: [], identity: identityOfArn(arn) };
}

/** The user of this machine, whom nobody has verified. */
export function localPerson(name: string): Person {
  return { name, source: 'local', principal: null, groups: [], identity: { ...nobody, name } };
}

const groupPrefix = 'slack-group:';
const userPrefix = 'slack-user:';

/** Ids of the Slack groups that the policy names as approvers. */
export function approverGroups(approvers: Respond['approvers']): readonly string[] {
  return (approvers ?? []).flatMap((entry) =>
    entry.startsWith(groupPrefix) ? [entry.slice(groupPrefix.length)] : [],
  );
}

/** Where the policy names nobody, whoever gets at the record by the command line approves; Slack reaches too many people. */
export function isApprover(person: Person, approvers: Respond['approvers']): boolean {
  if (approvers === null) return person.source !== 'slack';
  return approvers.some((entry) => isNamed(entry, person));
}

function isNamed(entry: string, { source, principal, groups, identity }: Person): boolean {
  if (entry.startsWith(groupPrefix))
    return source === 'slack' && groups.includes(entry.slice(groupPrefix.length));
  if (entry.startsWith(userPrefix)) return identity.slackUser === entry.slice(userPrefix.length);
  if (principal === null) return false;
  const names = [principal, roleOfSession(principal) ?? principal];
  return names.some((name) => matchesAny([entry], name));
}

/** As plain data, for queues and journals. */
export function personJson({ name, source, principal, groups, identity }: Person): JsonObject {
  return { name, source, principal, groups: [...groups], identity: { ...identity } };
}

/** Null for what is nobody. */
export function personFrom(stored: unknown): Person | null {
  const { name, source, principal, groups, identity } = objectOf(stored);
  const told = stringOf(name);
  const way = (['aws', 'slack', 'local'] as const).find((one) => one === source);
  if (told === null || way === undefined) return null;
  const known = identityFrom(identity);
  return {
    name: told,
    source: way,
    principal: stringOf(principal),
    groups: stringsOf(groups),
    identity: known,
  };
}

const slackName = /^slack:([UW][A-Z0-9]{2,20})(?: \(([^()]*)\))?$/;

/** Who a decision names that was written down before identities were kept. */
export function personNamed(name: string, source: unknown): Person {
  const [, user, email = null] = slackName.exec(name) ?? [];
  // Somebody on a machine may call their user anything.
  if (user !== undefined && source !== 'local')
    return slackPerson({ user, email, confirmed: true, groups: [] });
  return name.startsWith('arn:') && source !== 'local' ? awsPerson(name) : localPerson(name);
}
