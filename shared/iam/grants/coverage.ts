// What an identity policy really grants on resources that nobody named: its Allows, less what its Denies take back.

import type { Condition, PolicyDocument, Statement } from '../policy/document.ts';
import { maySpeakOf, resourceMatches, statementCoversAction } from '../policy/match.ts';
import { demandsValue, onlyWildcards, operatorOf } from '../policy/operators.ts';
import type { Outcome } from '../policy/outcome.ts';
import { anyAccount, type Probe } from './administration.ts';

export interface Coverage {
  /** Allows whose conditions do not limit what is acted upon. */
  readonly allows: readonly Statement[];
  /** True where a Deny that always holds takes the probe back. Remembered, so many Allows and many Denies do not multiply. */
  readonly denied: (probe: Probe) => boolean;
}

export function coverageOf({ statements }: Pick<PolicyDocument, 'statements'>): Coverage {
  // A Deny under a condition leaves the grant standing for whoever meets it (with MFA, from that network).
  const denies = statements.filter(({ effect, conditions }) => effect === 'Deny' && conditions.length === 0);
  const allows = statements.filter(
    ({ effect, conditions }) => effect === 'Allow' && !conditions.some(limitsTarget),
  );
  return { allows, denied: denies.length === 0 ? nothingDenied : deniedBy(denies) };
}

const nothingDenied: Coverage['denied'] = () => false;

function deniedBy(denies: readonly Statement[]): Coverage['denied'] {
  const known = new Map<string, boolean>();
  return (probe) => {
    const key = `${probe.action} ${probe.resource}`;
    const answer = known.get(key) ?? denies.some((deny) => covers(deny, probe));
    known.set(key, answer);
    return answer;
  };
}

/** Those of some statements that may speak of a service: few where a principal holds many policies. */
export function byService(allows: readonly Statement[]): (service: string) => readonly Statement[] {
  const known = new Map<string, readonly Statement[]>();
  return (service) => {
    const found = known.get(service) ?? allows.filter((allow) => maySpeakOf(allow, service));
    known.set(service, found);
    return found;
  };
}

/** The services that some statements name, in lower case; null where one of them may speak of any. */
export function servicesOf(statements: readonly Statement[]): ReadonlySet<string> | null {
  const named = new Set<string>();
  for (const { services } of statements) {
    if (services === null) return null;
    for (const service of services) named.add(service);
  }
  return named;
}

/** True where one of the Allows given grants the probe and no Deny takes it back. */
export function grantsProbe(allows: readonly Statement[], denied: Coverage['denied'], probe: Probe): boolean {
  return allows.some((allow) => covers(allow, probe)) && !denied(probe);
}

/** True where the statement, whatever its effect and its conditions, speaks of the probe. */
export function covers(statement: Statement, probe: Probe): boolean {
  return statementCoversAction(statement, probe.action) && statementCoversResource(statement, probe.resource);
}

/** True where the statement's Resource or NotResource leaves `resource` in. */
export function statementCoversResource(statement: Statement, resource: string): boolean {
  return coversBy(statement, (pattern) => resourceMatches(ownAccount(pattern), resource, null));
}

/** The same where a pattern that names a Region counts as one for all of them. */
export function statementCoversRegion(statement: Statement, resource: string): boolean {
  return coversBy(statement, (pattern) => resourceMatches(anyRegion(ownAccount(pattern)), resource, null));
}

/** The same of a resource that there is, by its whole ARN. */
export function statementCoversArn(statement: Statement, arn: string): boolean {
  return coversBy(statement, (pattern) => resourceMatches(pattern, arn, null));
}

function coversBy({ resources, notResources }: Statement, look: (pattern: string) => Outcome): boolean {
  const matches = (pattern: string) => look(pattern) === 'holds';
  if (resources !== null) return resources.some(matches);
  return notResources !== null && !notResources.some(matches);
}

function anyRegion(pattern: string): string {
  const [arn, partition, service, region = '', ...rest] = pattern.split(':');
  return /^[a-z]{2,4}(?:-[a-z]+)+-\d$/.test(region)
    ? [arn, partition, service, '*', ...rest].join(':')
    : pattern;
}

/** A pattern with its account id set aside (an identity policy reaches its own account's resources), in any partition. */
function ownAccount(pattern: string): string {
  const [arn, partition, service, region, account, ...rest] = pattern.split(':');
  if (arn !== 'arn' || account === undefined || !partition?.startsWith('aws')) return pattern;
  const own = /^\d{12}$/.test(account) ? anyAccount : account;
  return [arn, partition.startsWith('aws-') ? 'aws' : partition, service, region, own, ...rest].join(':');
}

/**
 * Keys that tell who calls, from where and when. A grant under them is the same grant for whoever meets them;
 * keys of the target or of the request (resource tags, iam:PassedToService, iam:PermissionsBoundary) narrow it.
 * IAM User Guide, "AWS global condition context keys".
 */
const circumstances = [
  'aws:calledvia',
  'aws:currenttime',
  'aws:ec2instancesource',
  'aws:epochtime',
  'aws:federatedprovider',
  'aws:multifactorauth',
  'aws:principal',
  'aws:referer',
  'aws:requestedregion',
  'aws:resourceaccount',
  'aws:resourceorg',
  'aws:securetransport',
  'aws:sourceidentity',
  'aws:sourceip',
  'aws:sourcevpc',
  'aws:tokenissuetime',
  'aws:useragent',
  'aws:userid',
  'aws:username',
  'aws:viaawsservice',
  'aws:vpcsourceip',
  'sts:',
];

/** True where a condition narrows what is acted upon. */
export function limitsTarget(condition: Condition): boolean {
  const operator = operatorOf(condition.operator);
  if (operator === null || !demandsValue(operator)) return false;
  if (isOver(condition)) return true;
  const key = condition.key.toLowerCase();
  if (circumstances.some((prefix) => key.startsWith(prefix))) return false;
  return !condition.values.some(onlyWildcards);
}

const clocks: ReadonlySet<string> = new Set(['aws:currenttime', 'aws:tokenissuetime', 'aws:epochtime']);
/** Older than this program: what had to happen before it never will again. */
const past = Date.UTC(2026, 0, 1);

/** True where the condition holds only at times that are over, so that the statement grants nothing any more. */
function isOver({ operator, key, values }: Condition): boolean {
  const how = operatorOf(operator);
  const before = how?.comparison === 'date' && how.relation.startsWith('less');
  return before && clocks.has(key.toLowerCase()) && values.every((value) => Date.parse(value) < past);
}
