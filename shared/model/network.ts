// Networks as subjects (security groups, network policies), and what facts tell of the network around a workload.
// SPDX-License-Identifier: Apache-2.0
import type { At } from './at.ts';
import type { SubjectBase } from './subject-base.ts';

export interface Network extends SubjectBase {
  readonly kind: 'network';
  readonly resource: 'security-group' | 'network-policy' | 'service';
  /** Rules in force, or, from an event, the rules it added. */
  readonly ingress: At<readonly NetworkRule[]>;
  /** The same for traffic out; unsettled where the input does not tell it. */
  readonly egress: At<readonly NetworkRule[]>;
  /** Which pods a network policy isolates, and how; null for a security group. */
  readonly isolates: PodIsolation | null;
  /** True where `ingress` is only what one event added. */
  readonly partial: boolean;
  /** Addresses that a Service takes as its own (`externalIPs`); left out: it is none. */
  readonly externalAddresses?: At<readonly string[]>;
  /** Whether workloads use it; null: nobody can tell from the input. */
  readonly usedByContainers: boolean | null;
}

/** Ports are inclusive; null from and to: all ports. Protocol `-1`: all. */
export interface NetworkRule {
  readonly path: string;
  readonly protocol: string;
  readonly fromPort: number | null;
  readonly toPort: number | null;
  readonly cidr: string | null;
  readonly group: string | null;
}

export type Direction = 'ingress' | 'egress';

/** In a direction that a policy isolates, its pods have only the traffic that some policy admits. */
export interface PodIsolation {
  readonly pods: PodSelector;
  readonly directions: readonly Direction[];
}

/** A label selector: all of it must hold; an empty one selects everything. */
export interface PodSelector {
  readonly labels: Readonly<Record<string, string>>;
  readonly expressions: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values: readonly string[];
  }[];
}

export interface Subnet {
  readonly subnetId: string;
  readonly vpcId: string;
  /** The route that makes it public; null: it has none. */
  readonly internetRoute: {
    readonly routeTable: string;
    readonly destination: string;
    readonly gateway: string;
  } | null;
}

/** A subnet of a template, by its logical id, where the template says its routes too. */
export type TemplateSubnet = Pick<Subnet, 'internetRoute'> & { readonly name: string };

/** A load balancer of a template, by its logical id. */
export interface TemplateBalancer {
  readonly name: string;
  readonly internetFacing: boolean;
}

/** The interface of a running task. */
export interface NetworkInterface {
  readonly interfaceId: string;
  readonly publicAddress: string | null;
  readonly groups: readonly Network[];
}

export interface LoadBalancer {
  readonly arn: string;
  readonly name: string;
  readonly internetFacing: boolean;
}

/** A Service or Ingress that makes a load balancer, and whether the internet can reach it. */
export interface NetworkExposure {
  readonly kind: 'Service' | 'Ingress';
  readonly name: string;
  /** Labels of the pods that get its traffic. A Service's selector takes no expressions, and an empty one no pods. */
  readonly pods: Readonly<Record<string, string>>;
  readonly internetFacing: boolean;
}

/** Things of a namespace that were found, and whether they are all there are. */
export interface NetworkFound<T> {
  readonly items: readonly T[];
  readonly complete: boolean;
}

/** Whether something in the cluster enforces network policies. */
export interface PolicyEnforcement {
  /** Null: nobody can tell. */
  readonly enforced: boolean | null;
  /** What enforces them, or why it is not known or off: the end of a sentence. */
  readonly reason: string;
}

// IANA gives out no range wider than these; IPv6's /3 is all there is of public addresses. Whoever writes one means everybody,
// such as by two halves (0.0.0.0/1 and 128.0.0.0/1) that no look for /0 finds.
const widest = { v4: 7, v6: 3 };

/** True for a range that stands for all addresses, however the address before the prefix is written. */
export function isWorldRange(range: string): boolean {
  const prefix = /\/0*(\d{1,3})$/.exec(range.trim())?.[1];
  return prefix !== undefined && Number(prefix) <= (range.includes(':') ? widest.v6 : widest.v4);
}

export function isWorld({ cidr }: NetworkRule): boolean {
  return cidr !== null && isWorldRange(cidr);
}

/** True where the rule leaves no port out. */
export function isAllPorts({ protocol, fromPort, toPort }: NetworkRule): boolean {
  if (protocol === '-1') return true;
  return fromPort !== null && fromPort <= 1 && (toPort ?? fromPort) >= 65535;
}

/** `port 22`, `ports 1-80`, `all ports`. */
export function portsOf({ protocol, fromPort, toPort }: NetworkRule): string {
  if (protocol === '-1' || fromPort === null) return 'all ports';
  return fromPort === (toPort ?? fromPort) ? `port ${fromPort}` : `ports ${fromPort}-${toPort}`;
}

export function selectsAll({ labels, expressions }: PodSelector): boolean {
  return Object.keys(labels).length === 0 && expressions.length === 0;
}

/** Whether a selector takes a thing with these labels (Kubernetes documentation, "Labels and Selectors"). */
export function selects(selector: PodSelector, labels: Readonly<Record<string, string>>): boolean {
  const labelOf = (key: string) => (Object.hasOwn(labels, key) ? labels[key] : undefined);
  return (
    Object.entries(selector.labels).every(([key, value]) => labelOf(key) === value) &&
    selector.expressions.every(({ key, operator, values }) => {
      const value = labelOf(key);
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      const among = value !== undefined && values.includes(value);
      return operator === 'NotIn' ? !among : operator === 'In' && among;
    })
  );
}
