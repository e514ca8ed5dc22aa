// How something was before it was changed, as a read would have shown it: from the compliant states that the record keeps.
// SPDX-License-Identifier: Apache-2.0
import { endKey, formerEndKey, wholeEndKey } from '../../findings/identity.ts';
import type { RecordStore } from '../../findings/store.ts';
import type { Baseline, BaselinePart } from '../../model/baseline.ts';
import type { Finding } from '../../model/finding.ts';
import { isObject, type JsonObject, stringOf } from '../../model/json.ts';
import type { PlannedCall } from '../../model/response.ts';
import { isBefore } from '../../model/time.ts';
import type { ActionContext } from '../planning/action.ts';

type Kept = Pick<RecordStore, 'kept' | 'ends'>;

/** Looks a read's former answer up; null where nothing was kept, or what was kept is of a subject that is gone since. */
export function formerlyFrom(store: Kept, { subject }: Finding): NonNullable<ActionContext['formerly']> {
  const { account, region } = subject;
  return async (read) => {
    const asked = askedBy(read, subject);
    if (asked === null) return null;
    const place = { identity: asked.identity, account, region: asked.global ? null : region };
    const answers = await Promise.all(
      asked.parts.map(({ part, show }) => showState(store, { ...place, part }, show)),
    );
    const known = answers.filter((one) => one !== null);
    return known.length === 0 ? null : Object.assign({}, ...known);
  };
}

async function showState(
  store: Kept,
  key: Baseline['key'],
  show: (state: JsonObject) => JsonObject,
): Promise<JsonObject | null> {
  const baseline = await store.kept(key);
  if (baseline === null) return null;
  return (await isGoneSince(store, key, baseline.asOf)) ? null : show(baseline.state);
}

/** Whatever may have been its end counts: of what was deleted and made anew, nothing is put back. */
async function isGoneSince(store: Kept, key: Baseline['key'], asOf: string): Promise<boolean> {
  const known = [endKey(key, null, null), wholeEndKey(key, null), { key: formerEndKey(key), of: '' }];
  const ends = await store.ends(known.map((one) => one.key));
  return ends.some((end, place) => end !== null && end.of === known[place]?.of && !isBefore(end.asOf, asOf));
}

interface Asked {
  readonly identity: string;
  readonly global: boolean;
  /** The parts that tell it, and how each of them shows in the answer (state-views.ts). */
  readonly parts: readonly {
    readonly part: BaselinePart;
    readonly show: (state: JsonObject) => JsonObject;
  }[];
}

function askedBy({ service, operation, parameters }: PlannedCall, subject: Finding['subject']): Asked | null {
  if (service === 'ecr') return askedOfEcr(operation, parameters, subject);
  const [, verb = '', holder = '', policy] = /^(Get)(Role|User|Group)(Policy)?$/.exec(operation) ?? [];
  const name = stringOf(parameters[`${holder}Name`]);
  if (service !== 'iam' || verb === '' || name === null) return null;
  const [, partition = 'aws'] = subject.id.split(':', 2);
  const identity = `arn:${partition}:iam::${subject.account ?? ''}:${holder.toLowerCase()}/${name}`;
  if (policy !== undefined) {
    const inline = (state: JsonObject) => inlineOf(state, stringOf(parameters.PolicyName) ?? '');
    return { identity, global: true, parts: [{ part: 'access', show: inline }] };
  }
  const boundary = ({ boundary: arn = null }: JsonObject) => ({ boundary: arn });
  const trust = { part: 'trust', show: (state: JsonObject) => state } as const;
  const access = { part: 'access', show: boundary } as const;
  return { identity, global: true, parts: holder === 'Role' ? [trust, access] : [access] };
}

/** A policy that was not there then comes back as none. */
function inlineOf({ inline }: JsonObject, name: string): JsonObject {
  return { document: isObject(inline) && Object.hasOwn(inline, name) ? (inline[name] ?? null) : null };
}

function askedOfEcr(operation: string, parameters: JsonObject, subject: Finding['subject']): Asked | null {
  if (operation !== 'GetRepositoryPolicy' && operation !== 'GetRegistryPolicy') return null;
  const name = stringOf(parameters.repositoryName);
  const [, partition = 'aws'] = subject.id.split(':', 2);
  const arn = `arn:${partition}:ecr:${subject.region ?? ''}:${subject.account ?? ''}`;
  const identity = name === null ? `${arn}:registry` : `${arn}:repository/${name}`;
  return { identity, global: false, parts: [{ part: 'policy', show: (state) => state }] };
}
