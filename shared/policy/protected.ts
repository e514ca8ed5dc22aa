// Protected subjects: what no response ever touches. The built-in entries cannot be removed, a policy adds to them.
// SPDX-License-Identifier: Apache-2.0
import { nameOf, pathless, roleOfSession } from '../model/arn.ts';
import { globMatches, matchesAny } from '../model/glob.ts';
import type { Policy } from './policy.ts';

/** What protection looks at; `id` and `identity` are ARNs where the input has them. */
export interface Protectable {
  readonly id: string;
  readonly identity: string;
  readonly account: string | null;
  /** Name or ARN. */
  readonly cluster: string | null;
  readonly namespace: string | null;
  /** Null: not known. */
  readonly tags: Readonly<Record<string, string>> | null;
}

/** Whether an ARN, whole and without path, is of one of Seawall's own roles. */
export type OwnRoles = (arn: string) => boolean;

export function noRole(): boolean {
  return false;
}

interface BuiltIn {
  readonly glob: string;
  readonly says: string;
}

const builtInArns: readonly BuiltIn[] = [
  // AWS services own these; only they can change them (IAM user guide, "Create a service-linked role").
  { glob: 'arn:*:iam::*:role/aws-service-role/*', says: 'service-linked role' },
  // Identity Center owns these (IAM Identity Center user guide, "Referencing permission sets").
  { glob: 'arn:*:iam::*:role/aws-reserved/sso.amazonaws.com/*', says: 'role of IAM Identity Center' },
  { glob: 'arn:*:iam::*:role/AWSReservedSSO_*', says: 'role of IAM Identity Center' },
];

const builtInNamespaces = ['kube-system', 'kube-node-lease', 'kube-public', 'amazon-guardduty'];

/**
 * Why a response must leave the subject alone: the entry that says so; null where nothing does.
 * `own`: whether an ARN, whole and without path, is of one of Seawall's own roles, as the deployment knows them: whoever may name a
 * role must not be able to protect it by its name.
 */
export function protectedBy(policy: Policy, subject: Protectable, own: OwnRoles = noRole): string | null {
  const roles = [subject.id, subject.identity].flatMap((name) => roleOfSession(name) ?? []);
  const names = [subject.id, subject.identity, ...roles];
  const person = policy.view.people.breakGlass?.find(
    (glob) =>
      names.some((name) => globMatches(glob, name)) || roles.some((role) => pathlessMatches(glob, role)),
  );
  if (person !== undefined) return `break-glass: ${person}`;
  const builtIn = builtInArns.find(({ glob }) => names.some((name) => globMatches(glob, name)));
  if (builtIn !== undefined) return `built-in: ${builtIn.says}`;
  if (names.some((name) => own(pathless(name)))) return "built-in: Seawall's own role";
  if (subject.namespace !== null && builtInNamespaces.includes(subject.namespace))
    return `built-in: namespace ${subject.namespace}`;
  for (const entry of policy.protected) {
    const found =
      entryHolds(entry, subject, names) ??
      (roles.some((role) => pathlessMatches(entry, role)) ? entry : null);
    if (found !== null) return found;
  }
  return null;
}

/** A session's ARN does not tell the path of its role: a glob with a path is held against the role's name alone. */
function pathlessMatches(glob: string, role: string): boolean {
  const kind = glob.indexOf(':role/');
  const name = glob.slice(glob.lastIndexOf('/') + 1);
  // `role/ops/*` would come down to every role there is, an attacker's too.
  return kind >= 0 && name !== '*' && globMatches(`${glob.slice(0, kind)}:role/${name}`, role);
}

function entryHolds(entry: string, subject: Protectable, names: readonly string[]): string | null {
  const [kind, ...rest] = entry.split(':');
  const wanted = rest.join(':');
  if (kind === 'namespace') return place(entry, wanted, [subject.namespace]);
  if (kind === 'account') return place(entry, wanted, [subject.account]);
  if (kind === 'cluster')
    return place(entry, wanted, [subject.cluster, subject.cluster === null ? null : nameOf(subject.cluster)]);
  if (kind === 'tag') return tag(entry, wanted, subject.tags);
  return names.some((name) => globMatches(entry, name)) ? entry : null;
}

function place(entry: string, glob: string, values: readonly (string | null)[]): string | null {
  return values.some((value) => value !== null && globMatches(glob, value)) ? entry : null;
}

/** Tags that cannot be known may hold the one that protects: the response is held back (a guard fails closed). */
function tag(entry: string, wanted: string, tags: Protectable['tags']): string | null {
  if (tags === null) return `${entry} (the tags are not known)`;
  const split = wanted.indexOf('=');
  const key = wanted.slice(0, split);
  const value = Object.hasOwn(tags, key) ? tags[key] : undefined;
  return value !== undefined && matchesAny([wanted.slice(split + 1)], value) ? entry : null;
}
