// What a control may need beyond the event: requests as data, answers that never hide a failure.
// SPDX-License-Identifier: Apache-2.0
import type { ImageContents } from './contents.ts';
import type { Detectors, RegistryScanning } from './detection.ts';
import type { JsonObject } from './json.ts';
import type {
  LoadBalancer,
  Network,
  NetworkExposure,
  NetworkFound,
  NetworkInterface,
  PolicyEnforcement,
  Subnet,
} from './network.ts';
import type { Owner } from './owner.ts';
import type { Cluster, Host, HostVolume, ImageConfig, MachineImage, Repository } from './platform.ts';
import type { Principal } from './principal.ts';
import type { RunningWorkload } from './running.ts';
import type { CertifiedTrack, HostAgent, ImageAge, ImageSignatures, ScanReport } from './signatures.ts';

interface Place {
  readonly account: string | null;
  readonly region: string | null;
}

/** Every fact: the question (besides its name) and the shape of the answer. */
export interface FactTypes {
  /** DescribeTaskDefinition: the definition as ECS returns it, with its tags. `name` is an ARN, `family:revision` or `family`. */
  'task-definition': {
    ask: Place & { name: string };
    value: { readonly definition: JsonObject; readonly tags: readonly JsonObject[] };
  };
  /** DescribeServices. `name` is an ARN or a name within `cluster`. */
  service: { ask: Place & { cluster: string | null; name: string }; value: JsonObject };
  /** DescribeServiceRevisions. `name` is the ARN of a revision, or of a service deployment: then its target is meant. */
  'service-revision': { ask: Place & { name: string }; value: JsonObject };
  /** DescribeTasks. */
  task: { ask: Place & { cluster: string | null; name: string }; value: JsonObject };
  /** The image's own configuration (USER, ports), from the registry. */
  'image-config': { ask: Place & { image: string }; value: ImageConfig };
  /** Who of `signers` (as the policy names them, with the text of their files) signed an image, every platform of it. */
  'image-signatures': {
    ask: Place & { image: string; signers: readonly JsonObject[] };
    value: ImageSignatures;
  };
  /** What the registry's scanner found in an image. */
  'image-scan': { ask: Place & { image: string }; value: ScanReport };
  'image-age': { ask: Place & { image: string }; value: ImageAge };
  /** What lies in the layers of an image, where they are no more than so many bytes as the registry keeps them. */
  'image-contents': { ask: Place & { image: string; maximumBytes: number }; value: ImageContents };
  /** What the record knows of certified images: of what the reference stands for, of its track, of its tag. */
  'certified-images': {
    ask: Place & { image: string; tag: string | null; track: string };
    value: CertifiedTrack;
  };
  /** The ECS agent or kubelet of a host. */
  'host-agent': { ask: Place & { instanceId: string; cluster: string | null }; value: HostAgent };
  repository: { ask: Place & { name: string }; value: Repository };
  /** What GuardDuty watches in the account and Region. */
  detectors: { ask: Place; value: Detectors };
  /** What the account's registry scans by itself in the Region. */
  'registry-scanning': { ask: Place; value: RegistryScanning };
  /** The whole principal with all its policies. `arn` or a bare role name within the account. */
  principal: { ask: Place & { arn: string }; value: Principal };
  /**
   * What runs now: on one host (container instance ARN, EC2 instance id, node name), in one cluster, or in the whole region.
   * Tasks are as their definition and service make them.
   */
  'running-workloads': {
    ask: Place & { platform: 'ecs' | 'kubernetes'; cluster: string | null; host: string | null };
    value: readonly RunningWorkload[];
  };
  /** The services a role is let use, each with the ISO time of its last use; null: none within the 400 days that IAM looks back. */
  'last-accessed': {
    ask: Place & { arn: string };
    value: {
      readonly createdAt: string | null;
      readonly services: readonly { readonly service: string; readonly lastUsed: string | null }[];
    };
  };
  /** The default version of a managed policy, parsed from its URL-encoded text. */
  'policy-document': { ask: Place & { arn: string }; value: JsonObject };
  host: { ask: Place & { instanceId: string }; value: Host };
  'machine-image': { ask: Place & { imageId: string }; value: MachineImage };
  /** The EBS volumes attached to an instance. */
  'host-volumes': { ask: Place & { instanceId: string }; value: readonly HostVolume[] };
  /** Rules of a security group now in force. */
  'security-group': { ask: Place & { groupId: string }; value: Network };
  /** Where a subnet's route table leads. */
  subnet: { ask: Place & { subnetId: string }; value: Subnet };
  /** The interface of a running task, with its security groups. */
  'network-interface': { ask: Place & { interfaceId: string }; value: NetworkInterface };
  /** Load balancers in front of `targets` (target groups, names of classic ones), or of those that `service` has now. */
  'load-balancers': {
    ask: Place & { cluster: string | null; service: string | null; targets: readonly string[] };
    value: readonly LoadBalancer[];
  };
  /** Network policies of a Kubernetes namespace. */
  'network-policies': {
    ask: Place & { cluster: string | null; namespace: string };
    value: NetworkFound<Network>;
  };
  /** Services and Ingresses of a Kubernetes namespace that make load balancers. */
  exposures: {
    ask: Place & { cluster: string | null; namespace: string };
    value: NetworkFound<NetworkExposure>;
  };
  /** Whether network policies count at all in a Kubernetes cluster. */
  'policy-enforcement': { ask: Place & { cluster: string | null }; value: PolicyEnforcement };
  cluster: { ask: Place & { platform: 'ecs' | 'eks'; name: string }; value: Cluster };
  /**
   * The topmost owner of what `uid` names, as far as it is confirmed. `claim`: what a task says it belongs to, for ECS to confirm;
   * null in Kubernetes, where only the events of the making tell.
   */
  owner: {
    ask: Place & {
      cluster: string | null;
      uid: string;
      claim: { service: string; deployment: string; definition: string } | null;
    };
    value: Owner;
  };
}

export type FactName = keyof FactTypes;
export type FactRequestOf<F extends FactName> = F extends FactName
  ? { readonly fact: F } & Readonly<FactTypes[F]['ask']>
  : never;
export type FactRequest = FactRequestOf<FactName>;
export type FactValue<F extends FactName> = FactTypes[F]['value'];

/** Why a fact could not be had. `not-found` is an answer of AWS; `not-recorded` means a snapshot does not hold it. */
export type FactFailure =
  | 'not-found'
  | 'denied'
  | 'throttled'
  | 'timeout'
  | 'not-recorded'
  | 'no-facts'
  | 'failed';

export type FactAnswer<F extends FactName = FactName> =
  | { readonly ok: true; readonly value: FactValue<F> /** ISO time it was read. */; readonly asOf: string }
  | { readonly ok: false; readonly code: FactFailure; readonly reason: string };

/** Fetches facts: from AWS, or from a snapshot. Never throws: a failure is an answer. */
export interface Facts {
  get<F extends FactName>(request: FactRequestOf<F>): Promise<FactAnswer<F>>;
}

/** The facts a control asked for, already fetched. Asking for one that the control did not name throws. */
export interface GatheredFacts {
  get<F extends FactName>(request: FactRequestOf<F>): FactAnswer<F>;
}

/** One string for equal requests, whatever the order of their keys. */
export function factKey(request: FactRequest): string {
  return JSON.stringify(Object.entries(request).sort(([a], [b]) => (a < b ? -1 : 1)));
}
