// Wires delivery to Slack out of a function's parts: record, policy, control texts, the response that would follow.
// SPDX-License-Identifier: Apache-2.0

import { randomUUID } from 'node:crypto';
import { controls } from '../../../shared/controls/index.ts';
import type { RecordStore } from '../../../shared/findings/store.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import type { Response } from '../../../shared/model/response.ts';
import type { SlackMessages } from '../../../shared/notify/deliver/api.ts';
import type { Delivering } from '../../../shared/notify/deliver/deliver.ts';
import { paced } from '../../../shared/notify/deliver/paced.ts';
import type { ControlTexts } from '../../../shared/notify/deliver/showing.ts';
import { decisionKinds } from '../../../shared/people/decision-kind.ts';
import { openDecisions } from '../../../shared/people/may-decide.ts';
import { customTexts } from '../../../shared/policy/custom-texts.ts';
import type { Policy, SlackNotify } from '../../../shared/policy/policy.ts';
import { responseUnder } from '../../../shared/policy/response-under.ts';
import { viewOf } from '../../../shared/policy/view.ts';
import { allowedNow } from '../../../shared/respond/engine/current.ts';
import { catalogueFor } from '../catalogue.ts';
import { clock } from '../clock.ts';
import { readAnswers, readPlan, readSteps, tellingResponse } from './slack-responses.ts';

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
      responseOf: (finding) => responseNow(store, finding, policy),
      planOf: (finding) => readPlan(store, finding),
      answersOf: (finding) => readAnswers(store, finding, since()),
      stepsOf: (finding) => readSteps(store, finding),
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

/** How the response to a finding stands, as the policy is now. */
export async function responseNow(
  store: RecordStore,
  finding: Finding,
  policy: Policy,
): Promise<Response | null> {
  const { controls: known } = await catalogueFor(policy);
  const allowed = allowedNow(finding, responseUnder(policy, known, finding));
  return tellingResponse(store, finding, allowed, new Date(clock.now()).toISOString());
}
