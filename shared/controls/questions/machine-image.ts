// Which fact tells of the image that a container host was launched from.
// SPDX-License-Identifier: Apache-2.0
import { known } from '../../model/at.ts';
import type { FactRequestOf } from '../../model/facts.ts';
import type { Host } from '../../model/platform.ts';

/** None where the instance is not known to run containers, or its image is not told. */
export function imageRequest(host: Host): FactRequestOf<'machine-image'>[] {
  const { account, region, containerHost } = host;
  const imageId = known(host.imageId);
  if (containerHost !== true || imageId === null) return [];
  return [{ fact: 'machine-image', account, region, imageId }];
}
