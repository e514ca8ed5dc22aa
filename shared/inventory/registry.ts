// What is set for the ECR registry of an account and Region as a whole: its policy, replication, scanning, pull-through cache rules.
// SPDX-License-Identifier: Apache-2.0
import { objectsOf } from '../gather/api.ts';
import type { Reader } from '../gather/reading.ts';
import { scanningOf } from '../intake/documents/detection.ts';
import {
  pullThroughName,
  pullThroughOf,
  registryPart,
  registryPolicy,
  registryScanned,
  replicationName,
  replicationOf,
} from '../intake/documents/registry-parts.ts';
import { at } from '../model/at.ts';
import { objectOf, stringOf } from '../model/json.ts';
import type { Observation } from '../model/observation.ts';
import type { Repository } from '../model/platform.ts';
import { found, type Home } from './observation.ts';

export async function surveyRegistry(reader: Reader, home: Home): Promise<readonly Observation[]> {
  const policy = await reader.find('ecr', 'GetRegistryPolicy', {});
  const registry = await reader.get('ecr', 'DescribeRegistry', {});
  const scanning = await reader.get('ecr', 'GetRegistryScanningConfiguration', {});
  const paging = { tokenIn: 'nextToken', tokenOut: 'nextToken', list: 'pullThroughCacheRules' };
  const rules = await reader.list('ecr', 'DescribePullThroughCacheRules', {}, paging);
  const subjects: Repository[] = [
    registryPolicy(home, at(stringOf(policy?.policyText), 'policyText')),
    registryPart(home, replicationName, replicationOf(registry)),
    registryScanned(home, at(scanningOf(objectOf(scanning.scanningConfiguration)), 'scanType')),
    ...objectsOf(rules).map((rule) =>
      registryPart(home, pullThroughName(stringOf(rule.ecrRepositoryPrefix) ?? ''), pullThroughOf(rule)),
    ),
  ];
  return subjects.map((subject) => found(home, subject.id, 'registry', { subjects: [subject] }));
}
