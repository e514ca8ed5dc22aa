// What every action must show, on moto or on a mock: it does what its plan says, verification sees it, undo gives the former state back.
import { expect } from 'vitest';
import type { ApiAnswer, AwsApi } from '../../../shared/gather/api.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import type { Json } from '../../../shared/model/json.ts';
import type { PlannedCall } from '../../../shared/model/response.ts';
import { planOf } from '../../../shared/respond/actions/index.ts';
import type {
  Action,
  ActionContext,
  Kept,
  Preparation,
  Prepared,
} from '../../../shared/respond/planning/action.ts';
import { permissionFor } from '../../../shared/respond/platform/session-policy.ts';
import { compareKept, tookEffect } from '../../../shared/respond/state/compare.ts';

export const account = '123456789012';
export const region = 'eu-west-1';

/** A finding with nothing but what actions read. */
export function findingOn(
  subject: Partial<Finding['subject']>,
  found: readonly Json[] = [],
  more: Partial<Finding> = {},
): Finding {
  const id = subject.id ?? '';
  return {
    id: 'f-0001',
    formerId: null,
    control: 'control-plane/test',
    severity: 'high',
    kind: 'state',
    status: 'open',
    dormant: false,
    reopened: 0,
    subject: { kind: 'principal', platform: 'iam', id, name: id, account, region, ...subject },
    firstSeen: '2026-11-20T10:00:00.000Z',
    lastSeen: '2026-11-20T10:00:00.000Z',
    instances: [],
    moreInstances: false,
    evidence: found.map((one) => ({ path: 'Statement[0]', found: one, wanted: null, message: 'is wrong' })),
    waivedUntil: null,
    cluster: null,
    namespace: null,
    group: null,
    tags: null,
    actor: null,
    session: null,
    actors: [],
    moreActors: false,
    response: null,
    unknown: null,
    ...more,
  };
}

export function planned(preparation: Preparation): Prepared {
  if (!preparation.ok) throw new Error(`held: ${preparation.heldBy}: ${preparation.reason}`);
  return preparation.prepared;
}

export interface Trip {
  readonly action: Action;
  readonly finding: Finding;
  readonly api: AwsApi;
  readonly context?: ActionContext;
  /** Somebody else changes what the action left: undo must notice. Null where nobody can. */
  readonly foreign: (() => Promise<unknown>) | null;
  /** All there is to the thing, as AWS answers it, to compare byte for byte. */
  readonly raw?: () => Promise<unknown>;
}

/** The API, as a role with the action's permissions would have it. */
function permitted({ permissions, name }: Action, api: AwsApi): AwsApi {
  return {
    call(request) {
      expect(permissions, `permissions of ${name}`).toContain(permissionFor(request));
      return api.call(request);
    },
  };
}

/** Prepares, applies twice, verifies, undoes, applies again and lets somebody interfere. The plan that was made. */
export async function roundTrip(trip: Trip): Promise<Prepared> {
  const { action, finding, context, raw } = trip;
  const api = permitted(action, trip.api);
  const prepared = planned(await action.prepare(finding, api, context));
  const former = JSON.stringify(await raw?.());
  expect(await differences(prepared.before, prepared, api), 'before').toEqual([]);
  expect(prepared.calls.length).toBeGreaterThan(0);
  agreesOffline(action, finding, prepared);
  await send(prepared.calls, prepared, api);
  expect(await differences(prepared.after, prepared, api), 'after').toEqual([]);
  // Sent once more it may be refused, as what it tests for is no more: nothing may change, that is all.
  await sendEach(prepared.calls, prepared, api);
  expect(await differences(prepared.after, prepared, api), 'after the second time').toEqual([]);
  expect(await differences(prepared.before, prepared, api), 'something changed').not.toEqual([]);
  if (prepared.undo.length > 0) {
    await send(prepared.undo, prepared, api);
    expect(await differences(prepared.before, prepared, api), 'undone').toEqual([]);
    expect(JSON.stringify(await raw?.())).toBe(former);
    await send(prepared.calls, prepared, api);
  }
  if (trip.foreign === null) return prepared;
  await trip.foreign();
  expect(await differences(prepared.after, prepared, api), 'a foreign change').not.toEqual([]);
  return prepared;
}

/** What is sent is what a replay shows of the same finding, but for what only the platform tells: that is null, and what is gone is not sent. */
function agreesOffline({ name }: Action, finding: Finding, { calls }: Prepared): void {
  const shown = planOf(name, finding).calls;
  for (const call of calls) {
    const alike = shown.filter(({ operation }) => operation === call.operation);
    if (alike.length > 0)
      expect(alike.some((one) => isShownAs(one, call)) ? null : [call, alike], `${name} offline`).toBeNull();
  }
}

function isShownAs(shown: PlannedCall, { service, parameters }: PlannedCall): boolean {
  const told = Object.entries(shown.parameters).filter(([, value]) => value !== null);
  const isSame = ([key, value]: (typeof told)[number]) =>
    JSON.stringify(value) === JSON.stringify(parameters[key]);
  return shown.service === service && told.every(isSame);
}

async function differences(kept: readonly Kept[], prepared: Prepared, api: AwsApi) {
  const compared = await compareKept(kept, prepared, api);
  if (!compared.ok) throw new Error(compared.reason);
  return compared.differences;
}

async function send(calls: readonly PlannedCall[], prepared: Prepared, api: AwsApi): Promise<void> {
  for (const [call, answer] of await sendEach(calls, prepared, api))
    if (!answer.ok && !tookEffect(call, answer.code)) throw new Error(answer.reason);
}

async function sendEach(calls: readonly PlannedCall[], { account, region }: Prepared, api: AwsApi) {
  const answers: [PlannedCall, ApiAnswer][] = [];
  for (const call of calls) {
    const { service, operation, parameters: input } = call;
    answers.push([call, await api.call({ account, region, service, operation, input })]);
  }
  return answers;
}
