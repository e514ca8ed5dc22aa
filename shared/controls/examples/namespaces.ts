// What a cluster would tell of the namespace around examples: its network policies, who enforces them, its Services.
// SPDX-License-Identifier: Apache-2.0
import { at } from '../../model/at.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Direction, Network, NetworkExposure, NetworkRule } from '../../model/network.ts';
import { fact, type KnownFact } from './example.ts';

// Manifests name neither account nor cluster.
const cluster = { account: null, region: null, cluster: null };
const place = { ...cluster, namespace: 'shop' };

/** A NetworkPolicy of the namespace of the example workloads. */
export function policyManifest(spec: JsonObject): JsonObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'web', namespace: 'shop' },
    spec,
  };
}

export interface PolicyExample {
  readonly name: string;
  /** Labels it selects by; default: every pod. */
  readonly pods?: Readonly<Record<string, string>>;
  readonly direction?: Direction;
  /** It admits all traffic, rather than none. */
  readonly everything?: boolean;
  /** What it admits; default: nothing. */
  readonly rule?: Partial<NetworkRule>;
}

/** The fact `network-policies`: these are all there are. */
export function networkPolicies(policies: readonly PolicyExample[]): KnownFact {
  return fact({ fact: 'network-policies', ...place }, { items: policies.map(policyOf), complete: true });
}

const all: NetworkRule = {
  path: 'spec',
  protocol: '-1',
  fromPort: null,
  toPort: null,
  cidr: '0.0.0.0/0',
  group: null,
};

function policyOf({ name, pods = {}, direction = 'ingress', everything, rule }: PolicyExample): Network {
  const admitted = everything || rule !== undefined ? [{ ...all, ...rule }] : [];
  const id = `NetworkPolicy/shop/${name}`;
  return {
    kind: 'network',
    platform: 'kubernetes',
    id,
    name,
    identity: id,
    ...place,
    tags: {},
    resource: 'network-policy',
    ingress: at(direction === 'ingress' ? admitted : [], 'spec.ingress'),
    egress: at(direction === 'egress' ? admitted : [], 'spec.egress'),
    isolates: { pods: { labels: pods, expressions: [] }, directions: [direction] },
    partial: false,
    usedByContainers: true,
  };
}

/** The fact `policy-enforcement`; null: nobody can tell. */
export function enforced(value: boolean | null): KnownFact {
  const reason =
    value === null ? 'nothing tells it' : `the VPC CNI ${value ? 'enforces them' : 'does not enforce them'}`;
  return fact({ fact: 'policy-enforcement', ...cluster }, { enforced: value, reason });
}

/** The fact `exposures`: these are all there are. */
export function exposures(items: readonly NetworkExposure[]): KnownFact {
  return fact({ fact: 'exposures', ...place }, { items, complete: true });
}
