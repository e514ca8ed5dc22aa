// Makes a control of a `custom` entry of the policy: its expression compiled once, its judgement pure.
// SPDX-License-Identifier: Apache-2.0
import { isCelError, plan } from '@bufbuild/cel';
import { type Control, evidence, fail, familyOf, noParameters, pass, unknown } from '../../model/control.ts';
import type { PolicyView } from '../../model/policy-view.ts';
import type { Subject } from '../../model/subject.ts';
import type { Judgement } from '../../model/verdict.ts';
import { customTexts } from '../../policy/custom-texts.ts';
import type { CustomControl } from '../../policy/policy.ts';
import { meteredEnv } from './meter.ts';
import { type CelMapInput, projectPolicy, projectSubject } from './project.ts';
import { reasonOf } from './reason.ts';
import { readExpression, WrongExpression } from './syntax.ts';

export type Compiled =
  | { readonly ok: true; readonly control: Control }
  | {
      readonly ok: false;
      /** Character of `holds` at which it goes wrong, from 0. */
      readonly offset: number;
      readonly message: string;
      readonly remedy: string;
    };

/** Never throws. The control's `judge` never throws either: an error while evaluating is `unknown`. */
export function compileCustom(custom: CustomControl): Compiled {
  try {
    return { ok: true, control: controlOf(custom, judgeOf(custom)) };
  } catch (error) {
    const { message } = error instanceof Error ? error : { message: String(error) };
    if (error instanceof WrongExpression)
      return { ok: false, offset: error.offset, message, remedy: error.remedy };
    return { ok: false, offset: 0, message: `cannot be used: ${message}`, remedy: 'write it more simply' };
  }
}

/** A control for an entry that does not compile: it knows nothing of any subject. */
export function unusable(custom: CustomControl, message: string): Control {
  return controlOf(custom, () => unknown(message));
}

type Judge = (subject: Subject, context: { readonly policy: PolicyView }) => Judgement;

function controlOf(custom: CustomControl, judge: Judge): Control {
  const { id, judges, severity, platforms } = custom;
  return {
    ...{ id, family: familyOf(id), severity, ...customTexts(custom) },
    ...(platforms === undefined ? {} : { platforms }),
    judges: [judges],
    stage: 'stable',
    parameters: noParameters,
    references: {},
    allows: [],
    response: null,
    judge,
  };
}

function judgeOf({ id, judges, holds, message, path = '' }: CustomControl): Judge {
  const { env, reset } = meteredEnv();
  const evaluate = plan(env, readExpression(holds, judges, env));
  return (subject, { policy }) => {
    const bindings: Record<string, CelMapInput> = Object.create(null);
    bindings[judges] = subjectOf(subject);
    bindings.policy = policyOf(policy);
    reset();
    const result = evaluate(bindings);
    if (isCelError(result)) return unknown(reasonOf(result, holds));
    if (typeof result !== 'boolean') return unknown(`holds of ${id} is neither true nor false`);
    return result ? pass : fail([evidence(path, false, true, message)]);
  };
}

const subjects = new WeakMap<Subject, CelMapInput>();
const policies = new WeakMap<PolicyView, CelMapInput>();

function subjectOf(subject: Subject): CelMapInput {
  let projected = subjects.get(subject);
  if (projected === undefined) {
    projected = projectSubject(subject);
    subjects.set(subject, projected);
  }
  return projected;
}

function policyOf(view: PolicyView): CelMapInput {
  let projected = policies.get(view);
  if (projected === undefined) {
    projected = projectPolicy(view);
    policies.set(view, projected);
  }
  return projected;
}
