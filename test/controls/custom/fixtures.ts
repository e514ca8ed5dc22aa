// Custom controls for tests: one line of CEL judged on a document as `evaluate` reads it.
import { compileCustom } from '../../../shared/controls/custom/compile.ts';
import { judgeCase, openCases } from '../../../shared/evaluate/evaluate.ts';
import type { Control } from '../../../shared/model/control.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import type { Subject, SubjectKind } from '../../../shared/model/subject.ts';
import type { Verdict } from '../../../shared/model/verdict.ts';
import type { CustomControl } from '../../../shared/policy/policy.ts';
import { observationsOf, policyFrom } from '../../support/judging.ts';

export function custom(holds: string, change: Partial<CustomControl> = {}): CustomControl {
  const message = 'it must be so';
  return { id: 'acme/test', judges: 'workload', severity: 'low', holds, message, ...change };
}

/** The control, or an error that says what was wrong. */
export function compiled(holds: string, change: Partial<CustomControl> = {}): Control {
  const result = compileCustom(custom(holds, change));
  if (!result.ok) throw new Error(`${result.offset}: ${result.message}; ${result.remedy}`);
  return result.control;
}

/** `offset: message; remedy`, or null where the expression compiles. */
export function refusal(holds: string, judges: SubjectKind = 'workload'): string | null {
  const result = compileCustom(custom(holds, { judges }));
  return result.ok ? null : `${result.offset}: ${result.message}; ${result.remedy}`;
}

export function subjectOf(document: unknown): Subject {
  const subject = observationsOf(document)[0]?.subjects[0];
  if (subject === undefined) throw new Error('the document holds no subject');
  return subject;
}

const ref = { file: null, index: 0, eventId: null, time: null };

export function verdictOn(subject: Subject, control: Control, policy: JsonObject = {}): Verdict {
  const [opened] = openCases(subject, [control], policyFrom(policy));
  if (opened === undefined) throw new Error('the control is off');
  const nothing = {
    get: () => {
      throw new Error('no facts');
    },
  };
  return judgeCase(opened, nothing, { observationId: 'x', asOf: null, seenAt: null, who: null, ref });
}

/** `pass`, `fail`, or `unknown: why`. */
export function judged(document: unknown, holds: string, change: Partial<CustomControl> = {}): string {
  const { outcome, reason } = verdictOn(subjectOf(document), compiled(holds, change));
  return reason === null ? outcome : `${outcome}: ${reason}`;
}
