// A finding whose response waits for people in Slack, with the engine itself behind the buttons.
import {
  readAnswers,
  readPlan,
  readSteps,
  tellingResponse,
} from '../../../functions/wiring/notify/slack-responses.ts';
import { memoryStore } from '../../../shared/findings/memory.ts';
import type { Decision } from '../../../shared/people/decision.ts';
import { takeDecision } from '../../../shared/respond/decisions/take-decision.ts';
import { lookAt } from '../../../shared/respond/engine/look-at.ts';
import type { Action } from '../../../shared/respond/planning/action.ts';
import { benchOf, broken, mendingAction, type Seen, start } from '../../respond/world.ts';
import { type Pressing, press, world } from './fixtures.ts';
import type { FakeOptions } from './server.ts';

export interface Asking extends Seen {
  readonly secondPerson?: boolean;
  readonly action?: Action;
  readonly fake?: Partial<FakeOptions>;
}

export async function asking({ secondPerson = false, action, fake, ...look }: Asking = {}) {
  const store = memoryStore();
  const approvers = ['slack-group:S0SEC'];
  const mode = look.mode ?? 'approve';
  const respond = { approvers, 'second-person': secondPerson };
  const notify = { slack: { channel: '#findings', minimum: 'low' } };
  const bench = benchOf({
    ...{ store, settings: { mode, respond, notify } },
    actionOf: (name) => (name === 'stop-workload' ? (action ?? mendingAction()) : null),
  });
  const take = (decision: Decision) => takeDecision(decision, bench.parts);
  const opened = await world({
    ...{ store, start, ...(fake === undefined ? {} : { fake }) },
    policy: JSON.stringify({ notify, respond }),
    decisions: { approve: take, deny: take, undo: take, acknowledge: take, waive: take },
    showing: {
      responseOf: (finding) =>
        tellingResponse(store, finding, finding.response, new Date(bench.clock.now).toISOString()),
      planOf: (finding) => readPlan(store, finding),
      answersOf: (finding) => readAnswers(store, finding, ''),
      stepsOf: (finding) => readSteps(store, finding),
    },
  });
  const pass = (milliseconds: number) => {
    opened.pass(milliseconds);
    bench.clock.now += milliseconds;
  };
  const change = await broken(bench, { mode, ...look });
  await lookAt(change.finding.id, bench.parts);
  await opened.deliver([change]);
  const top = () => opened.fake.tops()[0];
  return {
    ...{ bench, opened, store, change, pass, top },
    shown: () => `${top()?.text} ${JSON.stringify(top()?.blocks)}`,
    whispered: () => String(opened.fake.whispers.at(-1)?.text),
    /** Presses a button of the message, and works on it. */
    async pressed(words: string, user = 'U0KIM', change: Pressing = {}) {
      pass(5000);
      await opened.receive({ body: press(top(), words, { user, ...change }) });
      return opened.work();
    },
  };
}

export type Asked = Awaited<ReturnType<typeof asking>>;
