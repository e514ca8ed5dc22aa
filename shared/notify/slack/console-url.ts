// Where a finding's subject is to be seen in the AWS console; null where no such page is known. Pure.
// SPDX-License-Identifier: Apache-2.0

import { parseArn } from '../../model/arn.ts';
import type { Finding } from '../../model/finding.ts';
import { limits } from './limits.ts';

/** Only the host depends on the event, and only on a region of the plain form; everything else is percent-encoded. */
export const regionForm = /^[a-z]{2}(?:-[a-z]+)+-\d$/;

export function consoleUrl({ subject }: Finding): string | null {
  const arn = parseArn(subject.id);
  if (arn === null || arn.partition !== 'aws') return null;
  const path = pathOf(arn.service, arn.resource);
  if (path === null) return null;
  if (arn.service === 'iam') return within(`https://console.aws.amazon.com/${path}`);
  if (!regionForm.test(arn.region ?? '')) return null;
  return within(`https://${arn.region}.console.aws.amazon.com/${path}`);
}

function pathOf(service: string, resource: string): string | null {
  const [kind = '', ...rest] = resource.toWellFormed().split('/').map(encodeURIComponent);
  const [first = '', second = ''] = rest;
  if (service === 'ecs' && kind === 'service' && second !== '')
    return `ecs/v2/clusters/${first}/services/${second}`;
  if (service === 'ecs' && kind === 'cluster') return `ecs/v2/clusters/${first}`;
  if (service === 'eks' && kind === 'cluster') return `eks/home#/clusters/${first}`;
  if (service === 'iam' && (kind === 'role' || kind === 'user'))
    return `iam/home#/${kind}s/details/${rest.at(-1) ?? ''}`;
  return null;
}

function within(url: string): string | null {
  return url.length <= limits.buttonUrl ? url : null;
}
