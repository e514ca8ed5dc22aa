// quarantine-image: moves an image to ECR's archive, from where nothing can pull it until it is brought back.
import type { Finding } from '../../model/finding.ts';
import type { Action } from '../planning/action.ts';
import {
  call,
  change,
  changed,
  hold,
  kept,
  type Plan,
  type Planning,
  preparing,
} from '../planning/planning.ts';

export const quarantineImage: Action = {
  name: 'quarantine-image',
  permissions: ['ecr:DescribeImages', 'ecr:UpdateImageStorageClass'],
  reversible: 'the image is restored from the archive, which takes some minutes',
  limits:
    'Only images in ECR that are known by digest. What runs goes on, and hosts that hold the image can start it again. The archive charges for 90 days at least, and a new push of the same image restores it.',
  prepare: (finding, api) => {
    const { account, region } = finding.subject;
    return preparing({ account, region }, api, (planning) => plan(finding, planning));
  },
};

async function plan(finding: Finding, { state }: Planning): Promise<Plan> {
  const { repositoryName, imageDigest } = imageNamed(finding);
  const { account } = finding.subject;
  const image = { ...(account === null ? {} : { registryId: account }), repositoryName };
  // Without a filter ECR tells of active images only (ECR API reference, DescribeImagesFilter).
  const filter = { imageStatus: 'ANY' };
  const read = call('ecr', 'DescribeImages', { ...image, imageIds: [{ imageDigest }], filter });
  const now = await state(read);
  if (now[imageDigest] === undefined) return changed('the image is gone');
  if (now[imageDigest] !== 'ACTIVE') return changed('the image is archived already, or on its way');
  const move = (targetStorageClass: string) =>
    call('ecr', 'UpdateImageStorageClass', { ...image, imageId: { imageDigest }, targetStorageClass });
  return {
    words: `archive image ${imageDigest} of repository ${repositoryName}`,
    calls: [move('ARCHIVE')],
    ...kept(change(`image ${imageDigest}`, read, now, { [imageDigest]: 'ARCHIVED' })),
    undo: [move('STANDARD')],
  };
}

const ecrImage = /^\d{12}\.dkr[.-]ecr[^/]*\/([^@:]+)(?::[^@]*)?@(sha256:[0-9a-f]{64})$/;

/** `111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web@sha256:…`. */
function imageNamed({ subject }: Finding): { repositoryName: string; imageDigest: string } {
  const [, repositoryName, imageDigest] = ecrImage.exec(subject.id) ?? [];
  if (repositoryName === undefined || imageDigest === undefined)
    return hold('guard-error', 'no image in ECR that is known by its digest');
  return { repositoryName, imageDigest };
}
