// Wires delivery to Slack out of a function's parts: record, policy, control texts, the response that would follow.

import { randomUUID } from 'node:crypto';
import { controls } from '../../../shared/controls/index.ts';
import type { RecordStore } from '../../../shared/findings/store.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import type { SlackMessages } from '../../../shared/notify/deliver/api.ts';
import type { Delivering } from '../../../shared/notify/deliver/deliver.ts';
import { paced } from '../../../shared/notify/deliver/paced.ts';
import type { ControlTexts } from '../../../shared/notify/deliver/showing.ts';
import { decisionKinds } from '../../../shared/people/decision-kind.ts';
import { openDecisions } from '../../../shared/people/may-decide.ts';
import { customTexts } from '../../../shared/policy/custom-texts.ts';
import type { Policy, SlackNotify } from '../../../shared/policy/policy.ts';
import { viewOf } from '../../../shared/policy/view.ts';
import { planOf } from '../../../shared/respond/actions/index.ts';
import { clock } from '../clock.ts';
import { journalledAnswers, journalledPlan, journalledResponse, journalledSteps } from './slack-responses.ts';

export interface NotifierParts {
  readonly store: RecordStore;
  readonly policy: Policy;
  readonly notify: SlackNotify;
  readonly slack: SlackMessages;
  /** Milliseconds since 1970 by which it must be done. */
  readonly deadline: number;
}

/** Everything that delivery needs, for one run. */
export function deliveringOf({ store, policy, notify, slack, deadline }: NotifierParts): Delivering {
  const since = () => new Date(clock.now() - policy.respond.approvalExpiresMs).toISOString();
  return {
    showing: {
      store,
      view: viewOf(policy),
      texts: (id) => textsOf(id, policy),
      responseOf: async (finding) => (await journalledResponse(store, finding)) ?? wouldDo(finding),
      planOf: (finding) => journalledPlan(store, finding),
      answersOf: (finding) => journalledAnswers(store, finding, since()),
      stepsOf: (finding) => journalledSteps(store, finding),
      unknownAlarm: policy.patience.unknownAlarmMs,
      open: slack.interactive ? openDecisions(policy.respond.approvers, decisionKinds) : [],
    },
    slack: paced(slack, clock, deadline),
    now: () => new Date().toISOString(),
    ...{ sleep: clock.sleep, policy, notify, worker: randomUUID() },
  };
}

export function textsOf(id: string, { custom }: Policy): ControlTexts {
  const own = custom.find((one) => one.id === id);
  if (own !== undefined) return customTexts(own);
  return controls.find((one) => one.id === id) ?? { title: id, why: '', fix: '' };
}

/** What policy would have Seawall do about the finding. */
export function wouldDo(finding: Finding) {
  if (finding.response === null || finding.status === 'resolved') return null;
  const { action, mode } = finding.response;
  const { words, calls } = planOf(action, finding);
  const reason = mode === 'observe' ? `would do this, were it not for mode observe: ${words}` : words;
  return { finding: finding.id, action, mode, outcome: 'planned', heldBy: null, calls, reason } as const;
}
