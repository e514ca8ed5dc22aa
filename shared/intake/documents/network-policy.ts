// A Kubernetes NetworkPolicy as a Network: the pods it isolates, and what it still admits.
// SPDX-License-Identifier: Apache-2.0
import { shortName } from '../../model/arn.ts';
import { type At, at } from '../../model/at.ts';
import { type JsonObject, stringMapOf, stringsOf } from '../../model/json.ts';
import type { Direction, Network, NetworkRule, PodSelector } from '../../model/network.ts';
import { type Cursor, cursor, down, isAbsent, items, plain, settledNumber } from '../workload/cursor.ts';
import { namespaceOf, objectId, objectName } from '../workload/kubernetes-names.ts';
import type { Where } from '../workload/where.ts';

export function networkPolicy(object: JsonObject, where: Where): Network {
  const root = cursor(object);
  const spec = down(root, 'spec');
  const namespace = namespaceOf(down(root, 'metadata'), where);
  const name = objectName(down(root, 'metadata'));
  const id = where.id ?? objectId('NetworkPolicy', namespace, name);
  const directions = directionsOf(spec);
  return {
    kind: 'network',
    platform: 'kubernetes',
    id,
    name,
    identity: where.identity ?? id,
    account: where.account,
    region: where.region,
    cluster: shortName(where.cluster),
    namespace,
    tags: stringMapOf(down(root, 'metadata', 'labels').value),
    resource: 'network-policy',
    ingress: rulesOf(spec, 'ingress', directions),
    egress: rulesOf(spec, 'egress', directions),
    isolates: { pods: selectorOf(down(spec, 'podSelector')), directions },
    partial: false,
    usedByContainers: true,
  };
}

/** Left out, every policy isolates ingress, and egress where it has rules for it (Kubernetes API reference, NetworkPolicySpec). */
function directionsOf(spec: Cursor): readonly Direction[] {
  const said = stringsOf(down(spec, 'policyTypes').value).map((type) => type.toLowerCase());
  if (said.length > 0)
    return (['ingress', 'egress'] as const).filter((direction) => said.includes(direction));
  return items(down(spec, 'egress')).length > 0 ? ['ingress', 'egress'] : ['ingress'];
}

/** A label selector of Kubernetes, of pods or anything else that has labels. */
export function selectorOf(from: Cursor): PodSelector {
  return {
    labels: stringMapOf(down(from, 'matchLabels').value),
    expressions: items(down(from, 'matchExpressions')).map((expression) => ({
      key: plain(down(expression, 'key')) ?? '',
      operator: plain(down(expression, 'operator')) ?? '',
      values: stringsOf(down(expression, 'values').value),
    })),
  };
}

/** Rules of a direction that the policy does not isolate mean nothing. */
function rulesOf(spec: Cursor, direction: Direction, directions: readonly Direction[]): At<NetworkRule[]> {
  const list = down(spec, direction);
  const peers = direction === 'ingress' ? 'from' : 'to';
  return at(
    directions.includes(direction) ? items(list).flatMap((rule) => admitted(rule, peers)) : [],
    list.path,
  );
}

/** No peers admit everybody, no `ports` all ports (Kubernetes API reference, NetworkPolicyIngressRule and NetworkPolicyEgressRule). */
function admitted(rule: Cursor, key: 'from' | 'to'): readonly NetworkRule[] {
  const peers = items(down(rule, key));
  const ports = items(down(rule, 'ports'));
  const sources =
    peers.length > 0 ? peers.map(peerOf) : [{ path: rule.path, cidr: '0.0.0.0/0', group: null }];
  const all = [{ protocol: '-1', fromPort: null, toPort: null }];
  const opened = ports.length > 0 ? ports.map(portRange) : all;
  return sources.flatMap((source) => opened.map((range) => ({ ...source, ...range })));
}

function peerOf(peer: Cursor): Pick<NetworkRule, 'path' | 'cidr' | 'group'> {
  const cidr = down(peer, 'ipBlock', 'cidr');
  if (!isAbsent(cidr)) return { path: cidr.path, cidr: plain(cidr), group: null };
  const selectors = ['namespaceSelector', 'podSelector'].filter((key) => !isAbsent(down(peer, key)));
  return { path: peer.path, cidr: null, group: selectors.join(' and ') };
}

function portRange(port: Cursor): Pick<NetworkRule, 'protocol' | 'fromPort' | 'toPort'> {
  const from = settledNumber(down(port, 'port')).value;
  const to = settledNumber(down(port, 'endPort')).value ?? from;
  return { protocol: (plain(down(port, 'protocol')) ?? 'TCP').toLowerCase(), fromPort: from, toPort: to };
}
