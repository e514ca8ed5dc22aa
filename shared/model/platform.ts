// Images, repositories, hosts and clusters: the subjects around a workload.
// SPDX-License-Identifier: Apache-2.0
import type { At } from './at.ts';
import type { ImageContents } from './contents.ts';
import type { RegistryScanning } from './detection.ts';
import type { RegistryPart } from './registry-parts.ts';
import type { SubjectBase } from './subject-base.ts';
import type { Threat } from './threat.ts';
import type { Vulnerability } from './vulnerability.ts';
import type { Widest } from './widest.ts';

export interface Image extends SubjectBase {
  readonly kind: 'image';
  readonly reference: string;
  readonly repository: string | null;
  readonly tag: string | null;
  readonly digest: string | null;
  /** The image configuration, where the input carries it (OCI layout, docker save). */
  readonly config: ImageConfig | null;
  readonly scan: ImageScan | null;
  readonly running: boolean;
  /** What lies in its layers, where the input carries them; left out where nobody looked. */
  readonly contents?: ImageContents | string;
  /** Vulnerabilities that its event names: some of those that it has. Left out: it names none. */
  readonly told?: readonly Vulnerability[];
}

/** OCI image configuration, `config` object (opencontainers/image-spec, config.md). */
export interface ImageConfig {
  readonly user: At<string | null>;
  readonly entryPoint: At<readonly string[]>;
  readonly command: At<readonly string[]>;
  readonly exposedPorts: At<readonly string[]>;
  readonly environment: At<readonly string[]>;
  readonly labels: Readonly<Record<string, string>>;
  readonly os: string | null;
  readonly createdAt: string | null;
  /** Command of the health check, its first word saying how it is run; left out where there is none. */
  readonly healthCheck?: At<readonly string[]>;
  /** What built each layer, as the builder wrote it down; left out where that was not read. */
  readonly history?: readonly string[];
}

/** Severity counts in capitals (`CRITICAL`), without Inspector's TOTAL. */
export interface ImageScan {
  readonly status: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly completedAt: string | null;
}

export interface Repository extends SubjectBase {
  readonly kind: 'repository';
  /** Where a repository of the public gallery is named: everybody may pull from it. Left out: it is a private one. */
  readonly gallery?: string;
  /** Resource policy document (object or JSON text); null: none. */
  readonly policy: At<unknown>;
  /** The policy at its widest, where a template leaves a value of it open. */
  readonly policyAtMost?: Widest;
  readonly tagMutability: At<string | null>;
  readonly mutabilityExclusions: At<readonly string[]>;
  readonly scanOnPush: At<boolean | null>;
  /** Lifecycle policy (object or JSON text), value null: none; left out where nobody looked. */
  readonly lifecycle?: At<unknown>;
  /** True for what is set for the whole registry: its policy, or the part named below. */
  readonly registry: boolean;
  /** What of the registry it is, beside its policy. */
  readonly part?: RegistryPart;
  /** What a registry scans by itself, where the input tells it. */
  readonly registryScanning?: At<RegistryScanning | null>;
}

export interface Host extends SubjectBase {
  readonly kind: 'host';
  readonly instanceId: string;
  /** Runs containers for ECS or EKS; null: nobody can tell from the input. */
  readonly containerHost: boolean | null;
  readonly httpTokens: At<string | null>;
  readonly httpEndpoint: At<string | null>;
  readonly hopLimit: At<number | null>;
  readonly imageId: At<string | null>;
  readonly keyName: At<string | null>;
  readonly publicAddress: At<string | null>;
  readonly instanceProfile: At<string | null>;
  readonly agentConnected: At<boolean | null>;
  readonly agentVersion: At<string | null>;
  readonly threats: readonly Threat[];
  /** Disks that what launches it asks for; left out: it is launched already. */
  readonly asked?: readonly AskedVolume[];
}

/** A disk as an instance is to have it. */
export interface AskedVolume {
  readonly device: string;
  /** Whether it is to be encrypted; null: nothing is said, and the account's default applies. */
  readonly encrypted: At<boolean | null>;
}

/** By the tags that EKS, eksctl and cluster-api put on nodes (EKS User Guide, "Tagging your resources"). */
export function isKubernetesNode({ tags }: Pick<Host, 'tags'>): boolean {
  return Object.keys(tags ?? {}).some((key) => /^(?:(?:aws:)?eks:|kubernetes\.io\/cluster\/)/.test(key));
}

/** The cluster that the same tags name; null: they name none. The second is of Karpenter and EKS Auto Mode (Karpenter, "CloudFormation"). */
export function clusterOfNode({ tags }: Pick<Host, 'tags'>): string | null {
  const named =
    tags?.['aws:eks:cluster-name'] ?? tags?.['eks:eks-cluster-name'] ?? tags?.['eks:cluster-name'];
  const owned = Object.keys(tags ?? {}).find((key) => key.startsWith(clusterTag));
  return named ?? owned?.slice(clusterTag.length) ?? null;
}

/** The managed node group that launched it, by the tag that EKS puts on its instances; null: none is named. */
export function nodeGroupOfNode({ tags }: Pick<Host, 'tags'>): string | null {
  return tags?.['eks:nodegroup-name'] ?? null;
}

const clusterTag = 'kubernetes.io/cluster/';

/** The AMI that a host was launched from. */
export interface MachineImage {
  readonly imageId: string;
  readonly name: string;
  /** Account id. */
  readonly owner: string;
  /** `amazon`, `aws-marketplace`; null: any other. Nobody else can have it. */
  readonly ownerAlias: string | null;
  /** ISO time. */
  readonly createdAt: string | null;
}

/** An EBS volume on a host. */
export interface HostVolume {
  readonly volumeId: string;
  readonly encrypted: boolean;
}

export interface Cluster extends SubjectBase {
  readonly kind: 'cluster';
  readonly version: At<string | null>;
  readonly publicEndpoint: At<boolean | null>;
  readonly publicCidrs: At<readonly string[]>;
  /** Enabled control-plane log types (EKS); `containerInsights`, exec logging for ECS. */
  readonly logTypes: At<readonly string[] | null>;
  readonly encryptionKeys: At<readonly string[] | null>;
  readonly containerInsights: At<string | null>;
  readonly execLogging: At<string | null>;
  readonly adminEntries: At<readonly AdminEntry[]>;
}

/** One grant of cluster administration: access entry, aws-auth mapping or ClusterRoleBinding. */
export interface AdminEntry {
  readonly principal: string;
  readonly through: 'access-entry' | 'aws-auth' | 'cluster-role-binding';
  readonly grant: string;
  readonly path: string;
}
