// What a removal of the stack keeps: the resources whose `DeletionPolicy` says so, with the reason and the way to delete each.
// SPDX-License-Identifier: Apache-2.0
import { dig, type JsonObject, objectOf, stringOf } from '../../shared/model/json.ts';

export interface Kept {
  /** Logical id. */
  readonly id: string;
  readonly why: string;
}

/** A test holds these against the template. */
const reasons: ReadonlyMap<string, string> = new Map([
  [
    'Record',
    'findings, decisions and journals are evidence; it is protected from deletion (dynamodb update-table --no-deletion-protection-enabled)',
  ],
  ['PolicyBucket', 'every version of the policy, which the journals refer to by hash'],
  ['PolicyTrailBucket', 'who wrote the policy; its objects expire after a year'],
  ['AnchorsBucket', 'anchors and evidence, which Object Lock keeps for a year'],
]);

/** Of a template as CloudFormation has it. Without a reason of its own, a resource is named all the same. */
export function keptIn(template: JsonObject): readonly Kept[] {
  return Object.entries(objectOf(template.Resources))
    .filter(([, resource]) => isKept(resource))
    .map(([id]) => ({ id, why: reasons.get(id) ?? 'its DeletionPolicy says so' }));
}

/** `RetainExceptOnCreate` retains in every operation but the one that made the resource (CloudFormation Template Reference, "DeletionPolicy"). */
export function isKept(resource: unknown): boolean {
  return stringOf(dig(resource, 'DeletionPolicy'))?.startsWith('Retain') === true;
}

/** As osls names it: service and stage. */
export function stackName(stage: string): string {
  return `seawall-${stage}`;
}
