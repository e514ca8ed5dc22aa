// Repositories of a template, whose properties differ from what ECR's API returns.
// SPDX-License-Identifier: Apache-2.0
import { at, unsettled } from '../../model/at.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Repository } from '../../model/platform.ts';
import { type Cursor, cursor, down, settledFlag, settledString } from '../workload/cursor.ts';
import type { Where } from '../workload/where.ts';
import { scanningOf } from './detection.ts';
import { readingsOf } from './policy-readings.ts';
import { repositoryOf, repositoryPolicyOf } from './repository.ts';

/** AWS::ECR::Repository spells the API's names with a capital. A template that says nothing of a setting gives ECR's default. */
export function repositoryResource(properties: JsonObject, where: Where): Repository {
  const from = cursor(properties);
  const mutability = settledString(down(from, 'ImageTagMutability'));
  const scan = settledFlag(down(from, 'ImageScanningConfiguration', 'ScanOnPush'));
  const policy = down(from, 'RepositoryPolicyText');
  return {
    ...repositoryOf({}, where),
    ...policyIn(policy),
    tagMutability: { ...mutability, value: mutability.value ?? 'MUTABLE' },
    mutabilityExclusions: at([], 'ImageTagMutabilityExclusionFilters'),
    scanOnPush: { ...scan, value: scan.value ?? false },
  };
}

/** AWS::ECR::RegistryPolicy: the policy of the whole registry. */
export function registryResource(properties: JsonObject, where: Where): Repository {
  const policy = policyIn(down(cursor(properties), 'PolicyText'));
  return { ...repositoryPolicyOf({ policyText: {} }, where), ...policy, registry: true };
}

/** AWS::ECR::RegistryScanningConfiguration: what the registry scans by itself, and nothing of its policy. */
export function registryScanningResource(properties: JsonObject, where: Where): Repository {
  const type = settledString(down(cursor(properties), 'ScanType'));
  return {
    ...repositoryPolicyOf({ policyText: {} }, where),
    policy: unsettled(null, '', 'a scanning configuration does not tell it'),
    registry: true,
    registryScanning: { ...type, value: scanningOf(properties) },
  };
}

function policyIn({ value, path }: Cursor): Pick<Repository, 'policy' | 'policyAtMost'> {
  if (value === undefined || value === null) return { policy: at(null, path) };
  const { least, most } = readingsOf(value as Json, 'trust');
  return { policy: at(least, path), ...(most === null ? {} : { policyAtMost: most }) };
}
