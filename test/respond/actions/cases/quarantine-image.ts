// What quarantine-image plans, and when it leaves things alone.
import { casesOf, on } from '../cases.ts';
import { account, region } from '../round-trip.ts';

const image = `${account}.dkr.ecr.${region}.amazonaws.com/shop/web@sha256:${'ab'.repeat(32)}`;

export const cases = casesOf('quarantine-image', {
  offline: [
    {
      finding: on('image', 'ecr', `${account}.dkr.ecr.${region}.amazonaws.com/shop/web@sha256:ab`),
      calls: [
        ['UpdateImageStorageClass', { repositoryName: 'shop/web', imageId: { imageDigest: 'sha256:ab' } }],
      ],
    },
  ],
  held: [
    {
      says: 'an image by tag',
      finding: on('image', 'ecr', 'nginx:1'),
      answers: {},
      by: 'guard-error',
      reason: 'digest',
    },
    {
      says: 'an image that is gone',
      finding: on('image', 'ecr', image),
      answers: { 'ecr.DescribeImages': 'not-found' },
      by: 'changed-since',
      reason: 'gone',
    },
    {
      says: 'an image in the archive',
      finding: on('image', 'ecr', image),
      answers: {
        'ecr.DescribeImages': {
          imageDetails: [{ imageDigest: image.split('@')[1] ?? '', imageStatus: 'ARCHIVED' }],
        },
      },
      by: 'changed-since',
      reason: 'archived',
    },
  ],
});
