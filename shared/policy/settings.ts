// The settings of one control for one subject, resolved weakest first: control, profile, top level, `controls`, rules.
// SPDX-License-Identifier: Apache-2.0
import type { Control } from '../model/control.ts';
import { globMatches } from '../model/glob.ts';
import type { JsonObject } from '../model/json.ts';
import type { GroupAnswer } from '../model/policy-view.ts';
import { remembered } from '../model/remembered.ts';
import { type ResponseMode, responseModes } from '../model/response.ts';
import type { Severity } from '../model/severity.ts';
import type { Judgement } from '../model/verdict.ts';
import { type GroupsAnswer, groupOf, matches, type SubjectContext } from './groups.ts';
import type { ControlSetting, Policy, Rule } from './policy.ts';
import { sleeps } from './sleep.ts';

export { comparableKeys, sleeps } from './sleep.ts';

export interface Settings {
  readonly enabled: boolean;
  readonly mode: ResponseMode;
  readonly severity: Severity;
  /** Parsed by the control's own schema, defaults filled in. */
  readonly parameters: unknown;
  /** The control's own severity under this profile, before anything the policy says. */
  readonly baseSeverity: Severity;
  /** True where `controls` or a rule sets the severity: it then outweighs the judgement's own. */
  readonly severityIsSet: boolean;
}

/** Settings on the way, with the written parameters instead of the parsed ones. */
interface Draft extends Omit<Settings, 'parameters'> {
  /** Every step of merging, weakest first. */
  readonly written: readonly JsonObject[];
}

/** What is worked out once for a policy: evaluation asks for settings once a control and subject. */
interface Prepared {
  readonly withoutRules: Map<Control, Draft>;
  /** By the rules' answers and the control. Emptied when full. */
  readonly settings: Map<string, Map<Control, Settings>>;
  /** The rules' answers for a subject, one letter each. */
  readonly answers: WeakMap<SubjectContext, string>;
  /** Of a list of controls those that are on, by the rules' answers and the group. Emptied when full. */
  readonly enabled: (controls: readonly Control[]) => Map<string, readonly EnabledControl[]>;
}

const preparedByPolicy = new WeakMap<Policy, Prepared>();
/** Combinations of rules kept; far more than real policies have, so that hostile tags cannot fill memory. */
const maxCombinations = 1024;

/**
 * The settings of `control` for a subject. A rule whose `when` cannot be decided does not apply,
 * with one exception on the safe side: where it would lower the mode, the mode is lowered. So no
 * mode is ever raised, and no control switched off, for want of knowledge.
 */
export function settingsFor(policy: Policy, control: Control, context: SubjectContext): Settings {
  const prepared = preparedFor(policy);
  const answers = policy.rules.length === 0 ? '' : ruleAnswers(policy, prepared, context);
  const combination = combinationOf(prepared, answers);
  let settings = combination.get(control);
  if (settings === undefined) {
    settings = finished(control, withRules(policy, control, draftOf(policy, prepared, control), answers));
    combination.set(control, settings);
  }
  return settings;
}

/** A control that is on for a subject, with its settings there. */
interface EnabledControl {
  readonly control: Control;
  readonly settings: Settings;
  /** Why the control cannot judge for want of policy; null: it can. */
  readonly asleep: Judgement | null;
}

/** Those of the controls that are on for a subject: worked out once for all subjects of one group of which the rules say the same. */
export function enabledFor(
  policy: Policy,
  controls: readonly Control[],
  context: SubjectContext,
  group: GroupAnswer,
): readonly EnabledControl[] {
  const prepared = preparedFor(policy);
  const byPlace = prepared.enabled(controls);
  const answers = policy.rules.length === 0 ? '' : ruleAnswers(policy, prepared, context);
  const place = `${answers} ${group.known ? `in ${group.group?.name}` : group.reason}`;
  const before = byPlace.get(place);
  if (before !== undefined) return before;
  const enabled = controls
    .map((control) => ({ control, settings: settingsFor(policy, control, context) }))
    .filter(({ settings }) => settings.enabled)
    .map((one) => ({ ...one, asleep: sleeps(policy, one.control, group) }));
  if (byPlace.size >= maxCombinations) byPlace.clear();
  byPlace.set(place, enabled);
  return enabled;
}

/** What rules can make of a control for one subject or another: whether it can be on, and its modes. No fewer than those. */
export function reachOf(
  policy: Policy,
  control: Control,
): { readonly enabled: boolean; readonly modes: readonly ResponseMode[] } {
  const start = draftOf(policy, preparedFor(policy), control);
  const rules = policy.rules.filter((rule) => selects(rule, control.id, start.severity));
  return {
    enabled: start.enabled || rules.some(({ enabled }) => enabled === true),
    modes: [start.mode, ...rules.flatMap(({ mode }) => mode ?? [])],
  };
}

/** The severity of a case that the control judged with a severity of its own: what the policy says outweighs it. */
export function finalSeverity(settings: Settings, judged: Severity): Severity {
  return settings.severityIsSet ? settings.severity : judged;
}

function preparedFor(policy: Policy): Prepared {
  let prepared = preparedByPolicy.get(policy);
  if (prepared === undefined) {
    prepared = {
      withoutRules: new Map(),
      settings: new Map(),
      answers: new WeakMap(),
      enabled: remembered((_: readonly Control[]) => new Map<string, readonly EnabledControl[]>()),
    };
    preparedByPolicy.set(policy, prepared);
  }
  return prepared;
}

function combinationOf({ settings }: Prepared, answers: string): Map<Control, Settings> {
  let combination = settings.get(answers);
  if (combination === undefined) {
    if (settings.size >= maxCombinations) settings.clear();
    combination = new Map();
    settings.set(answers, combination);
  }
  return combination;
}

const letters: Readonly<Record<GroupsAnswer, string>> = { yes: 'y', no: 'n', unknown: 'u' };

function ruleAnswers(policy: Policy, { answers }: Prepared, context: SubjectContext): string {
  let known = answers.get(context);
  if (known === undefined) {
    const group = groupOf(policy, context);
    known = policy.rules.map((rule) => letters[matches(rule.when, context, group)]).join('');
    answers.set(context, known);
  }
  return known;
}

/** Everything weaker than rules. */
function draftOf(policy: Policy, { withoutRules }: Prepared, control: Control): Draft {
  let draft = withoutRules.get(control);
  if (draft === undefined) {
    const { profile } = policy.view;
    const baseSeverity = defaultSeverity(control, profile);
    const enabled = control.on === undefined || (control.on === 'restricted' && profile === 'restricted');
    const start = { enabled, mode: policy.mode, severity: baseSeverity, baseSeverity, severityIsSet: false };
    draft = { ...start, written: [{}] };
    const said = Object.hasOwn(policy.controls, control.id) ? policy.controls[control.id] : undefined;
    if (said !== undefined) draft = changed(draft, said);
    withoutRules.set(control, draft);
  }
  return draft;
}

/** The control's own severity under a profile. */
export function defaultSeverity({ severity }: Control, profile: 'baseline' | 'restricted'): Severity {
  return typeof severity === 'string' ? severity : severity[profile];
}

/** A later saying replaces each setting it names; parameters merge key by key. */
function changed(draft: Draft, said: ControlSetting): Draft {
  const before = draft.written.at(-1) ?? {};
  return {
    ...draft,
    enabled: said.enabled ?? draft.enabled,
    mode: said.mode ?? draft.mode,
    severity: said.severity ?? draft.severity,
    severityIsSet: draft.severityIsSet || said.severity !== null,
    written: said.parameters === null ? draft.written : [...draft.written, { ...before, ...said.parameters }],
  };
}

function withRules(policy: Policy, control: Control, start: Draft, answers: string): Draft {
  let draft = start;
  for (const [index, rule] of policy.rules.entries()) {
    const answer = answers[index];
    if (answer === 'n' || !selects(rule, control.id, start.severity)) continue;
    draft = answer === 'y' ? changed(draft, rule) : { ...draft, mode: lower(draft.mode, rule.mode) };
  }
  return draft;
}

function lower(mode: ResponseMode, other: ResponseMode | null): ResponseMode {
  return other !== null && responseModes.indexOf(other) < responseModes.indexOf(mode) ? other : mode;
}

/** Whether a rule speaks of a control; `severity` is the control's before rules. */
export function selects(rule: Pick<Rule, 'controls'>, id: string, severity: Severity): boolean {
  return rule.controls.some((entry) => entry === `severity:${severity}` || globMatches(entry, id));
}

/** Loading checks every step alone; should a mixture of them not parse, the last step that does holds. */
function finished(control: Control, { written, ...settled }: Draft): Settings {
  for (const step of written.toReversed()) {
    const parsed = control.parameters.safeParse(step, { jitless: true });
    if (parsed.success) return { ...settled, parameters: parsed.data };
  }
  throw new Error(`the parameters of ${control.id} need a default for every key`);
}
