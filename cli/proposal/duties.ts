// Who orchestrates containers and who administers systems, by what IAM grants them: candidates for `people`.
// SPDX-License-Identifier: Apache-2.0
import { administeringActions, orchestratingActions } from '../../shared/iam/grants/duties.ts';
import { administratorGrants, knownAdministratorPolicy } from '../../shared/iam/grants/grants.ts';
import { grantsOnOthers } from '../../shared/iam/grants/held.ts';
import { trustedPrincipals } from '../../shared/iam/trust/trust.ts';
import type { Principal } from '../../shared/model/principal.ts';
import { type Duties, Tally } from './seen.ts';

export function dutiesOf(principals: readonly Principal[]): Duties {
  const tallies = {
    orchestrators: new Tally(),
    administrators: new Tally(),
    pipelines: new Tally(),
    both: new Tally(),
  };
  for (const principal of principals) {
    const duty = dutyOf(principal);
    if (duty !== null) tallies[duty].add(principal.arn);
    if (duty === 'orchestrators' && holderOf(principal) === 'pipeline') tallies.pipelines.add(principal.arn);
  }
  return {
    orchestrators: tallies.orchestrators.sorted(),
    administrators: tallies.administrators.sorted(),
    pipelines: tallies.pipelines.sorted(),
    both: tallies.both.sorted(),
  };
}

/** Null: neither, or nobody’s account: only services and workloads assume it. */
function dutyOf(principal: Principal): 'orchestrators' | 'administrators' | 'both' | null {
  const { type, path, policies } = principal;
  if (type !== 'user' && type !== 'role') return null;
  if (path?.startsWith('/aws-service-role/') || holderOf(principal) === 'service') return null;
  const known = policies.flatMap((policy) =>
    policy.document === null ? [] : [{ policy, document: policy.document }],
  );
  const all =
    policies.some(({ arn }) => arn !== null && knownAdministratorPolicy(arn)) ||
    known.some(({ policy, document }) => administratorGrants(document, policy.path).length > 0);
  if (all) return 'administrators';
  const held = grantsOnOthers(known, null);
  const [orchestrates, administers] = [held(orchestratingActions), held(administeringActions)];
  if (orchestrates !== null) return administers === null ? 'orchestrators' : 'both';
  return administers === null ? null : 'administrators';
}

/** Who takes the role: people, a pipeline by an identity provider’s token, or services and pods alone. */
function holderOf({ type, trust }: Principal): 'people' | 'pipeline' | 'service' {
  if (type !== 'role' || trust.value === null) return 'people';
  const trusted = trustedPrincipals(trust.value, trust.path);
  if (!trusted.ok) return 'people';
  const others = trusted.trusted.filter(
    ({ kind, value }) => kind !== 'service' && !value.includes('oidc.eks.'),
  );
  if (others.length === 0) return 'service';
  return others.every(({ kind, value }) => kind === 'federated' && !value.includes(':saml-provider/'))
    ? 'pipeline'
    : 'people';
}
