// How every action prepares: reads what is there now, and either plans or says why it leaves things as they are.
// SPDX-License-Identifier: Apache-2.0
import type { AwsApi } from '../../gather/api.ts';
import { type Reader, reading } from '../../gather/reading.ts';
import type { FactPlace } from '../../model/facts.ts';
import type { JsonObject } from '../../model/json.ts';
import type { PlannedCall } from '../../model/response.ts';
import { partsIn, partsOf, stateNow } from '../state/compare.ts';
import type { AskState } from '../state/views.ts';
import type { Kept, KeptRead, Preparation, Prepared } from './action.ts';

type HoldReason = Extract<Preparation, { ok: false }>['heldBy'];

/** Ends the preparing; caught by `preparing`, seen by nobody else. */
class Held extends Error {
  readonly by: HoldReason;
  constructor(by: HoldReason, reason: string) {
    super(reason);
    this.by = by;
  }
}

/** Leaves things as they are: nothing is sent. */
export function hold(by: HoldReason, reason: string): never {
  throw new Held(by, reason);
}

/** The world is not as judged any more. */
export function changed(reason: string): never {
  return hold('changed-since', reason);
}

/** What a plan is made with: reads of AWS that end the preparing where they fail. */
export interface Planning {
  readonly place: FactPlace;
  readonly reader: Reader;
  /** Every part that a read shows now. */
  readonly state: AskState;
  /** How that read would show an answer that nobody gave yet. */
  readonly seenAs: (read: KeptRead, answer: JsonObject) => JsonObject;
}

export type Plan = Omit<Prepared, 'account' | 'region'>;

/** Runs `plan` and answers with its plan, or with why there is none. Never rejects. */
export async function preparing(
  place: FactPlace,
  api: AwsApi,
  plan: (planning: Planning) => Promise<Plan>,
): Promise<Preparation> {
  const ended: { plan?: Plan; held?: Held } = {};
  const read = await reading(api, place, async (reader) => {
    try {
      ended.plan = await plan({
        place,
        reader,
        state: (asked) => partsNow(asked, place, api),
        seenAs: partsIn,
      });
    } catch (error) {
      if (error instanceof Held) ended.held = error;
      throw error;
    }
  });
  const { plan: made, held } = ended;
  if (made !== undefined)
    return { ok: true, prepared: { ...made, account: place.account, region: place.region } };
  if (held !== undefined) return { ok: false, heldBy: held.by, reason: held.message };
  if (read.ok) return { ok: false, heldBy: 'guard-error', reason: 'no plan was made' };
  const heldBy = read.code === 'not-found' ? 'changed-since' : 'guard-error';
  return { ok: false, heldBy, reason: read.reason };
}

async function partsNow(read: KeptRead, place: FactPlace, api: AwsApi): Promise<JsonObject> {
  const now = await stateNow(read, place, api);
  return now.ok ? now.parts : hold('guard-error', now.reason);
}

export function call<const Service extends string, const Operation extends string>(
  service: Service,
  operation: Operation,
  parameters: JsonObject,
): PlannedCall & { readonly service: Service; readonly operation: Operation } {
  return { service, operation, parameters };
}

/** The parts of one read before and after: `after` names what changes, all else is left out of both. */
export function change(
  what: string,
  read: KeptRead,
  now: JsonObject,
  after: JsonObject,
): { readonly before: Kept; readonly after: Kept } {
  const before = partsOf(now, Object.keys(after));
  return { before: { what, read, state: before }, after: { what, read, state: after } };
}

export type PlannedChange = ReturnType<typeof change>;

/** The kept halves of several changes. */
export function kept(...changes: readonly PlannedChange[]): Pick<Prepared, 'before' | 'after'> {
  return { before: changes.map(({ before }) => before), after: changes.map(({ after }) => after) };
}
