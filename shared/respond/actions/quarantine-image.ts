// quarantine-image: moves an image to ECR's archive, from where nothing can pull it until it is brought back.
// SPDX-License-Identifier: Apache-2.0
import type { Finding } from '../../model/finding.ts';
import type { JsonObject } from '../../model/json.ts';
import { defineAction } from '../planning/define-action.ts';
import { type OfflinePlan, one } from '../planning/offline.ts';
import { call, change, changed, hold, kept, type Plan, type Planning } from '../planning/planning.ts';
import { needOf } from '../platform/image-users.ts';

export const quarantineImage = defineAction({
  name: 'quarantine-image',
  group: 'workloads',
  restores: null,
  permissions: [
    'ecr:BatchGetImage',
    'ecr:DescribeImages',
    'ecs:DescribeServices',
    'ecs:DescribeTaskDefinition',
    'ecs:DescribeTasks',
    'ecs:ListClusters',
    'ecs:ListTasks',
    'eks:DescribeCluster',
    'eks:ListClusters',
    'kubernetes:listCoreV1PodForAllNamespaces',
  ],
  grants: [{ allows: ['ecr:UpdateImageStorageClass'], on: ['ecr:repository/*'] }],
  reversible: 'the image is restored from the archive, which takes some minutes',
  limits:
    'Only images in ECR that are known by digest. People are asked first where several tags stand for the image, where a service, task or pod of its account and Region runs it or names a tag of it, and where that cannot be looked up; what runs elsewhere is not seen. What runs goes on, and hosts that hold the image can start it again. The archive charges for 90 days at least, and a new push of the same image restores it.',
  scope: 'region',
  plan,
  planOffline,
});

async function plan(finding: Finding, planning: Planning): Promise<Plan> {
  const { repository, repositoryName, imageDigest } = imageNamed(finding);
  const image = { ...registryOf(finding), repositoryName };
  // Without a filter ECR tells of active images only (ECR API reference, DescribeImagesFilter).
  const filter = { imageStatus: 'ANY' };
  const read = call('ecr', 'DescribeImages', { ...image, imageIds: [{ imageDigest }], filter });
  const now = await planning.state(read);
  if (now[imageDigest] === undefined) return changed('the image is gone');
  if (now[imageDigest] !== 'ACTIVE') return changed('the image is archived already, or on its way');
  const moveTo = (storageClass: string) => move(image, imageDigest, storageClass);
  const need = await needOf({ at: image, repository, digest: imageDigest }, planning);
  return {
    words: `archive image ${imageDigest} of repository ${repositoryName}`,
    calls: [moveTo('ARCHIVE')],
    ...kept(change(`image ${imageDigest}`, read, now, { [imageDigest]: 'ARCHIVED' })),
    undo: [moveTo('STANDARD')],
    ...(need === null ? {} : { askFirst: need }),
  };
}

function planOffline(finding: Finding): OfflinePlan {
  const [reference = '', digest = null] = finding.subject.id.split('@');
  const repositoryName = reference.slice(reference.indexOf('/') + 1);
  const image = { registryId: finding.subject.account, repositoryName };
  return one('archive the image', move(image, digest, 'ARCHIVE'));
}

function registryOf({ subject: { account } }: Finding) {
  return account === null ? {} : { registryId: account };
}

function move(image: JsonObject, imageDigest: string | null, targetStorageClass: string) {
  return call('ecr', 'UpdateImageStorageClass', { ...image, imageId: { imageDigest }, targetStorageClass });
}

const ecrImage = /^(\d{12}\.dkr[.-]ecr[^/]*\/([^@:]+))(?::[^@]*)?@(sha256:[0-9a-f]{64})$/;

/** `111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web@sha256:…`. */
function imageNamed({ subject }: Finding) {
  const [, repository, repositoryName, imageDigest] = ecrImage.exec(subject.id) ?? [];
  if (repository === undefined || repositoryName === undefined || imageDigest === undefined)
    return hold('guard-error', 'no image in ECR that is known by its digest');
  return { repository, repositoryName, imageDigest };
}
