// What restore-repository-policy plans, and when it leaves things alone.
import { arn, casesOf, on } from '../cases.ts';

export const cases = casesOf('restore-repository-policy', {
  offline: [
    {
      finding: on('repository', 'ecr', arn('ecr', 'repository/shop/web')),
      calls: [['SetRepositoryPolicy', { repositoryName: 'shop/web' }]],
    },
    { finding: on('repository', 'ecr', arn('ecr', 'registry')), calls: [['PutRegistryPolicy', {}]] },
  ],
  held: [
    {
      says: 'no repository policy',
      finding: on('repository', 'ecr', 'shop'),
      answers: { 'ecr.GetRepositoryPolicy': 'not-found' },
      by: 'changed-since',
      reason: 'gone',
    },
    {
      says: 'a registry policy put right',
      finding: on('repository', 'ecr', 'registry'),
      answers: { 'ecr.GetRegistryPolicy': { policyText: '{"Version":"2012-10-17","Statement":[]}' } },
      by: 'changed-since',
      reason: 'not name them',
    },
  ],
});
