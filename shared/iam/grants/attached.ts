// Reads the documents of a principal's policies, from the input or from facts, and says which are not known.
// SPDX-License-Identifier: Apache-2.0
import { join } from '../../model/at.ts';
import type { FactRequestOf, GatheredFacts } from '../../model/facts.ts';
import type { JsonObject } from '../../model/json.ts';
import type { AttachedPolicy, Principal } from '../../model/principal.ts';
import { remembered } from '../../model/remembered.ts';
import { excerptOf } from '../policy/excerpt.ts';
import { parsePolicy } from '../policy/parse.ts';
import { awsManagedPolicy } from './aws-managed.ts';
import { administratorGrants, knownAdministratorPolicy } from './grants.ts';

export interface KnownPolicy {
  readonly policy: AttachedPolicy;
  readonly document: unknown;
}

export interface Attached {
  readonly known: readonly KnownPolicy[];
  /** AWS-managed administrator policies named by ARN: judged without their document. */
  readonly administrators: readonly AttachedPolicy[];
  /** Why a document could not be had or read, one reason a policy. */
  readonly missing: readonly string[];
}

/** The documents to fetch: of managed policies that the input only names. */
export function documentsToFetch(principal: Principal): FactRequestOf<'policy-document'>[] {
  const { account, region } = principal;
  return principal.policies.flatMap(({ arn, document }) =>
    mustFetch(arn, document) ? [{ fact: 'policy-document', account, region, arn }] : [],
  );
}

function mustFetch(arn: string | null, document: unknown): arn is string {
  return document === null && arn !== null && !knownAdministratorPolicy(arn);
}

/** Read once for all controls that judge the principal by the same facts. */
export function attachedOf(principal: Principal, facts: GatheredFacts): Attached {
  return attachedBy(facts)(principal);
}

const attachedBy = remembered((facts: GatheredFacts) =>
  remembered((principal: Principal) => readPolicies(principal, facts)),
);

function readPolicies(principal: Principal, facts: GatheredFacts): Attached {
  const known: KnownPolicy[] = [];
  const administrators: AttachedPolicy[] = [];
  const missing: string[] = [];
  for (const policy of principal.policies) {
    if (policy.arn !== null && knownAdministratorPolicy(policy.arn)) {
      administrators.push(policy);
      continue;
    }
    const found = documentOf(policy, principal, facts);
    if (found.ok) known.push({ policy, document: found.document });
    else {
      missing.push(found.reason);
      if (found.excerpt !== null) known.push({ policy, document: found.excerpt });
    }
  }
  return { known, administrators, missing };
}

/** True where one of the policies makes its holder an administrator. */
export const holdAdministration = remembered((known: readonly KnownPolicy[]) =>
  known.some(({ document, policy }) => administratorGrants(document, policy.path).length > 0),
);

type Found =
  | { readonly ok: true; readonly document: unknown }
  /** `excerpt`: what can be judged of a document that is too long, for what it grants; null: nothing. */
  | { readonly ok: false; readonly reason: string; readonly excerpt: JsonObject | null };

function unread(reason: string, excerpt: JsonObject | null = null): Found {
  return { ok: false, reason, excerpt };
}

function documentOf(policy: AttachedPolicy, { account, region }: Principal, facts: GatheredFacts): Found {
  const { name, arn, document } = policy;
  if (policy.unsettled !== undefined) return unread(policy.unsettled);
  if (document !== null) return readable(policy, document);
  if (arn === null) return unread(`the document of ${name} is not in the input`);
  const answer = facts.get({ fact: 'policy-document', account, region, arn });
  if (answer.ok) return readable(policy, answer.value);
  // What the account says comes first; the bundled table is of a date.
  const bundled = awsManagedPolicy(arn);
  if (bundled !== null) return readable(policy, bundled);
  return unread(`the policy ${arn} is not known: ${answer.reason}`);
}

/** A document that is no policy grants nothing that could be told, so it must not count as one that is in order. */
function readable({ name, path }: AttachedPolicy, document: unknown): Found {
  const parsed = parsePolicy(document);
  if (parsed.ok) return { ok: true, document };
  const place = join(path, parsed.path) || 'its beginning';
  return unread(`the policy ${name} is unreadable at ${place}: ${parsed.reason}`, excerptOf(document));
}

/** The same, with the document of the permissions boundary. */
export function documentsAndBoundary(principal: Principal): FactRequestOf<'policy-document'>[] {
  const { policies, boundary } = principal;
  return documentsToFetch({
    ...principal,
    policies: boundary.value === null ? policies : [...policies, boundary.value],
  });
}

const unlimited: Found = { ok: true, document: null };

/** The document of the permissions boundary: null where there is none, or one that limits nothing. */
export function boundaryOf(principal: Principal, facts: GatheredFacts): Found {
  const { boundary } = principal;
  if (boundary.unsettled !== undefined) return unread(`the permissions boundary: ${boundary.unsettled}`);
  if (boundary.value === null) return unlimited;
  const { known, missing } = attachedOf({ ...principal, policies: [boundary.value] }, facts);
  const [reason] = missing;
  return reason === undefined ? { ok: true, document: known[0]?.document ?? null } : unread(reason);
}
