// The aws-auth config map of EKS: which IAM identities it makes cluster administrators.
// SPDX-License-Identifier: Apache-2.0
// Shape: EKS User Guide, "Grant IAM users access to Kubernetes with a ConfigMap".
import { type At, at, unsettled } from '../../model/at.ts';
import { isObject, type JsonObject, stringOf, stringsOf } from '../../model/json.ts';
import type { AdminEntry } from '../../model/platform.ts';
import { readYaml } from './yaml.ts';

const maximumLength = 1_000_000;

/** Entries of `mapRoles` and `mapUsers` in group system:masters. Text that is no YAML makes the list unsettled. */
export function adminsOfAwsAuth(data: JsonObject): At<readonly AdminEntry[]> {
  const found: AdminEntry[] = [];
  for (const [key, arnKey] of [
    ['mapRoles', 'rolearn'],
    ['mapUsers', 'userarn'],
  ] as const) {
    const list = listIn(stringOf(data[key]) ?? '');
    if (list === null) return unsettled(found, `data.${key}`, 'the text is not a YAML list');
    for (const [index, item] of list.entries()) {
      const principal = stringOf(item[arnKey]);
      const path = `data.${key}[${index}].groups`;
      if (principal !== null && stringsOf(item.groups).includes('system:masters'))
        found.push({ principal, through: 'aws-auth', grant: 'system:masters', path });
    }
  }
  return at(found, 'data');
}

function listIn(text: string): readonly JsonObject[] | null {
  if (text.length > maximumLength) return null;
  const [document] = readYaml(text);
  if (document === undefined) return [];
  return 'value' in document && Array.isArray(document.value) ? document.value.filter(isObject) : null;
}

/** Why the administrators of a cluster are not all known where nobody has shown its aws-auth ConfigMap. */
export const awsAuthUnseen = 'the aws-auth ConfigMap of the cluster is not known';

/** EKS maps IAM identities to users and groups in one config map (EKS User Guide, "Grant IAM users access with a ConfigMap"). */
export function isAwsAuth(namespace: unknown, name: unknown): boolean {
  return namespace === 'kube-system' && name === 'aws-auth';
}
