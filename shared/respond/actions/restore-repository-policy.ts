// restore-repository-policy: closes a repository or the registry to those who must not use it, or puts the kept policy back.
// SPDX-License-Identifier: Apache-2.0
import { openedTo } from '../../iam/trust/resource-policy.ts';
import type { Finding } from '../../model/finding.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import type { ActionContext } from '../planning/action.ts';
import { defineAction } from '../planning/define-action.ts';
import { type OfflinePlan, one } from '../planning/offline.ts';
import { call, change, changed, kept, type Plan, type Planning } from '../planning/planning.ts';
import { documentOf, textOf, without } from '../platform/policy-text.ts';
import { repositoryNamed } from '../platform/repository-name.ts';

export const restoreRepositoryPolicy = defineAction({
  name: 'restore-repository-policy',
  group: 'platform',
  restores: 'policy',
  permissions: ['ecr:GetRepositoryPolicy', 'ecr:GetRegistryPolicy'],
  grants: [
    { allows: ['ecr:DeleteRepositoryPolicy', 'ecr:SetRepositoryPolicy'], on: ['ecr:repository/*'] },
    {
      allows: ['ecr:DeleteRegistryPolicy', 'ecr:PutRegistryPolicy'],
      on: ['*'],
      why: 'The policy of a registry belongs to no resource.',
    },
  ],
  reversible: 'the former policy is put back, to the letter',
  limits:
    'Without a kept policy only the principals that the evidence names are taken out. What was pulled before stays with whoever pulled it, and URLs of layers that were handed out work until they expire.',
  scope: 'region',
  plan,
  planOffline,
});

async function plan(finding: Finding, { reader, state }: Planning, context: ActionContext): Promise<Plan> {
  const { operations, input, what } = targetOf(finding);
  const read = call('ecr', operations.get, input);
  const answer = await reader.find('ecr', read.operation, input);
  if (answer === null) return changed(`the ${what} is gone`);
  const text = textOf(answer.policyText);
  const former = await context.formerly?.(read);
  const restored = former == null ? null : isObject(former.policy) ? former.policy : null;
  const next = former == null ? without(documentOf(text), foreign(finding, documentOf(text))) : restored;
  const put = (policyText: string) => call('ecr', operations.put, { ...input, policyText });
  return {
    words:
      former == null ? `close the ${what} to those it must not be open to` : `put the former ${what} back`,
    calls: [next === null ? call('ecr', operations.delete, input) : put(JSON.stringify(next))],
    ...kept(change(what, read, await state(read), { policy: next })),
    undo: [put(text)],
  };
}

function planOffline(finding: Finding): OfflinePlan {
  const { operations, input, offline } = targetOf(finding);
  return one(offline, call('ecr', operations.put, { ...input, policyText: null }));
}

const ofRepository = {
  get: 'GetRepositoryPolicy',
  put: 'SetRepositoryPolicy',
  delete: 'DeleteRepositoryPolicy',
} as const;
const ofRegistry = {
  get: 'GetRegistryPolicy',
  put: 'PutRegistryPolicy',
  delete: 'DeleteRegistryPolicy',
} as const;

/** Findings on the registry's own policy are kept on `arn:…:ecr:<region>:<account>:registry`. */
function targetOf(finding: Finding) {
  const { id } = finding.subject;
  if (id === 'registry' || id.endsWith(':registry'))
    return {
      ...{ operations: ofRegistry, input: {}, what: 'policy of the registry' },
      offline: 'restore the former policy of the registry',
    };
  const input: JsonObject = { ...repositoryNamed(finding) };
  return {
    ...{ operations: ofRepository, input, what: `policy of repository ${input.repositoryName}` },
    offline: 'restore the former repository policy',
  };
}

/** Places of the principals that the evidence names, whatever ECR action they are let do. */
function foreign(finding: Finding, document: JsonObject): readonly string[] {
  const named = new Set(finding.evidence.map(({ found }) => found));
  const opened = openedTo(document, '', ecrActions);
  const found = opened.ok ? opened.opened.filter(({ value }) => named.has(value)) : [];
  return found.length === 0
    ? changed('the policy does not name them any more')
    : found.map(({ path }) => path);
}

const ecrActions = [
  'ecr:BatchGetImage',
  'ecr:GetDownloadUrlForLayer',
  'ecr:PutImage',
  'ecr:InitiateLayerUpload',
  'ecr:UploadLayerPart',
  'ecr:CompleteLayerUpload',
];
