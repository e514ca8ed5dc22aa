// What all subjects have in common, whatever their kind.
// SPDX-License-Identifier: Apache-2.0

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
