// What an identity policy really grants on resources that nobody named: its Allows, less what its Denies take back.
// SPDX-License-Identifier: Apache-2.0

import { contradict } from '../policy/contradiction.ts';
import type { PolicyDocument, Statement } from '../policy/document.ts';
import { maySpeakOf, resourceMatches, statementCoversAction } from '../policy/match.ts';
import type { MatchOutcome } from '../policy/outcome.ts';
import type { Probe } from './administration.ts';
import { chosenKey } from './choices.ts';
import { holdsAlways } from './circumstances.ts';
import { anyRegion, ownAccount } from './pattern.ts';
import { leavesTarget, limitsTarget } from './targets.ts';

export interface Coverage {
  /** Allows whose conditions do not limit what is acted upon. */
  readonly allows: readonly Statement[];
  /** True where a Deny that always holds takes the probe back. Remembered, so many Allows and many Denies do not multiply. */
  readonly denied: (probe: Probe) => boolean;
  /** True where an Allow's conditions, and the Denies on what the caller chooses, leave the probe open. */
  readonly leaves: (allow: Statement, probe: Probe) => boolean;
}

export function coverageOf({ statements }: Pick<PolicyDocument, 'statements'>): Coverage {
  // A Deny under a condition leaves the grant standing for whoever meets it (with MFA, from that network).
  const denies = statements.filter(
    ({ effect, conditions }) => effect === 'Deny' && conditions.every(holdsAlways),
  );
  const allows = statements.filter(
    ({ effect, conditions }) =>
      effect === 'Allow' && !conditions.some(limitsTarget) && !contradict(conditions),
  );
  const denied = denies.length === 0 ? nothingDenied : deniedBy(denies);
  return { allows, denied, leaves: leavingBy(statements.filter(deniesChoice)) };
}

/** A Deny on what the caller chooses (whatever policy is not this one) takes exactly that back. */
function deniesChoice({ effect, conditions }: Statement): boolean {
  return (
    effect === 'Deny' &&
    conditions.length > 0 &&
    conditions.every((condition) => chosenKey(condition) !== null)
  );
}

function leavingBy(denies: readonly Statement[]): Coverage['leaves'] {
  return (allow, probe) => {
    if (denies.length === 0 && allow.conditions.length === 0) return true;
    const against = denies.filter((deny) => covers(deny, probe)).map(({ conditions }) => conditions);
    return leavesTarget(allow, probe.action, against);
  };
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
export function grantsProbe(
  allows: readonly Statement[],
  { denied, leaves }: Omit<Coverage, 'allows'>,
  probe: Probe,
): boolean {
  return allows.some((allow) => covers(allow, probe) && leaves(allow, probe)) && !denied(probe);
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

function coversBy({ resources, notResources }: Statement, look: (pattern: string) => MatchOutcome): boolean {
  const matches = (pattern: string) => look(pattern) === 'holds';
  if (resources !== null) return resources.some(matches);
  return notResources !== null && !notResources.some(matches);
}
