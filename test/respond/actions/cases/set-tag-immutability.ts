// What set-tag-immutability plans, and when it leaves things alone.
import { arn, casesOf, on } from '../cases.ts';
import { findingOn } from '../round-trip.ts';

export const cases = casesOf('set-tag-immutability', {
  offline: [
    {
      finding: on('repository', 'ecr', arn('ecr', 'repository/shop/web')),
      calls: [['PutImageTagMutability', { repositoryName: 'shop/web', imageTagMutability: 'IMMUTABLE' }]],
    },
  ],
  held: [
    {
      says: 'a repository that is gone',
      finding: on('repository', 'ecr', 'shop'),
      answers: { 'ecr.DescribeRepositories': 'not-found' },
      by: 'changed-since',
      reason: 'gone',
    },
    {
      says: 'tags that are immutable',
      finding: on('repository', 'ecr', 'shop'),
      answers: { 'ecr.DescribeRepositories': { repositories: [{ imageTagMutability: 'IMMUTABLE' }] } },
      by: 'changed-since',
      reason: 'already',
    },
    {
      says: 'exclusions that were put right',
      finding: findingOn({ platform: 'ecr', id: 'shop' }, ['*']),
      answers: {
        'ecr.DescribeRepositories': {
          repositories: [
            {
              imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
              imageTagMutabilityExclusionFilters: [{ filter: 'dev-*' }],
            },
          ],
        },
      },
      by: 'changed-since',
      reason: 'exclusions',
    },
  ],
});
