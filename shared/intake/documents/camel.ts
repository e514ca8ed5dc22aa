// Property names of CloudFormation's ECS resources as the ECS API spells them.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type Json } from '../../model/json.ts';
import { table } from '../../model/table.ts';
import { unsettledReason } from '../workload/cursor.ts';

// Maps whose keys are the user's own words.
const free: ReadonlySet<string> = new Set(['options', 'dockerLabels', 'driverOpts', 'labels']);

// CloudFormation's spelling of a name that does not follow the rule (template reference, AWS::ECS::TaskDefinition and TaskSet).
const odd: Readonly<Record<string, string>> = table({
  EFSVolumeConfiguration: 'efsVolumeConfiguration',
  FSxWindowsFileServerVolumeConfiguration: 'fsxWindowsFileServerVolumeConfiguration',
  S3FilesVolumeConfiguration: 's3filesVolumeConfiguration',
  IAM: 'iam',
  AwsVpcConfiguration: 'awsvpcConfiguration',
});

/** `ContainerDefinitions` becomes `containerDefinitions`, all the way down; marks of unsettled values stay. */
export function camelCased(value: Json): Json {
  if (Array.isArray(value)) return value.map(camelCased);
  if (!isObject(value) || unsettledReason(value) !== null) return value;
  const entries = Object.entries(value).map(([key, child]): [string, Json] => {
    const name = Object.hasOwn(odd, key) ? (odd[key] ?? key) : key.charAt(0).toLowerCase() + key.slice(1);
    return [name, free.has(name) ? (child ?? null) : camelCased(child ?? null)];
  });
  return Object.fromEntries(entries);
}
