// Which registry and repository a call of ECR names.
// SPDX-License-Identifier: Apache-2.0
import type { ArnHome } from '../../../model/arn.ts';
import { objectOf, stringOf } from '../../../model/json.ts';
import { accountIn } from '../place.ts';
import type { CloudTrailRecord } from './record.ts';

/** The registry is the caller's own unless the call names another account's. */
export function homeOf(record: CloudTrailRecord): ArnHome {
  const registryId = accountIn(record.parameters?.registryId) ?? accountIn(record.response?.registryId);
  return { account: registryId ?? record.account, region: record.region };
}

/** The name of the repository; null where the call names none. */
export function nameIn(record: CloudTrailRecord): string | null {
  const answered = objectOf(record.response?.repository);
  return (
    stringOf(record.parameters?.repositoryName) ??
    stringOf(answered.repositoryName) ??
    stringOf(record.response?.repositoryName)
  );
}
