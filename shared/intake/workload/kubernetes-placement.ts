// On which nodes a pod may run, as it asks itself.
// SPDX-License-Identifier: Apache-2.0
import { type At, at } from '../../model/at.ts';
import { isObject } from '../../model/json.ts';
import type { Placement } from '../../model/workload.ts';
import { type Cursor, down, items, plain, settledList, settledString, unsettledReason } from './cursor.ts';

/** Kubernetes documentation: Assigning Pods to Nodes; Taints and Tolerations; Runtime Class. */
export function placementOf(spec: Cursor): Placement {
  return {
    capacityProviders: at([], ''),
    runtimeClass: settledString(down(spec, 'runtimeClassName')),
    nodeLabels: nodeLabels(spec),
    tolerations: settledList(down(spec, 'tolerations'), (item) => plain(down(item, 'key')) ?? ''),
  };
}

/** The labels that every node it may run on must have: its selector's, and those that each of its affinity's terms demands. */
function nodeLabels(spec: Cursor): At<readonly string[]> {
  const selector = down(spec, 'nodeSelector');
  const reason = unsettledReason(selector.value);
  if (reason !== null) return { ...at([], selector.path), unsettled: reason };
  const affinity = down(
    spec,
    ...['affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms'],
  );
  const [first = [], ...others] = items(affinity).map(demandedLabels);
  const demanded = first.filter((key) => others.every((keys) => keys.includes(key)));
  return at([...(isObject(selector.value) ? Object.keys(selector.value) : []), ...demanded], selector.path);
}

/** Terms are alternatives, the expressions of one hold together. */
function demandedLabels(term: Cursor): readonly string[] {
  return items(down(term, 'matchExpressions'))
    .filter((item) => ['In', 'Exists'].includes(plain(down(item, 'operator')) ?? ''))
    .flatMap((item) => plain(down(item, 'key')) ?? []);
}
