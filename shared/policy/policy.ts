// A policy as it is after loading: plain data, every default filled in, durations in milliseconds.
// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../model/json.ts';
import type { GroupView, PolicyView } from '../model/policy-view.ts';
import type { ResponseMode } from '../model/response.ts';
import type { Severity } from '../model/severity.ts';
import type { Platform, SubjectKind } from '../model/subject.ts';

export interface Policy {
  /** What controls may read. */
  readonly view: PolicyView;
  /** The file's name as given, or `built-in`. */
  readonly source: string;
  /** The same as `view.hash`. */
  readonly hash: string;
  /** Version of the deployed object; null where the policy comes from a file. */
  readonly version: string | null;
  readonly mode: ResponseMode;
  /** In file order; `view.groups` holds the same groups without their conditions. */
  readonly groups: readonly Group[];
  /** By control id. */
  readonly controls: Readonly<Record<string, ControlSetting>>;
  /** In file order: a later one is stronger. */
  readonly rules: readonly Rule[];
  readonly waivers: readonly Waiver[];
  readonly waiverLimitMs: number;
  /** What the policy adds to the built-in protection (protected.ts). */
  readonly protected: readonly string[];
  readonly respond: Respond;
  readonly brake: { readonly actions: number; readonly windowMs: number };
  readonly incidents: { readonly quietMs: number };
  readonly patience: Patience;
  readonly notify: Notify;
  readonly custom: readonly CustomControl[];
}

export interface Group {
  readonly match: When;
  readonly view: GroupView;
  /** The file `view.environmentSchema` was read from; null: none, or written in place. */
  readonly environmentSchemaFile: string | null;
}

/** True where one of the conditions holds. An empty list never does. */
export type When = readonly PolicyCondition[];

/** True where every key that is not null holds; a key holds where one of its globs matches. */
export interface PolicyCondition {
  readonly account: readonly string[] | null;
  readonly region: readonly string[] | null;
  /** Globs on the cluster's name or ARN. */
  readonly cluster: readonly string[] | null;
  readonly namespace: readonly string[] | null;
  readonly platform: readonly Platform[] | null;
  readonly tags: Readonly<Record<string, readonly string[]>> | null;
  /** Globs on group names; always null in a group's own `match`. */
  readonly group: readonly string[] | null;
}

/** Null: the policy says nothing. */
export interface ControlSetting {
  readonly mode: ResponseMode | null;
  readonly severity: Severity | null;
  readonly enabled: boolean | null;
  readonly parameters: JsonObject | null;
}

export interface Rule extends ControlSetting {
  readonly when: When;
  /** Globs on control ids, or `severity:high`: the severity before rules. */
  readonly controls: readonly string[];
}

export interface Waiver {
  readonly control: string;
  /** Glob on the subject's id or identity. */
  readonly subject: string;
  /** As written: a date or an ISO time. */
  readonly until: string;
  /** ISO time from which it no longer holds. */
  readonly expires: string;
  readonly owner: string;
  readonly reason: string;
}

/** Where nothing good is left to go back to: ask people, scale to 0, or (Kubernetes) cut the pods off; what does not apply asks. */
export const lastResorts = ['approve', 'scale-to-zero', 'quarantine'] as const;
export type LastResort = (typeof lastResorts)[number];

export interface Respond {
  readonly lastResort: LastResort;
  /** Rounds of fixing after which a subject that comes back broken is left to people. */
  readonly fightLimit: number;
  /** What `revoke-sessions` ends: the one session seen, or every session of the role. */
  readonly revoke: 'session' | 'role';
  /** Whether what a workload is, and what it last logged, is kept before the workload is stopped. */
  readonly evidence: 'on' | 'off';
  readonly secondPerson: boolean;
  readonly approvalExpiresMs: number;
  /** `slack-group:<id>` or ARN globs; null: not said. */
  readonly approvers: readonly string[] | null;
}

interface Patience {
  /** How long something not found may just be late. */
  readonly notFoundMs: number;
  readonly signatureMs: number;
  /** How long `unknown` may last before it is an alarm. */
  readonly unknownAlarmMs: number;
}

/** Who is told; null: nobody there. Where the topic and the receiver are is the deployment's to say. */
interface Notify {
  readonly slack: SlackNotify | null;
  readonly sns: Recipient | null;
  readonly webhook: Recipient | null;
}

export interface Recipient {
  readonly minimum: Severity;
}

export interface SlackNotify {
  readonly channel: string;
  readonly minimum: Severity;
  readonly routes: readonly SlackRoute[];
  readonly digestMs: number | null;
}

export interface SlackRoute {
  readonly when: When;
  /** Globs on control ids; null: all. */
  readonly controls: readonly string[] | null;
  readonly channel: string;
}

export interface CustomControl {
  readonly id: string;
  readonly judges: SubjectKind;
  readonly severity: Severity;
  /** A CEL expression that is true where the subject is as it should be. */
  readonly holds: string;
  /** What is wrong where it is not true. */
  readonly message: string;
  readonly title?: string | undefined;
  readonly why?: string | undefined;
  readonly fix?: string | undefined;
  readonly platforms?: readonly Platform[] | undefined;
  /** Place in the document that the evidence names. */
  readonly path?: string | undefined;
  readonly examples?: CustomExamples | undefined;
}

export interface CustomExamples {
  readonly fails?: readonly CustomExample[] | undefined;
  readonly passes?: readonly CustomExample[] | undefined;
  readonly unknown?: readonly CustomExample[] | undefined;
}

export interface CustomExample {
  readonly says: string;
  /** A document of any kind that `evaluate` reads. */
  readonly given: JsonObject;
}

/** True where no control acts or asks anywhere, whatever the subject. */
export function onlyObserves({ mode, controls, rules }: Policy): boolean {
  const said = [mode, ...Object.values(controls).map((one) => one.mode), ...rules.map((one) => one.mode)];
  return said.every((one) => one === null || one === 'observe');
}
