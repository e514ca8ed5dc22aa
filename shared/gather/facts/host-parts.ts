// The facts `machine-image` and `host-volumes`: what a host was launched from, and what it writes to.
// SPDX-License-Identifier: Apache-2.0
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { stringOf } from '../../model/json.ts';
import { type AwsApi, objectsOf } from '../api.ts';
import { giveUp, reading } from '../reading.ts';

/** DescribeImages of one AMI. One that its owner has taken back cannot be had. */
export function readMachineImage(
  ask: FactRequestOf<'machine-image'>,
  api: AwsApi,
): Promise<FactAnswer<'machine-image'>> {
  return reading(api, ask, async (reader) => {
    const { imageId } = ask;
    const output = await reader.get('ec2', 'DescribeImages', { ImageIds: [imageId] });
    const image = objectsOf(output.Images).find((one) => one.ImageId === imageId);
    if (image === undefined) return giveUp('not-found', `ec2.DescribeImages: ${imageId} not found`);
    return {
      imageId,
      name: stringOf(image.Name) ?? '',
      owner: stringOf(image.OwnerId) ?? '',
      ownerAlias: stringOf(image.ImageOwnerAlias),
      createdAt: stringOf(image.CreationDate),
    };
  });
}

/** DescribeVolumes of one instance. */
export function readHostVolumes(
  ask: FactRequestOf<'host-volumes'>,
  api: AwsApi,
): Promise<FactAnswer<'host-volumes'>> {
  return reading(api, ask, async (reader) => {
    const Filters = [{ Name: 'attachment.instance-id', Values: [ask.instanceId] }];
    const paging = { tokenIn: 'NextToken', tokenOut: 'NextToken', list: 'Volumes' };
    const volumes = objectsOf(await reader.list('ec2', 'DescribeVolumes', { Filters }, paging));
    return volumes.map((volume) => ({
      volumeId: stringOf(volume.VolumeId) ?? '',
      encrypted: volume.Encrypted === true,
    }));
  });
}
