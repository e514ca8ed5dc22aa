// ARN patterns as an identity policy means them: its own account, any partition, any Region of its kind.
// SPDX-License-Identifier: Apache-2.0
import { isAccountId } from '../../model/arn.ts';
import { anyAccount } from './administration.ts';

/** A pattern with its account id set aside (an identity policy reaches its own account's resources), in any partition. */
export function ownAccount(pattern: string): string {
  const [arn, partition, service, region, account, ...rest] = pattern.split(':');
  if (arn !== 'arn' || account === undefined || !partition?.startsWith('aws')) return pattern;
  const own = isAccountId(account) ? anyAccount : account;
  return [arn, partition.startsWith('aws-') ? 'aws' : partition, service, region, own, ...rest].join(':');
}

/** A pattern that names a Region, as one for all of them. */
export function anyRegion(pattern: string): string {
  const [arn, partition, service, region = '', ...rest] = pattern.split(':');
  return /^(?:[a-z]{2,4}(?:-[a-z]+)+-\d|<Region>)$/.test(region)
    ? [arn, partition, service, '*', ...rest].join(':')
    : pattern;
}
