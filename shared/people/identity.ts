// What somebody is known by, and whether two who are known by something are one. The only place that compares people. Pure.
// SPDX-License-Identifier: Apache-2.0
import type { FindingActor } from '../model/actor.ts';
import { accountOfArn, nameOf, pathless, roleOfSession } from '../model/arn.ts';
import { isObject, type JsonObject, stringOf, stringsOf } from '../model/json.ts';

/** Whole names: what stands before an @, or behind a slash, names nobody by itself. */
export interface Identity {
  /** Id of a Slack user. */
  readonly slackUser: string | null;
  /** User name in IAM Identity Center: the same in every account and with every permission set. */
  readonly directoryUser: string | null;
  /** ARN of an IAM user. */
  readonly user: string | null;
  /** ARN of a role, which several people may take. */
  readonly role: string | null;
  /** Any other name, such as one of Kubernetes or of this machine. */
  readonly name: string | null;
  /** E-mail addresses that go with it, in lower case: they can show that two are one, and never that two are not, for people change theirs. */
  readonly addresses: readonly string[];
}

/** `unknown`: nobody can tell. */
export type Relation = 'same' | 'other' | 'unknown';

export const nobody: Identity = {
  ...{ slackUser: null, directoryUser: null, user: null, role: null, name: null },
  addresses: [],
};

/** One shared name makes two one person. Only ids that one system gives out make two of them, and no session of a role is one. */
export function relation(a: Identity, b: Identity): Relation {
  if (isSame(a, b)) return 'same';
  const differ =
    bothDiffer(a.slackUser, b.slackUser) ||
    bothDiffer(a.directoryUser, b.directoryUser) ||
    usersDiffer(a.user, b.user);
  return differ ? 'other' : 'unknown';
}

function isSame(a: Identity, b: Identity): boolean {
  const keys = ['slackUser', 'directoryUser', 'user', 'name'] as const;
  if (keys.some((key) => a[key] !== null && a[key] === b[key])) return true;
  if (a.addresses.some((one) => b.addresses.some((other) => isSameAddress(one, other)))) return true;
  // Identity Center names its sessions after the person; whoever takes another role names the session as they like.
  const told = a.directoryUser !== null && b.directoryUser !== null;
  return a.role !== null && a.role === b.role && !told;
}

/**
 * `kim+x@acme.test` reaches kim@acme.test (RFC 5233, subaddresses), and whoever takes a role may name the session so. Of two with something
 * behind the `+` nobody can tell: `team+kim@` and `team+lee@` may be two people.
 */
function isSameAddress(one: string, other: string): boolean {
  return one === other || withoutTag(one) === other || one === withoutTag(other);
}

function withoutTag(address: string): string {
  const plus = address.indexOf('+');
  const at = address.lastIndexOf('@');
  return plus > 0 && plus < at ? address.slice(0, plus) + address.slice(at) : address;
}

function bothDiffer(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b;
}

/** Users of one account: one person may well have a user in each of two. */
function usersDiffer(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b && accountOfArn(a) === accountOfArn(b);
}

/** Who acted, as far as the event tells. */
export function identityOfActor(actor: FindingActor): Identity {
  const { arn, sessionName, sourceIdentity } = actor;
  const known = identityOfArn(arn, sessionName);
  const source = addressIn(sourceIdentity);
  return source === null ? known : { ...known, addresses: [...known.addresses, source] };
}

// Only AWS makes roles below this path (IAM Identity Center User Guide, "Referencing permission sets in resource policies").
const directoryPath = ':role/aws-reserved/sso.amazonaws.com/';
const directoryRole = ':role/AWSReservedSSO_';

/** `session`: the name of a role's session, where the ARN does not tell it. */
export function identityOfArn(arn: string, session: string | null = null): Identity {
  const role = roleOfSession(arn);
  // A session's ARN leaves the path out: there the name alone tells a role of Identity Center.
  if (role !== null) return identityInRole(role, session ?? sessionIn(arn), role.includes(directoryRole));
  if (arn.includes(':role/')) return identityInRole(arn, session, arn.includes(directoryPath));
  const address = addressIn(arn);
  const addresses = address === null ? [] : [address];
  const isUser = arn.includes(':iam:') && arn.includes(':user/');
  return isUser ? { ...nobody, user: pathless(arn), addresses } : { ...nobody, name: arn, addresses };
}

function identityInRole(role: string, session: string | null, byDirectory: boolean): Identity {
  const address = addressIn(session);
  const addresses = address === null ? [] : [address];
  const known = { ...nobody, role: pathless(role), addresses };
  if (!byDirectory || session === null) return known;
  return { ...known, directoryUser: session.toLowerCase() };
}

function sessionIn(arn: string): string | null {
  const session = arn.split('/').slice(2).join('/');
  return session === '' ? null : session;
}

// RFC 5321, 4.5.3.1: no address is longer.
const longestAddress = 254;

/** The e-mail address that a name is, or ends in behind a slash or colon. */
export function addressIn(text: string | null): string | null {
  const last = nameOf(text ?? '');
  const address = last.slice(Math.max(last.lastIndexOf(':'), last.lastIndexOf('/')) + 1).toLowerCase();
  return address.length <= longestAddress && /^[^\s@]+@[^\s@]+$/.test(address) ? address : null;
}

/** An identity as it was written down; what is missing or mangled in it tells nothing. */
export function identityFrom(stored: unknown): Identity {
  if (!isObject(stored)) return nobody;
  const of: JsonObject = stored;
  const { slackUser, directoryUser, user, role, name } = of;
  return {
    slackUser: stringOf(slackUser),
    directoryUser: stringOf(directoryUser),
    user: stringOf(user),
    role: stringOf(role),
    name: stringOf(name),
    addresses: stringsOf(of.addresses),
  };
}
