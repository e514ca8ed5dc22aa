// Repositories of a template, whose properties differ from what ECR's API returns.
// SPDX-License-Identifier: Apache-2.0
import { type At, at, unsettled } from '../../model/at.ts';
import { type Json, type JsonObject, objectOf } from '../../model/json.ts';
import type { Repository } from '../../model/platform.ts';
import type { RegistryPart } from '../../model/registry-parts.ts';
import {
  type Cursor,
  cursor,
  down,
  items,
  settledFlag,
  settledString,
  unsettledReason,
} from '../workload/cursor.ts';
import type { Where } from '../workload/where.ts';
import { camelCased } from './camel.ts';
import { scanningOf } from './detection.ts';
import { readingsOf } from './policy-readings.ts';
import { registryPart } from './registry-parts.ts';
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
    mutabilityExclusions: exclusionsIn(down(from, 'ImageTagMutabilityExclusionFilters')),
    lifecycle: lifecycleIn(down(from, 'LifecyclePolicy', 'LifecyclePolicyText')),
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

/** AWS::ECR::Repository ImageTagMutabilityExclusionFilter: a filter that a template leaves open may let anything through. */
function exclusionsIn(from: Cursor): Repository['mutabilityExclusions'] {
  const filters = items(from).map((item) =>
    settledString(down(item, 'ImageTagMutabilityExclusionFilterValue')),
  );
  const open = unsettledReason(from.value) ?? filters.find((one) => one.unsettled !== undefined)?.unsettled;
  const values = filters.flatMap(({ value }) => value ?? []);
  return open === undefined ? at(values, from.path) : unsettled(values, from.path, open);
}

/** JSON text, which templates also write as an object. */
function lifecycleIn({ value, path }: Cursor): At<unknown> {
  const open = unsettledReason(value);
  return open === null ? at(value ?? null, path) : unsettled(null, path, open);
}

/** AWS::ECR::ReplicationConfiguration, RegistryScanningConfiguration and PullThroughCacheRule, by the API's names. */
export function registryPartResource(
  properties: JsonObject,
  where: Where,
  name: string,
  read: (value: JsonObject) => RegistryPart,
): Repository {
  const { account, region } = where;
  return registryPart({ account, region }, name, read(objectOf(camelCased(properties))));
}
