// A whole workspace for tests: the record in memory, the fake Slack over HTTP, delivery and answers wired as in a deployment.

import { randomUUID } from 'node:crypto';
import { readAnswers } from '../../../functions/wiring/notify/slack-responses.ts';
import type { RowKey } from '../../../shared/findings/identity.ts';
import { lookOf } from '../../../shared/findings/look.ts';
import { memoryStore } from '../../../shared/findings/memory.ts';
import { record } from '../../../shared/findings/record.ts';
import type { RecordStore } from '../../../shared/findings/store.ts';
import type { FindingChange } from '../../../shared/model/finding.ts';
import type { Response } from '../../../shared/model/response.ts';
import { type Answering, answer } from '../../../shared/notify/answer/answer.ts';
import { type Handed, pressIn } from '../../../shared/notify/answer/handed.ts';
import { type Receiving, receive } from '../../../shared/notify/answer/receive.ts';
import { signatureOf } from '../../../shared/notify/answer/verify.ts';
import { slackClient } from '../../../shared/notify/deliver/client.ts';
import { type Delivering, deliver, refresh } from '../../../shared/notify/deliver/deliver.ts';
import { paced } from '../../../shared/notify/deliver/paced.ts';
import type { Showing } from '../../../shared/notify/deliver/showing.ts';
import type { Decision, DecisionAnswer } from '../../../shared/people/decision.ts';
import type { DecisionKind } from '../../../shared/people/decision-kind.ts';
import { mayDecide, openDecisions } from '../../../shared/people/may-decide.ts';
import type { Policy, SlackNotify } from '../../../shared/policy/policy.ts';
import { takeDecision } from '../../../shared/respond/decisions/take-decision.ts';
import { readShownFinding } from '../../../shared/respond/engine/shown-finding.ts';
import { verdict } from '../../findings/fixtures.ts';
import { policy } from '../../policy/fixtures.ts';
import { benchOf } from '../../respond/world.ts';
import { buttonOf, type FakeOptions, FakeSlack } from './server.ts';

export const secret = '8f742231b10e8888abcd99yyyzzz85a5';
export const team = 'T0ACME';
export const app = 'A0SEAWALL';

export type Decisions = Partial<
  Readonly<Record<DecisionKind, (decision: Decision) => Promise<DecisionAnswer>>>
>;

export interface WorldOptions {
  readonly policy?: string;
  readonly response?: Response | null;
  /** What becomes of decisions of a kind, once whoever decides may; left out: acknowledge and waive, by the record. */
  readonly decisions?: Decisions;
  readonly fake?: Partial<FakeOptions>;
  readonly store?: RecordStore;
  /** Milliseconds since 1970. */
  readonly start?: number;
  readonly showing?: Partial<Showing>;
}

const yaml = `
notify: { slack: { channel: "#findings", minimum: medium, digest: 30m } }
respond: { approvers: ["slack-group:S0SEC"] }
`;

export async function world(options: WorldOptions = {}) {
  let clock = options.start ?? Date.UTC(2026, 2, 1, 12);
  const now = () => clock;
  const fake = new FakeSlack({
    token: 'xoxb-test',
    team,
    channels: { findings: 'C0FIND', 'pay-sec': 'C0PAY', iam: 'C0IAM' },
    users: {
      U0KIM: { email: 'kim@acme.test' },
      U0LEE: { email: 'lee@acme.test' },
      U0EVE: { email: 'eve@acme.test' },
      U0GUEST: { email: 'guest@acme.test', guest: true },
      U0OTHER: { email: 'x@other.test', team: 'T0OTHER' },
    },
    groups: { S0SEC: ['U0KIM', 'U0LEE'] },
    now,
    ...options.fake,
  });
  const client = slackClient('xoxb-test', { slackApiUrl: await fake.start() });
  const store = options.store ?? memoryStore();
  const loaded: Policy = policy(options.policy ?? yaml);
  const slackPolicy = loaded.notify.slack as SlackNotify;
  const view = { quiet: loaded.incidents.quietMs, waiver: (_: RowKey) => null };
  const able = [
    ...new Set(['acknowledge', 'waive', ...Object.keys(options.decisions ?? {})]),
  ] as DecisionKind[];
  const sleep = async (milliseconds: number) => {
    clock += milliseconds;
  };
  const showing: Delivering['showing'] = {
    store,
    view,
    texts: (control) => ({
      title: `Title of ${control.split('/')[1]}`,
      why: 'It breaks out.',
      fix: 'Set `privileged: false`.',
    }),
    responseOf: async () => options.response ?? null,
    planOf: async () =>
      options.response
        ? { response: 'f-0', hash: '0'.repeat(64), undoable: options.response.outcome === 'done' }
        : null,
    answersOf: (finding) =>
      readAnswers(store, finding, new Date(clock - loaded.respond.approvalExpiresMs).toISOString()),
    unknownAlarm: loaded.patience.unknownAlarmMs,
    open: openDecisions(loaded.respond.approvers, able),
    ...options.showing,
  };
  const iso = () => new Date(clock).toISOString();
  const delivering = (): Delivering => ({
    showing,
    slack: paced(client, { now, sleep }, clock + 120_000),
    ...{ now: iso, sleep, worker: randomUUID() },
    ...{ policy: loaded },
    ...{ notify: slackPolicy },
  });
  const warnings: { message: string; details: Readonly<Record<string, string>> }[] = [];
  const warn = (message: string, details: Readonly<Record<string, string>>) =>
    void warnings.push({ message, details });
  const queue: Handed[] = [];
  const parts = { ...benchOf({ store }).parts, policy: loaded, view, now, tell: async () => {} };
  const decide = async (decision: Decision): Promise<DecisionAnswer> => {
    const own = options.decisions?.[decision.kind];
    if (own === undefined) return takeDecision(decision, parts);
    const finding = await readShownFinding(decision.finding, parts);
    const may = finding && mayDecide(decision.kind, decision.person, finding, loaded.respond);
    return may?.ok === true ? own(decision) : { outcome: 'refused', words: may?.reason ?? 'nowhere' };
  };
  const answering: Answering = {
    ...{ store, able, decide, team, now: iso, warn },
    policy: loaded,
    slack: client,
    refresh: async (finding) => void (await refresh(finding, delivering())),
  };
  const receiving: Receiving = {
    ...{ store, secret, team, app, now, warn, slack: client },
    policy: loaded,
    hand: async (request) => void queue.push(request),
  };
  return {
    ...{ fake, store, warnings, queue, answering, receiving, delivering, now, iso, view, sleep, parts },
    pass(milliseconds: number) {
      clock += milliseconds;
    },
    /** Records a look and returns what is to be told. */
    async see(change: Parameters<typeof verdict>[0] = {}): Promise<readonly FindingChange[]> {
      const look = lookOf(verdict({ asOf: iso(), eventId: `event-${clock}`, ...change }));
      return (await record(store, look, { ...view, now: iso(), replayed: false })).changes;
    },
    deliver: (changes: readonly FindingChange[]) => deliver(changes, delivering()),
    receive: (request: { body: string; headers?: Record<string, string> }) =>
      receive(
        { headers: request.headers ?? signed(request.body, clock), body: Buffer.from(request.body) },
        receiving,
      ),
    /** Works off what was handed over. */
    async work() {
      const outcomes = [];
      for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
        const found = pressIn(one, { secret, team, app, now: clock });
        outcomes.push(found.ok ? await answer(found.press, answering) : found.reason);
      }
      return outcomes;
    },
    stop: () => fake.stop(),
  };
}

export type World = Awaited<ReturnType<typeof world>>;

/** Headers as Slack sends them, signed at a time (milliseconds). */
export function signed(body: string, at: number, key = secret): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  return {
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': signatureOf(key, timestamp, Buffer.from(body)),
  };
}

export interface Pressing {
  readonly user?: string;
  readonly team?: string;
  readonly userTeam?: string;
  readonly value?: string;
  readonly trigger?: string;
  readonly app?: string;
}

/** The body of a button's press in a message of the fake. */
export function press(message: Parameters<typeof buttonOf>[0], words: string, change: Pressing = {}): string {
  const { actionId, value } = buttonOf(message, words);
  const from = change.team ?? team;
  return form({
    type: 'block_actions',
    user: { id: change.user ?? 'U0KIM', team_id: change.userTeam ?? from },
    team: { id: from },
    api_app_id: change.app ?? app,
    container: { type: 'message', channel_id: message?.channel, message_ts: message?.ts },
    trigger_id: change.trigger ?? 'live-trigger',
    // Slack gives every press its own time.
    actions: [{ type: 'button', action_id: actionId, value: change.value ?? value, action_ts: randomUUID() }],
  });
}

/** The submitted dialogue that a message's button opens. */
export function waiver(message: Parameters<typeof buttonOf>[0], user: string, reason: string): string {
  const choice = buttonOf(message, 'Waive…').value;
  const place = { channel: message?.channel, ts: message?.ts };
  const view = {
    callback_id: 'seawall.waive',
    private_metadata: JSON.stringify({ choice, ...place }),
    state: {
      values: { until: { date: { selected_date: '2026-03-05' } }, reason: { text: { value: reason } } },
    },
  };
  return form({ type: 'view_submission', user: { id: user }, team: { id: team }, api_app_id: app, view });
}

export function form(payload: object): string {
  return new URLSearchParams({ payload: JSON.stringify({ api_app_id: app, ...payload }) }).toString();
}
