// The facts `machine-image` and `host-volumes`: what a host was launched from, and what it writes to.
// SPDX-License-Identifier: Apache-2.0
import type { FactAnswer, FactRequestOf } from '../../model/facts.ts';
import { stringOf } from '../../model/json.ts';
import type { HostVolume, MachineImage } from '../../model/platform.ts';
import { type AwsApi, objectsOf } from '../api.ts';
import { defineFact } from '../define-fact.ts';
import { giveUp, reading } from '../reading.ts';

declare module '../../model/facts.ts' {
  interface FactTypes {
    'machine-image': { ask: FactPlace & { imageId: string }; value: MachineImage };
    /** The EBS volumes attached to an instance. */
    'host-volumes': { ask: FactPlace & { instanceId: string }; value: readonly HostVolume[] };
  }
}

/** DescribeImages of one AMI. One that its owner has taken back cannot be had. */
function readMachineImage(
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
function readHostVolumes(
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

export const machineImageFact = defineFact({
  fact: 'machine-image',
  read: (ask, { api }) => readMachineImage(ask, api),
});

export const hostVolumesFact = defineFact({
  fact: 'host-volumes',
  read: (ask, { api }) => readHostVolumes(ask, api),
});
