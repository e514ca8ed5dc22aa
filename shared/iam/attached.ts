// Reads the documents of a principal's policies, from the input or from facts, and says which are not known.
import { join } from '../model/at.ts';
import type { FactRequestOf, GatheredFacts } from '../model/facts.ts';
import type { AttachedPolicy, Principal } from '../model/principal.ts';
import { knownAdministratorPolicy } from './grants.ts';
import { parsePolicy } from './parse.ts';

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

export function attachedOf(principal: Principal, facts: GatheredFacts): Attached {
  const known: KnownPolicy[] = [];
  const administrators: AttachedPolicy[] = [];
  const missing: string[] = [];
  const { account, region } = principal;
  for (const policy of principal.policies) {
    const { arn, document } = policy;
    const keep = (text: unknown) => {
      const reason = unreadable(policy, text);
      if (reason === null) known.push({ policy, document: text });
      else missing.push(reason);
    };
    if (arn !== null && knownAdministratorPolicy(arn)) administrators.push(policy);
    else if (document !== null) keep(document);
    else if (arn === null) missing.push(`the document of ${policy.name} is not in the input`);
    else {
      const answer = facts.get({ fact: 'policy-document', account, region, arn });
      if (answer.ok) keep(answer.value);
      else missing.push(`the policy ${arn} is not known: ${answer.reason}`);
    }
  }
  return { known, administrators, missing };
}

/** A document that is no policy grants nothing that could be told, so it must not count as one that is in order. */
function unreadable({ name, path }: AttachedPolicy, document: unknown): string | null {
  const parsed = parsePolicy(document);
  if (parsed.ok) return null;
  return `the policy ${name} is unreadable at ${join(path, parsed.path) || 'its beginning'}: ${parsed.reason}`;
}

/** The same, with the document of the permissions boundary. */
export function documentsAndBoundary(principal: Principal): FactRequestOf<'policy-document'>[] {
  const { policies, boundary } = principal;
  return documentsToFetch({
    ...principal,
    policies: boundary.value === null ? policies : [...policies, boundary.value],
  });
}

/** What the permissions boundary leaves: null where there is none, or one that limits nothing. */
export type BoundaryDocument =
  | { readonly ok: true; readonly document: unknown }
  | { readonly ok: false; readonly reason: string };

export function boundaryOf(principal: Principal, facts: GatheredFacts): BoundaryDocument {
  const { boundary } = principal;
  if (boundary.unsettled !== undefined)
    return { ok: false, reason: `the permissions boundary: ${boundary.unsettled}` };
  if (boundary.value === null) return { ok: true, document: null };
  const { known, missing } = attachedOf({ ...principal, policies: [boundary.value] }, facts);
  const [reason] = missing;
  return reason === undefined ? { ok: true, document: known[0]?.document ?? null } : { ok: false, reason };
}
