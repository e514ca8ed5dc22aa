// What a control can judge: eight kinds of subject, and what all of them have in common.
import type { CallSubject } from './call.ts';
import type { Cluster, Host, Image, Network, Repository } from './platform.ts';
import type { Principal } from './principal.ts';
import type { Workload } from './workload.ts';

export const subjectKinds = [
  'workload',
  'image',
  'repository',
  'host',
  'cluster',
  'principal',
  'network',
  'call',
] as const;
export type SubjectKind = (typeof subjectKinds)[number];
export type Platform = 'ecs' | 'kubernetes' | 'ecr' | 'oci' | 'ec2' | 'eks' | 'iam';

export interface SubjectBase {
  readonly platform: Platform;
  /** The thing judged, as CLI.md defines `subject.id`: an ARN where the input has one. */
  readonly id: string;
  readonly name: string;
  /** What findings are kept on: the service ARN, the family without revision, the owner of the pod. */
  readonly identity: string;
  readonly account: string | null;
  readonly region: string | null;
  readonly cluster: string | null;
  readonly namespace: string | null;
  /** ECS or AWS tags, or Kubernetes labels. Hostile text. Null where they cannot be known from the input. */
  readonly tags: Readonly<Record<string, string>> | null;
}

export type Subject = Workload | Image | Repository | Host | Cluster | Principal | Network | CallSubject;
export type SubjectOf<K extends SubjectKind> = Extract<Subject, { kind: K }>;

/** The public face of a subject in verdicts and findings (CLI.md, version 1). */
export interface SubjectRef {
  readonly kind: SubjectKind;
  readonly platform: Platform;
  readonly id: string;
  readonly name: string;
  readonly account: string | null;
  readonly region: string | null;
}

export function refOf(subject: Subject): SubjectRef {
  const { kind, platform, id, name, account, region } = subject;
  return { kind, platform, id, name, account, region };
}
