// Which states of a subject are worth keeping as its last compliant one, by what the controls said that would have them put back.
// SPDX-License-Identifier: Apache-2.0
import type { Baseline, BaselinePart } from '../model/baseline.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { parsedDocument } from '../model/policy-text.ts';
import type { Principal } from '../model/principal.ts';
import type { ResponseAction } from '../model/response.ts';
import { restoredParts } from '../model/response-actions.ts';
import type { Subject } from '../model/subject.ts';
import { storedTime } from '../model/time.ts';
import type { Verdict } from '../model/verdict.ts';
import { forShowing, redacted } from '../secrets/redact.ts';
import { shownSubject } from './shown.ts';

/** One control's verdict on a subject, and the action that the control proposes. */
export interface JudgedCase {
  readonly subject: Subject;
  readonly proposes: ResponseAction | null;
  readonly verdict: Verdict;
}

/**
 * The parts that are compliant: at least one control that would put it back passes, none fails, and none is unknown. Of a change alone
 * nothing is kept, for the rest of its subject is not known.
 */
export function compliantStates(cases: readonly JudgedCase[]): readonly Baseline[] {
  const bySubject = Map.groupBy(cases, ({ subject }) => subject);
  return [...bySubject].flatMap(([subject, judged]) =>
    (['trust', 'access', 'policy', 'entries'] as const).flatMap((part) => baselineOf(subject, part, judged)),
  );
}

function baselineOf(subject: Subject, part: BaselinePart, judged: readonly JudgedCase[]): Baseline[] {
  const verdicts = judged
    .filter(({ proposes }) => proposes !== null && restoredParts[proposes] === part)
    .map(({ verdict }) => verdict);
  const bad = ({ outcome, partial }: Verdict) => partial || outcome === 'fail' || outcome === 'unknown';
  const passed = verdicts.find(({ outcome }) => outcome === 'pass');
  if (passed === undefined || passed.asOf === null || verdicts.some(bad)) return [];
  const state = stateOf(subject, part);
  // What is kept is written down: better no state than one with a credential in it.
  if (state === null || holdsSecret(state)) return [];
  const {
    identity,
    subject: { account, region },
  } = shownSubject(subject);
  const asOf = storedTime(passed.asOf);
  return [{ key: { identity, account, region, part }, asOf, eventId: passed.eventId, state }];
}

function holdsSecret(state: JsonObject): boolean {
  return JSON.stringify(redacted(state, forShowing)) !== JSON.stringify(state);
}

/** Null where the subject does not have the part, or not all of it is known. */
function stateOf(subject: Subject, part: BaselinePart): JsonObject | null {
  if (subject.kind === 'principal' && subject.complete) {
    if (part === 'trust')
      return subject.trust.unsettled === undefined ? document('trust', subject.trust.value) : null;
    return part === 'access' ? accessOf(subject) : null;
  }
  if (subject.kind === 'repository' && part === 'policy' && subject.policy.unsettled === undefined)
    return subject.policy.value === null ? { policy: null } : document('policy', subject.policy.value);
  if (subject.kind === 'cluster' && part === 'entries' && subject.adminEntries.unsettled === undefined)
    return {
      entries: subject.adminEntries.value.map(({ principal, through, grant }) => ({
        principal,
        through,
        grant,
      })),
    };
  return null;
}

function document(name: string, text: unknown): JsonObject | null {
  const parsed = parsedDocument(text);
  return isObject(parsed) ? { [name]: parsed } : null;
}

/** A user's policies hold those of his groups too: what stands in another's place is left to that other. */
function accessOf({ policies, groups, boundary, type }: Principal): JsonObject | null {
  if (type === 'policy' || boundary.unsettled !== undefined) return null;
  const own = policies.filter(({ path }) => type === 'group' || !/^Group(?:Detail)?List\[/.test(path));
  const inline = own.filter(({ arn }) => arn === null);
  const documents = inline.map(({ name, document }): [string, Json] | null => {
    const parsed = parsedDocument(document);
    return isObject(parsed) ? [name, parsed] : null;
  });
  const known = documents.filter((one) => one !== null);
  if (known.length < documents.length) return null;
  return {
    inline: Object.fromEntries(known),
    attached: own.flatMap(({ arn }) => (arn === null ? [] : [arn])),
    groups: [...groups],
    boundary: boundary.value?.arn ?? null,
  };
}
