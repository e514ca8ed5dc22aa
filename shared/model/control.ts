// A control: its specification as data and one pure judgement. One file a control, read in one minute.
// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import type { FactRequest, GatheredFacts } from './facts.ts';
import type { Json } from './json.ts';
import type { GroupAnswer, GroupView, PolicyView, Trust } from './policy-view.ts';
import type { ResponseAction } from './response.ts';
import type { Severity } from './severity.ts';
import type { Platform, SubjectKind, SubjectOf } from './subject.ts';
import type { SubjectBase } from './subject-base.ts';
import type { Evidence, Judgement } from './verdict.ts';

export const families = [
  'control-plane',
  'resource-usage',
  'image-provenance',
  'immutability',
  'input-validation',
  'blast-radius',
  'segmentation',
  'host-hardening',
  'namespace-isolation',
  'workload-trust',
] as const;
export type Family = (typeof families)[number];

export interface References {
  /** NIST SP 800-190 sections, such as `4.4.2`. */
  readonly nist?: readonly string[];
  /** CIS benchmark recommendations, such as `CIS EKS 4.2.1`. */
  readonly cis?: readonly string[];
  /** AWS Foundational Security Best Practices ids, such as `ECS.4`. */
  readonly fsbp?: readonly string[];
  /** MITRE ATT&CK technique ids, such as `T1611`. */
  readonly attack?: readonly string[];
}

export interface JudgeContext<P> {
  readonly parameters: P;
  readonly facts: GatheredFacts;
  readonly policy: PolicyView;
  /** The subject's container group; null: none matches. Not read while unknown: evaluation answers first for controls that compare with `group.*`. */
  readonly group: GroupView | null;
  /** `profile: restricted`. */
  readonly strict: boolean;
  /** ISO time of the event; null: there was none. */
  readonly seenAt: string | null;
  /** The trust level of the subject, or of another workload beside it. */
  readonly trustOf: (workload: SubjectBase) => Trust;
  /** The container group of the subject, or of another workload beside it. */
  readonly groupOf: (workload: SubjectBase) => GroupAnswer;
}

export interface ControlSpec<K extends SubjectKind, S extends z.ZodType> {
  /** `<family>/<name>`, equal to folder and file; never changes once released. */
  readonly id: `${Family}/${string}`;
  readonly title: string;
  /** One severity, or one for each profile. */
  readonly severity: Severity | { readonly baseline: Severity; readonly restricted: Severity };
  readonly stage: 'trial' | 'stable';
  readonly judges: readonly K[];
  readonly platforms?: readonly Platform[];
  /** Judges a ConfigMap too: a workload's configuration, without containers. */
  readonly configuration?: true;
  /** Judges a PersistentVolume too: a workload's volume, without containers. */
  readonly volumes?: true;
  /** Judges what a detector saw of a workload too; what it saw has happened. Controls on incidents always do. */
  readonly alerts?: true;
  /** `running`: only what runs (W* of the catalogue). */
  readonly only?: 'running';
  /** `incident`: what it finds has happened, and no later look undoes it. Left out: a state, but of calls. */
  readonly life?: 'incident';
  /** `restricted`: only under that profile; `opt-in`: only where policy enables it. */
  readonly on?: 'restricted' | 'opt-in';
  /** Policy keys it compares with: absent, the control sleeps (CONTROLS.md). `group.user-ids` is the subject's group's. */
  readonly comparesWith?: readonly string[];
  readonly parameters: S;
  /** Facts needed beyond the event: a pure function of subject and parameters. */
  readonly facts?: (
    subject: SubjectOf<K>,
    context: Omit<JudgeContext<z.output<S>>, 'facts' | 'seenAt'>,
  ) => readonly FactRequest[];
  readonly references: References;
  readonly why: string;
  readonly fix: string;
  /** What it does not flag, one phrase each. */
  readonly allows: readonly string[];
  readonly response: ResponseAction | null;
  /** Where an image calls for another action than what runs it. */
  readonly imageResponse?: ResponseAction;
  readonly judge: (subject: SubjectOf<K>, context: JudgeContext<z.output<S>>) => Judgement;
}

/** Of most controls: one schema for all, for each costs time at every start. */
export const noParameters = z.object({});

/** A control with its types forgotten, built-in or the user's own: what registries and evaluation handle. */
export interface Control extends Omit<ControlSpec<SubjectKind, z.ZodType>, 'id' | 'facts' | 'judge'> {
  readonly id: string;
  /** The id's part before the slash: one of `families`, or a family of the user's. */
  readonly family: string;
  readonly facts?: (subject: never, context: never) => readonly FactRequest[];
  readonly judge: (subject: never, context: never) => Judgement;
}

export function defineControl<K extends SubjectKind, S extends z.ZodType>(spec: ControlSpec<K, S>): Control {
  return { ...spec, family: familyOf(spec.id) } as unknown as Control;
}

/** What the control proposes for a subject of this kind. */
export function responseOf(
  { response, imageResponse }: Pick<Control, 'response' | 'imageResponse'>,
  kind: SubjectKind,
): ResponseAction | null {
  return kind === 'image' ? (imageResponse ?? response) : response;
}

/** The part of a control's id before the slash. */
export function familyOf(id: string): string {
  return id.slice(0, id.indexOf('/'));
}

export const pass: Judgement = { outcome: 'pass' };

export function fail(
  evidence: readonly Evidence[],
  options: { severity?: Severity; respond?: false } = {},
): Judgement {
  const [first, ...rest] = evidence;
  if (first === undefined) throw new Error('a fail verdict needs evidence');
  return { outcome: 'fail', evidence: [first, ...rest], ...options };
}

/** Fails with the evidence given, passes where there is none. */
export function failIfAny(evidence: readonly Evidence[]): Judgement {
  return evidence.length === 0 ? pass : fail(evidence);
}

/** `again`: ISO time from which on it can be known. */
export function unknown(reason: string, again?: string): Judgement {
  return { outcome: 'unknown', reason, ...(again === undefined ? {} : { again }) };
}

export function notApplicable(reason: string): Judgement {
  return { outcome: 'not-applicable', reason };
}

export function evidence(path: string, found: Json, wanted: Json, message: string): Evidence {
  return { path, found, wanted, message };
}
