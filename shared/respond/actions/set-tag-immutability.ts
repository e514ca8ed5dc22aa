// set-tag-immutability: keeps tags of a repository where they are.
import type { Finding } from '../../model/finding.ts';
import { isObject, type JsonObject, listOf, stringOf, stringsOf } from '../../model/json.ts';
import type { Action } from '../planning/action.ts';
import { call, change, changed, kept, type Plan, type Planning, preparing } from '../planning/planning.ts';
import { described, repositoryNamed } from '../platform/repository-name.ts';

export const setTagImmutability: Action = {
  name: 'set-tag-immutability',
  permissions: ['ecr:DescribeRepositories', 'ecr:PutImageTagMutability'],
  reversible: 'the former mode and its exclusions are put back',
  limits:
    'A pipeline that moves tags (`latest`, cosign attestations by tag) fails to push from then on. Of an immutable repository only the exclusions that let too much through are taken out.',
  prepare: (finding, api) => {
    const { account, region } = finding.subject;
    return preparing({ account, region }, api, (planning) => plan(finding, planning));
  },
};

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
  const set = (imageTagMutability: string, exclusions: typeof filters) =>
    call('ecr', 'PutImageTagMutability', {
      ...named,
      imageTagMutability,
      ...(exclusions.length === 0 ? {} : { imageTagMutabilityExclusionFilters: exclusions }),
    });
  const next = left.length === 0 ? 'IMMUTABLE' : mode;
  const after: JsonObject = {
    imageTagMutability: next,
    imageTagMutabilityExclusionFilters: left.length === 0 ? null : left,
  };
  return {
    words: `make the tags of repository ${named.repositoryName} immutable`,
    calls: [set(next, left)],
    ...kept(change(`tag mutability of repository ${named.repositoryName}`, read, now, after)),
    undo: [set(mode, filters)],
  };
}

/** Without the filters that the evidence names. */
function narrower(filters: ReturnType<typeof listOf>, { evidence }: Finding) {
  const open = new Set(
    evidence.flatMap(({ found }) => (typeof found === 'string' ? [found] : stringsOf(found))),
  );
  return filters.filter((filter) => !isObject(filter) || !open.has(stringOf(filter.filter) ?? ''));
}
