// ONE view of an ECS task definition, task, service or run-task request and of a Kubernetes pod or pod template.
// SPDX-License-Identifier: Apache-2.0

import type { At } from './at.ts';
import type { EnvironmentVariable } from './environment-variable.ts';
import type { Network, TemplateBalancer, TemplateSubnet } from './network.ts';
import type { SubjectBase } from './subject-base.ts';
import type { Threat } from './threat.ts';
import type { Overrides } from './workload-overrides.ts';

export type LaunchType = 'fargate' | 'ec2' | 'external' | 'managed-instances';
export type WorkloadSource =
  | 'task-definition'
  | 'service'
  | 'task'
  | 'run-task'
  | 'pod'
  | 'pod-template'
  | 'config-map'
  /** A PersistentVolume: a volume that no pod of the input need name. */
  | 'persistent-volume'
  /** A detector's finding or alert: who is named and what was seen, nothing else. */
  | 'alert';

export interface Workload extends SubjectBase {
  readonly kind: 'workload';
  readonly platform: 'ecs' | 'kubernetes';
  readonly source: WorkloadSource;
  /** `TaskDefinition`, `Service`, `Task`, `RunTask`, or the Kubernetes kind of the outer object. */
  readonly objectKind: string;
  /** False for a definition that nothing is known to run: its findings sleep (`dormant`). */
  readonly running: boolean;
  /** What beside it runs it, and is judged for all that it says: a service of the same template. Left out: it is judged itself. */
  readonly judgedWith?: string;
  /** What it names of the same template; left out: it is of none. */
  readonly beside?: TemplateNeighbours;
  /** Task ARN or pod name of this very instance. */
  readonly instance: string | null;
  /** What names this very object and none that comes after it: the uid in Kubernetes, a task's ARN. Null: not told, or nothing does. */
  readonly uid: string | null;
  /** What its findings were kept on as long as its owner was not confirmed; null: it has no confirmed owner. */
  readonly ownIdentity: string | null;
  /** Task definition ARN or `family:revision` it was made from. */
  readonly definition: string | null;
  readonly family: string | null;
  readonly annotations: Readonly<Record<string, string>>;
  readonly os: At<'linux' | 'windows'>;
  /** Compatibilities a definition asks for, or the one launch type of what runs. Empty: not said. */
  readonly launchTypes: At<readonly LaunchType[]>;
  readonly containers: readonly Container[];
  readonly volumes: At<readonly Volume[]>;
  readonly isolation: Isolation;
  readonly network: WorkloadNetwork;
  readonly roles: Roles;
  readonly limits: Limits;
  readonly overrides: Overrides | null;
  /** Entries of a ConfigMap, which is judged as configuration of workloads: it has no containers. */
  readonly configuration: At<readonly NameValue[]>;
  /** Every text of the document but the variables and arguments of containers, tags, labels and annotations. */
  readonly texts: readonly PlacedText[];
  readonly sysctls: At<readonly NameValue[]>;
  /** From here to fsGroup: what the pod itself says, whatever its containers say over it. */
  readonly user: At<string | null>;
  readonly runAsNonRoot: At<boolean | null>;
  readonly hostProcess: At<boolean>;
  readonly seccomp: At<string | null>;
  readonly appArmor: At<string | null>;
  readonly seLinux: SeLinux | null;
  readonly fsGroup: At<number | null>;
  readonly supplementalGroups: At<readonly number[]>;
  readonly platformVersion: At<string | null>;
  readonly executeCommandEnabled: At<boolean>;
  /** ARN of the container instance, or name of the node, where it runs on one. */
  readonly host: string | null;
  readonly placement: Placement;
  /** ISO time at which this very task or pod was made; null: not said. */
  readonly createdAt: string | null;
  /** One on every host by design: a DaemonSet, a service of the DAEMON strategy. */
  readonly everyHost: boolean;
  readonly threats: readonly Threat[];
}

export type ContainerRole = 'main' | 'init' | 'sidecar' | 'ephemeral';

export interface Container {
  readonly name: string;
  /** Path of the container itself: `containerDefinitions[0]`, `spec.initContainers[1]`. */
  readonly path: string;
  readonly role: ContainerRole;
  /** Put there by AWS (the GuardDuty agent): never judged as the customer's. */
  readonly injected: boolean;
  readonly image: At<string | null>;
  /** Digest that runs, where a task or pod status tells it. */
  readonly digest: At<string | null>;
  readonly entryPoint: At<readonly string[] | null>;
  readonly command: At<readonly string[] | null>;
  readonly environment: At<readonly EnvironmentVariable[]>;
  readonly environmentFiles: At<readonly At<string>[]>;
  readonly secrets: At<readonly SecretReference[]>;
  readonly ports: At<readonly Port[]>;
  /** `user` of ECS (`uid:gid`, a name), or runAsUser of Kubernetes as text; null: not said. */
  readonly user: At<string | null>;
  readonly group: At<string | null>;
  readonly runAsNonRoot: At<boolean | null>;
  readonly privileged: At<boolean>;
  readonly readOnlyRoot: At<boolean>;
  readonly allowPrivilegeEscalation: At<boolean | null>;
  readonly capabilities: { readonly add: At<readonly string[]>; readonly drop: At<readonly string[]> };
  readonly mounts: At<readonly Mount[]>;
  readonly devices: At<readonly At<string>[]>;
  readonly limits: Limits;
  readonly sysctls: At<readonly NameValue[]>;
  readonly seccomp: At<string | null>;
  readonly appArmor: At<string | null>;
  readonly seLinux: SeLinux | null;
  readonly procMount: At<string | null>;
  readonly hostProcess: At<boolean>;
  readonly tty: At<boolean>;
  readonly stdin: At<boolean>;
  readonly logging: At<{ readonly driver: string } | null>;
  /** A FireLens log router (ECS): its own output needs no configuration. */
  readonly logRouter: boolean;
  readonly essential: boolean;
  readonly hooks: readonly LifecycleHook[];
}

/** A reference to a secret: an ARN (ECS `valueFrom`), or `secret/key`, `configmap/key` (Kubernetes). */
export interface SecretReference {
  readonly name: string;
  readonly from: At<string>;
  readonly source: 'secrets-manager' | 'ssm' | 'kubernetes-secret' | 'config-map' | 'other';
}

export interface Port {
  readonly container: At<number | null>;
  /** Last port of a range that begins with `container`; null: one port. */
  readonly last: number | null;
  /** Null: not said. 0 on ECS asks for a dynamic port. */
  readonly host: At<number | null>;
  readonly protocol: string;
}

export interface Mount {
  readonly volume: string;
  readonly path: At<string>;
  readonly readOnly: boolean;
}

export interface Volume {
  readonly name: string;
  readonly path: string;
  /** `host`, `efs`, `docker`, `empty-dir`, `secret`, `config-map`, `projected`, `csi`, … as the platform names it, in kebab case. */
  readonly type: string;
  /** Source path on the host; null on ECS where Docker chooses it (a named, harmless volume). */
  readonly hostPath: At<string | null>;
  readonly transitEncryption: At<boolean | null>;
  readonly iamAuthorization: At<boolean | null>;
  /** Names of secrets or config maps it projects. */
  readonly references: readonly string[];
  /** The image whose files it holds (Kubernetes image volumes); left out for every other volume. */
  readonly image?: At<string | null>;
}

/** The host's namespaces, as asked for. */
export interface Isolation {
  /** `host`, `task`, or null. Kubernetes hostPID true is `host`. */
  readonly pid: At<string | null>;
  readonly ipc: At<string | null>;
  readonly hostNetwork: At<boolean>;
  readonly shareProcess: At<boolean>;
  /** Kubernetes hostUsers; null: not said. */
  readonly hostUsers: At<boolean | null>;
}

export interface WorkloadNetwork {
  /** ECS networkMode as it takes effect (`awsvpc`, `bridge`, `host`, `none`, `default`); Kubernetes `host` or `pod`. */
  readonly mode: At<string>;
  readonly securityGroups: At<readonly string[]>;
  readonly subnets: At<readonly string[]>;
  readonly publicAddress: At<boolean | null>;
  readonly addresses: readonly string[];
  /** Ids of a running task's own network interfaces: facts tell their groups and public addresses. */
  readonly interfaces: readonly string[];
  /** ECS service that a task says it belongs to or that a document describes, whose load balancers may expose it; null: none. */
  readonly service: string | null;
  /** Target groups (ARNs) and classic load balancers (names) that a service is put behind. */
  readonly balancedBy: At<readonly string[]>;
}

/** What a workload names of its own template, by logical id. All of it is judged by itself too. */
export interface TemplateNeighbours {
  readonly role: string | null;
  /** Null: it names groups that stand elsewhere, or none. */
  readonly groups: readonly Network[] | null;
  /** Null: some stand elsewhere, or their routes do; or it names none. */
  readonly subnets: readonly TemplateSubnet[] | null;
  /** Those that send it traffic. Null: the template does not say of all of them. */
  readonly balancers: readonly TemplateBalancer[] | null;
}

export interface Roles {
  /** Task role ARN or name (ECS). */
  readonly task: At<string | null>;
  readonly execution: At<string | null>;
  /** Kubernetes service account name. */
  readonly serviceAccount: At<string | null>;
  readonly mountsToken: At<boolean | null>;
}

/** What decides on which hosts it may run. */
export interface Placement {
  /** ECS capacity providers, by name. */
  readonly capacityProviders: At<readonly string[]>;
  /** Kubernetes RuntimeClass: a sandbox such as gVisor or Kata. */
  readonly runtimeClass: At<string | null>;
  /** Node labels that a node must have (Kubernetes: nodeSelector, required node affinity). */
  readonly nodeLabels: At<readonly string[]>;
  /** Keys of the taints that it tolerates; an empty one tolerates all. */
  readonly tolerations: At<readonly string[]>;
}

/** Bytes and CPU units are kept as written: only presence is judged. */
export interface Limits {
  readonly memory: At<string | null>;
  readonly memoryReservation: At<string | null>;
  readonly cpu: At<string | null>;
  readonly cpuReservation: At<string | null>;
}

export interface SeLinux {
  readonly type: At<string | null>;
  readonly user: At<string | null>;
  readonly role: At<string | null>;
}

/** A text at its place, with what somebody called it; a command is one text with its words. */
export interface PlacedText {
  /** Null: the platform's own field, whose name promises nothing. */
  readonly name: string | null;
  readonly value: At<string>;
  /** Words of a command, where the text is one of them. */
  readonly words: readonly string[] | null;
}

export interface NameValue {
  readonly name: At<string>;
  readonly value: string;
}

/** A probe, health check or lifecycle hook. */
export interface LifecycleHook {
  readonly kind: 'health-check' | 'liveness' | 'readiness' | 'startup' | 'post-start' | 'pre-stop';
  readonly path: string;
  readonly command: At<readonly string[]> | null;
  /** Host the kubelet would call, where one is named. */
  readonly host: At<string> | null;
}

/** The containers somebody wrote: all but those AWS puts in by itself (the GuardDuty agent). */
export function ownContainers(workload: Workload): readonly Container[] {
  const { containers } = workload;
  return containers.some(({ injected }) => injected)
    ? containers.filter(({ injected }) => !injected)
    : containers;
}
