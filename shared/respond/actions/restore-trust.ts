// restore-trust: takes those out of a role's trust policy who may not assume it, or puts the kept policy back.
// SPDX-License-Identifier: Apache-2.0
import type { Statement } from '../../iam/policy/document.ts';
import { parsePolicy } from '../../iam/policy/parse.ts';
import { nameOf } from '../../model/arn.ts';
import type { Finding } from '../../model/finding.ts';
import { canonicalJson } from '../../model/hash.ts';
import { dig, isObject, type JsonObject } from '../../model/json.ts';
import type { Evidence } from '../../model/verdict.ts';
import type { ActionContext } from '../planning/action.ts';
import { defineAction } from '../planning/define-action.ts';
import { type OfflinePlan, one } from '../planning/offline.ts';
import { call, change, changed, kept, type Plan, type Planning } from '../planning/planning.ts';
import { editableRole } from '../platform/iam-names.ts';
import { documentOf, textOf, without } from '../platform/policy-text.ts';

export const restoreTrust = defineAction({
  name: 'restore-trust',
  group: 'access',
  restores: 'trust',
  permissions: ['iam:GetRole'],
  grants: [{ allows: ['iam:UpdateAssumeRolePolicy'], on: ['iam:role/*'] }],
  reversible: 'the former trust policy is put back, to the letter',
  limits:
    'Sessions that were handed out stay valid until they expire (revoke-sessions ends them). Without a kept policy only the principals that the evidence names are taken out. Service-linked and Identity Center roles are left alone.',
  scope: 'account',
  plan,
  planOffline,
});

// IAM takes no trust policy without a statement (IAM User Guide, "Grammar of the IAM JSON policy language").
const nobody = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
};

async function plan(finding: Finding, { reader, state }: Planning, context: ActionContext): Promise<Plan> {
  const role = editableRole(nameOf(finding.subject.id));
  const read = call('iam', 'GetRole', { RoleName: role });
  const text = textOf(
    dig(await reader.get('iam', 'GetRole', read.parameters), 'Role', 'AssumeRolePolicyDocument'),
  );
  const now = await state(read);
  const former = (await context.formerly?.(read))?.trust;
  const next = isObject(former) ? former : (without(documentOf(text), foreign(finding, text)) ?? nobody);
  return {
    words: isObject(former)
      ? `put the former trust policy of role ${role} back`
      : `take out of the trust policy of role ${role} who may not assume it`,
    calls: [setTrust(role, JSON.stringify(next))],
    ...kept(change(`trust policy of role ${role}`, read, now, { trust: next satisfies JsonObject })),
    undo: [setTrust(role, text)],
  };
}

function planOffline({ subject }: Finding): OfflinePlan {
  return one('restore the former trust policy', setTrust(nameOf(subject.id), null));
}

function setTrust(RoleName: string, PolicyDocument: string | null) {
  return call('iam', 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument });
}

/** Places of the principals that the evidence means, as they stand now. */
function foreign(finding: Finding, text: string): readonly string[] {
  const parsed = parsePolicy(documentOf(text));
  const statements = parsed.ok ? parsed.policy.statements.filter(({ effect }) => effect === 'Allow') : [];
  const found = statements.flatMap((statement) =>
    principalsOf(statement).filter(({ value }) =>
      finding.evidence.some((evidence) => evidence.found === value || isOpening(evidence, value, statement)),
    ),
  );
  return found.length === 0
    ? changed('the trust policy does not name them any more')
    : found.map(({ path }) => path);
}

/** An Allow to all but some names nobody: the statement as a whole opens to everybody (trust.ts). */
function principalsOf({ principals, notPrincipals, path }: Statement) {
  return notPrincipals === null ? (principals ?? []) : [{ value: '*', path }];
}

/**
 * What no-open-federation tells: its sentence ends with the issuer, and shows the values of the condition that is too wide, or null
 * where there is none on the claim it wants.
 */
function isOpening(
  { found, wanted, message }: Evidence,
  provider: string,
  { conditions }: Statement,
): boolean {
  const issuer = provider.slice(provider.indexOf(':oidc-provider/') + 1).replace(/^oidc-provider\//, '');
  if (!message.endsWith(` of ${issuer}`)) return false;
  if (found !== null) return conditions.some(({ values }) => canonicalJson(values) === canonicalJson(found));
  const claim = wanted === 'a condition on the audience' ? 'aud' : 'sub';
  return !conditions.some(({ key }) => key.toLowerCase() === `${issuer}:${claim}`.toLowerCase());
}
