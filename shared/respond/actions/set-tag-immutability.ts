// set-tag-immutability: keeps tags of a repository where they are.
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../../model/finding.ts';
import { isObject, type Json, type JsonObject, listOf, stringOf, stringsOf } from '../../model/json.ts';
import { defineAction } from '../planning/define-action.ts';
import { type OfflinePlan, one } from '../planning/offline.ts';
import { call, change, changed, kept, type Plan, type Planning } from '../planning/planning.ts';
import { described, type RepositoryName, repositoryNamed } from '../platform/repository-name.ts';

export const setTagImmutability = defineAction({
  name: 'set-tag-immutability',
  group: 'platform',
  restores: null,
  permissions: ['ecr:DescribeRepositories'],
  grants: [{ allows: ['ecr:PutImageTagMutability'], on: ['ecr:repository/*'] }],
  reversible: 'the former mode and its exclusions are put back',
  limits:
    'A pipeline that moves tags (`latest`, cosign attestations by tag) fails to push from then on. Of an immutable repository only the exclusions that let too much through are taken out.',
  scope: 'region',
  plan,
  planOffline,
});

async function plan(finding: Finding, { state }: Planning): Promise<Plan> {
  const named = repositoryNamed(finding);
  const read = call('ecr', 'DescribeRepositories', described(named));
  const now = await state(read);
  const mode = stringOf(now.imageTagMutability);
  if (mode === null) return changed(`repository ${named.repositoryName} is gone`);
  if (mode === 'IMMUTABLE') return changed('its tags are immutable already');
  const filters = listOf(now.imageTagMutabilityExclusionFilters);
  const left = mode === 'IMMUTABLE_WITH_EXCLUSION' ? narrower(filters, finding) : [];
  if (left.length > 0 && left.length === filters.length)
    return changed('the exclusions that were found are gone');
  const next = left.length === 0 ? 'IMMUTABLE' : mode;
  const after: JsonObject = {
    imageTagMutability: next,
    imageTagMutabilityExclusionFilters: left.length === 0 ? null : left,
  };
  return {
    words: `make the tags of repository ${named.repositoryName} immutable`,
    calls: [setMutability(named, next, left)],
    ...kept(change(`tag mutability of repository ${named.repositoryName}`, read, now, after)),
    undo: [setMutability(named, mode, filters)],
  };
}

function planOffline(finding: Finding): OfflinePlan {
  return one('make the tags immutable', setMutability(repositoryNamed(finding), 'IMMUTABLE', []));
}

function setMutability(named: RepositoryName, imageTagMutability: string, exclusions: readonly Json[]) {
  return call('ecr', 'PutImageTagMutability', {
    ...named,
    imageTagMutability,
    ...(exclusions.length === 0 ? {} : { imageTagMutabilityExclusionFilters: exclusions }),
  });
}

/** Without the filters that the evidence names. */
function narrower(filters: ReturnType<typeof listOf>, { evidence }: Finding) {
  const open = new Set(
    evidence.flatMap(({ found }) => (typeof found === 'string' ? [found] : stringsOf(found))),
  );
  return filters.filter((filter) => !isObject(filter) || !open.has(stringOf(filter.filter) ?? ''));
}
