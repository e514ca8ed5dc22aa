// Whether a policy document makes its holder an administrator, or is too wide for a workload: judged by what it grants.
// SPDX-License-Identifier: Apache-2.0

import { isAccountId } from '../../model/arn.ts';
import { remembered } from '../../model/remembered.ts';
import type { PolicyDocument, Statement } from '../policy/document.ts';
import { serviceOf } from '../policy/match.ts';
import { onlyWildcards } from '../policy/operators.ts';
import { parsePolicy } from '../policy/parse.ts';
import { anyName, anyResourceOf, iamAdministration, type Probe, serviceProbes } from './administration.ts';
import { anyIamOf } from './any-resource.ts';
import { administratorPolicies } from './choices.ts';
import { type Coverage, coverageOf, grantsProbe, statementCoversResource } from './coverage.ts';
import { type Grant, grantOf, short } from './statement-text.ts';

export type { Grant } from './statement-text.ts';

/** Nine in ten IAM writes are IAMFullAccess in effect, four in five whole services are PowerUserAccess in effect. */
const enoughIam = 0.9;
const enoughServices = 0.8;

/**
 * The statements that give `*:*`, AdministratorAccess, PowerUserAccess, IAMFullAccess or an equivalent. A document
 * that is no policy grants nothing: ask `parsePolicy` first where that must not pass in silence.
 * A condition on the caller (MFA, network, tags of the caller) does not make an administrator less of one; one on
 * the target (resource tags, a demanded permissions boundary) does.
 */
export function administratorGrants(document: unknown, at: string): readonly Grant[] {
  const parsed = parsePolicy(document);
  return parsed.ok ? grantsOf(administering(parsed.policy), at) : none;
}

// Most documents are in order, and many controls ask: that costs nothing.
const none: readonly Grant[] = [];

function grantsOf(told: readonly Told[], at: string): readonly Grant[] {
  return told.length === 0 ? none : told.map(({ allow, what }) => grantOf(allow, at, what));
}

/** What is to be told of one statement. */
interface Told {
  readonly allow: Statement;
  readonly what: string;
}

const administering = remembered((policy: PolicyDocument): readonly Told[] => {
  const coverage = coverageOf(policy);
  if (!mayAdminister(coverage.allows)) return [];
  const alone = coverage.allows.flatMap((allow) => {
    const what = mayAdminister([allow]) ? administration([allow], coverage) : null;
    return what === null ? [] : [{ allow, what }];
  });
  return alone.length > 0 ? alone : joint(coverage);
});

/** Told by the services named alone: most policies speak of a few, and IAM is not among them. */
function mayAdminister(allows: readonly Statement[]): boolean {
  let named = 0;
  for (const { services } of allows) {
    if (services === null || services.has('iam')) return true;
    named += services.size;
  }
  return named >= enoughServices * serviceProbes.length;
}

/** True where one statement allows every action on every resource in so many words: more there is not to gain. */
export function grantsEverything(document: unknown): boolean {
  const parsed = parsePolicy(document);
  return (
    parsed.ok &&
    parsed.policy.statements.some(
      ({ effect, actions, resources, conditions }) =>
        effect === 'Allow' &&
        conditions.length === 0 &&
        (resources ?? []).includes('*') &&
        (actions ?? []).some((action) => action === '*' || action === '*:*'),
    )
  );
}

/**
 * For workload roles: the administrator grants, every action of a service on any of its resources, and
 * iam:PassRole or sts:AssumeRole on any role. Prefix wildcards (`ec2:Describe*`) and scoped resources are not meant.
 */
export function wideGrants(document: unknown, at: string): readonly Grant[] {
  const parsed = parsePolicy(document);
  return parsed.ok ? grantsOf(tooWideIn(parsed.policy), at) : none;
}

const tooWideIn = remembered((policy: PolicyDocument): readonly Told[] => {
  const administrator = administering(policy);
  const coverage = coverageOf(policy);
  const found = [...administrator];
  for (const allow of coverage.allows) {
    if (administrator.some((told) => told.allow === allow)) continue;
    const what = tooWide(allow, coverage);
    if (what !== null) found.push({ allow, what });
  }
  return found;
});

/** AWS-managed policies that make an administrator, for when only the ARN is at hand. Any partition. */
export function knownAdministratorPolicy(arn: string): boolean {
  const [, name = ''] = /^arn:aws(?:-[a-z]+)*:iam::aws:policy\/(?:job-function\/)?(\w+)$/.exec(arn) ?? [];
  return administratorPolicies.some((known) => known === name);
}

function administration(allows: readonly Statement[], coverage: Coverage): string | null {
  const granted = (probe: Probe) => grantsProbe(allows, coverage, probe);
  const iam = shareReaches(enoughIam, iamAdministration, granted);
  if (shareReaches(enoughServices, serviceProbes, (probes) => probes.every(granted))) {
    return iam
      ? 'every action on every resource'
      : 'nearly every service as a whole, as PowerUserAccess does';
  }
  return iam ? 'the administration of IAM, and so every right there is' : null;
}

/** True where so large a part of the items holds; stops as soon as too many do not. */
function shareReaches<T>(share: number, items: readonly T[], holds: (item: T) => boolean): boolean {
  let missing = 0;
  return items.every((item) => {
    if (!holds(item)) missing++;
    return (items.length - missing) / items.length >= share;
  });
}

/** Statements that make an administrator only together: told at the one that gives most. */
function joint(coverage: Coverage): Told[] {
  const { allows } = coverage;
  const what = administration(allows, coverage);
  if (what === null) return [];
  const probes = [...iamAdministration, ...serviceProbes.flat()];
  const share = (allow: Statement) => probes.filter((probe) => grantsProbe([allow], coverage, probe)).length;
  const [widest, ...others] = allows
    .map((allow) => ({ allow, share: share(allow) }))
    .filter((entry) => entry.share > 0)
    .sort((a, b) => b.share - a.share);
  if (widest === undefined) return [];
  const places = others.map(({ allow }) => allow.path);
  return [{ allow: widest.allow, what: `together with ${short(places, ', ')}, ${what}` }];
}

/** An action of a service that no pattern spells out, and what hands out any role. */
const unnamed: Probe = { action: `${anyName}:${anyName}`, resource: anyResourceOf(anyName) };
const passAny: Probe = { action: 'iam:PassRole', resource: anyIamOf('role') };
const assumeAny: Probe = { action: 'sts:AssumeRole', resource: anyIamOf('role') };

function tooWide(allow: Statement, coverage: Coverage): string | null {
  const granted = (probe: Probe) => grantsProbe([allow], coverage, probe);
  if (granted(unnamed)) {
    return 'every action of services it does not name, on any resource';
  }
  const services = wholeServices(allow).filter((service) => {
    const resource = anyResourceOf(service);
    const probe = { action: `${service}:${anyName}`, resource };
    return (
      statementCoversResource(allow, resource) && !coverage.denied(probe) && coverage.leaves(allow, probe)
    );
  });
  if (services.length > 0) return `every action of ${short(services, ', ')} on any resource`;
  if (granted(passAny)) return 'iam:PassRole on any role';
  return granted(assumeAny) && assumesAnyRole(allow) ? 'sts:AssumeRole on any role' : null;
}

/** Services a statement names with all their actions: `s3` of `s3:*`. */
function wholeServices(allow: Statement): string[] {
  const services = (allow.actions ?? []).flatMap((pattern) => {
    const colon = pattern.indexOf(':');
    if (!onlyWildcards(pattern.slice(colon + 1))) return [];
    const service = serviceOf(pattern);
    return /^[a-z0-9-]+$/.test(service) ? [service] : [];
  });
  return [...new Set(services)];
}

/** One named account's roles are a scope, as far as assuming goes: that account's trust policies decide. */
export function assumesAnyRole(allow: Statement): boolean {
  const named = (pattern: string) => isAccountId(pattern.split(':', 5)[4] ?? '');
  return allow.resources === null || allow.resources.some((pattern) => !named(pattern));
}
