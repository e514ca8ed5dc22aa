// What enable-scan-on-push plans, and when it leaves things alone.
import { fakeApi } from '../../../gather/fake-api.ts';
import { arn, casesOf, on } from '../cases.ts';

export const cases = casesOf('enable-scan-on-push', {
  offline: [
    {
      finding: on('repository', 'ecr', arn('ecr', 'repository/shop/web')),
      calls: [['PutImageScanningConfiguration', { repositoryName: 'shop/web' }]],
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
      says: 'scanning that is on',
      finding: on('repository', 'ecr', 'shop'),
      answers: {
        'ecr.DescribeRepositories': {
          repositories: [{ imageTagMutability: 'MUTABLE', imageScanningConfiguration: { scanOnPush: true } }],
        },
      },
      by: 'changed-since',
      reason: 'already',
    },
  ],
  trips: {
    'switches it on, and off again': () => {
      const world = { scanOnPush: false };
      const api = fakeApi({
        'ecr.DescribeRepositories': () => ({
          repositories: [{ imageTagMutability: 'MUTABLE', imageScanningConfiguration: { ...world } }],
        }),
        'ecr.PutImageScanningConfiguration': ({ imageScanningConfiguration }) => {
          Object.assign(world, imageScanningConfiguration);
          return {};
        },
      });
      const foreign = async () => Object.assign(world, { scanOnPush: false });
      return { finding: on('repository', 'ecr', arn('ecr', 'repository/shop/web')), api, foreign };
    },
  },
});
