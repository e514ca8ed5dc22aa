// What a control can judge: eight kinds of subject, and what all of them have in common.
// SPDX-License-Identifier: Apache-2.0
import type { CallSubject } from './call.ts';
import type { Network } from './network.ts';
import type { Cluster, Host, Image, Repository } from './platform.ts';
import type { Principal } from './principal.ts';
import type { Platform } from './subject-base.ts';
import type { Workload } from './workload.ts';

export type { Platform };

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
export type Subject = Alone & Deployable;
type Alone = Workload | Image | Repository | Host | Cluster | Principal | Network | CallSubject;
/** What a template's subject is in each deployment that is left open, worked out when asked for; left out: nothing is to be chosen. */
interface Deployable {
  readonly possible?: () => readonly Subject[];
}
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
