// One example of every kind of Slack message: what the golden files hold and the pictures show.
import type { Finding } from '../../shared/model/finding.ts';
import type { Response } from '../../shared/model/response.ts';
import type { Severity } from '../../shared/model/severity.ts';
import { blindMessage } from '../../shared/notify/slack/blind.ts';
import { type Counted, digestMessage } from '../../shared/notify/slack/digest.ts';
import { cardMessage } from '../../shared/notify/slack/group.ts';
import type { SlackMessage } from '../../shared/notify/slack/message.ts';
import { noticeMessage } from '../../shared/notify/slack/notice.ts';
import type { Shown } from '../../shared/notify/slack/shown.ts';
import { threadMessage } from '../../shared/notify/slack/thread.ts';
import { decisionKinds } from '../../shared/people/decision-kind.ts';

const service = 'arn:aws:ecs:eu-west-1:111122223333:service/shop/web';

export function finding(change: Partial<Finding> = {}): Finding {
  return {
    id: '4f1c0a9be2d74e0c8d1b6a5f3c2e1d00',
    formerId: null,
    control: 'namespace-isolation/no-privileged',
    severity: 'critical',
    kind: 'state',
    status: 'open',
    dormant: false,
    reopened: 0,
    subject: {
      kind: 'workload',
      platform: 'ecs',
      id: service,
      name: 'web',
      account: '111122223333',
      region: 'eu-west-1',
    },
    firstSeen: '2026-11-17T09:12:03.000Z',
    lastSeen: '2026-11-17T09:12:03.000Z',
    instances: [
      'arn:aws:ecs:eu-west-1:111122223333:task/shop/0f3a',
      'arn:aws:ecs:eu-west-1:111122223333:task/shop/77b1',
    ],
    moreInstances: false,
    evidence: [
      {
        path: 'containerDefinitions[0].privileged',
        found: true,
        wanted: false,
        message: 'container web is privileged',
      },
    ],
    waivedUntil: null,
    cluster: 'shop',
    namespace: null,
    group: null,
    tags: { team: 'shop' },
    actor: 'arn:aws:iam::111122223333:role/github-deploy',
    session: null,
    actors: [],
    moreActors: false,
    response: { action: 'stop-workload', mode: 'approve' },
    unknown: null,
    ...change,
  };
}

const response: Response = {
  finding: finding().id,
  ...{ action: 'stop-workload', mode: 'approve', outcome: 'awaiting-approval', heldBy: null, calls: [] },
  reason: 'roll service web back from web:42 to web:41; can be approved until 2026-11-17 13:12 UTC',
};

const plan = { response: 'f-0', hash: '0'.repeat(64), undoable: false };

export function shown(change: Partial<Shown> = {}): Shown {
  return {
    title: 'Containers do not run privileged',
    why: 'A privileged container has every capability and every device of its host: whoever takes it has taken the host.',
    fix: 'Set `privileged` to `false` and add the one capability that is needed under `linuxParameters.capabilities.add`.',
    response: null,
    finding: finding(),
    type: 'opened',
    repeats: 0,
    decided: [],
    plan,
    replayed: false,
    unknown: null,
    open: decisionKinds,
    ...change,
  };
}

const at = '2026-11-17T09:20:00.000Z';
const kim = 'slack:U0KIM (kim@acme.test)';
const decided = { by: kim, at, reason: null, until: null };
const limits = shown({
  title: 'Containers have limits',
  fix: 'Set `memory` for each container.',
  finding: finding({
    id: '9a3e',
    control: 'resource-usage/limits',
    severity: 'medium',
    response: null,
    evidence: [
      {
        path: 'containerDefinitions[0].memory',
        found: null,
        wanted: 'a number',
        message: 'container web has no memory limit',
      },
    ],
  }),
});

function counted(number: number): Counted {
  const severity: Severity = number % 9 === 0 ? 'critical' : 'high';
  const control =
    number % 3 === 0 ? 'blast-radius/role-least-privilege' : 'namespace-isolation/no-privileged';
  const status = number % 5 === 0 ? 'resolved' : 'open';
  return {
    finding: `f${number}`,
    control,
    severity,
    status,
    account: number % 2 === 0 ? '111122223333' : '444455556666',
    subject: `service-${number % 40}`,
  };
}

function blindness(last: Counted['status']): readonly Counted[] {
  const reason = 'the role could not be read: access denied';
  return [1, 2, 3].map((number) => ({
    ...counted(number),
    ...{ reason, status: number === 3 || last === 'resolved' ? 'resolved' : last },
  }));
}

export const messages: Readonly<Record<string, () => SlackMessage | null>> = {
  opened: () =>
    cardMessage([
      shown({
        finding: finding({ response: { action: 'stop-workload', mode: 'observe' } }),
        response: {
          ...response,
          mode: 'observe',
          outcome: 'planned',
          reason: 'would do this, were it not for mode observe: roll service web back from web:42 to web:41',
        },
      }),
    ]),
  'approval-wanted': () => cardMessage([shown({ response })]),
  acknowledged: () =>
    cardMessage([
      shown({
        finding: finding({ status: 'acknowledged' }),
        type: 'acknowledged',
        decided: [{ ...decided, kind: 'acknowledged' }],
      }),
    ]),
  waived: () =>
    cardMessage([
      shown({
        finding: finding({ status: 'waived', waivedUntil: '2026-11-24' }),
        type: 'waived',
        decided: [{ ...decided, kind: 'waived', reason: 'migration to Fargate', until: '2026-11-24' }],
      }),
    ]),
  'waiver-ended': () => cardMessage([shown({ type: 'waiver-ended' })]),
  remediating: () =>
    cardMessage([
      shown({
        finding: finding({ status: 'remediating' }),
        type: 'updated',
        decided: [{ ...decided, kind: 'approved' }],
        response: {
          ...response,
          outcome: 'planned',
          reason: 'roll service web back from web:42 to web:41; approved, and being carried out',
        },
      }),
    ]),
  done: () =>
    cardMessage([
      shown({
        finding: finding({ status: 'resolved' }),
        type: 'resolved',
        decided: [{ ...decided, kind: 'approved' }],
        response: {
          ...response,
          outcome: 'done',
          reason: 'roll service web back from web:42 to web:41; done and verified',
        },
        plan: { ...plan, undoable: true },
      }),
    ]),
  evidence: () =>
    cardMessage([
      shown({
        finding: finding({ status: 'remediating' }),
        type: 'updated',
        response: {
          ...response,
          outcome: 'done',
          reason: 'stop task 0f3a; done and verified',
          evidence: {
            place: 's3://seawall-anchors-production-111122223333-eu-west-1/evidence/4f1c/4f1c-0.json',
            ...{ version: 'NHtB.3 <a&b>', region: 'eu-west-1', sha256: 'c0ffee'.repeat(10) },
            missing: ['container <!channel> `web`\u202e does not log to CloudWatch Logs by awslogs (splunk)'],
          },
        },
      }),
    ]),
  'evidence-missing': () =>
    cardMessage([
      shown({
        type: 'updated',
        response: {
          ...response,
          outcome: 'done',
          reason: 'stop task 0f3a; done and verified',
          evidence: {
            ...{ place: null, version: null, region: null, sha256: null },
            missing: ['gathering took longer than Seawall waits'],
          },
        },
      }),
    ]),
  undone: () =>
    cardMessage([
      shown({
        type: 'updated',
        decided: [
          { ...decided, kind: 'half-approved' },
          { ...decided, kind: 'approved', by: 'slack:U0LEE (lee@acme.test)' },
          { ...decided, kind: 'undone' },
        ],
        response: {
          ...response,
          outcome: 'done',
          reason: 'roll service web back from web:42 to web:41; taken back',
        },
      }),
    ]),
  held: () =>
    cardMessage([
      shown({
        response: {
          ...response,
          ...{ outcome: 'held', heldBy: 'protected' },
          reason: 'roll service web back from web:42 to web:41; protected by cluster:shop',
        },
      }),
    ]),
  failed: () =>
    cardMessage([
      shown({
        decided: [
          { ...decided, kind: 'approved' },
          { ...decided, kind: 'undo-refused', reason: 'changed since, so it is left alone' },
        ],
        response: {
          ...response,
          outcome: 'failed',
          reason: 'roll service web back from web:42 to web:41; the deployment did not settle',
        },
      }),
    ]),
  blind: () => blindMessage(blindness('open')),
  'blind-over': () => blindMessage(blindness('resolved')),
  brake: () =>
    noticeMessage('namespace-isolation/no-privileged: 5 actions within 10 minutes in 111122223333'),
  resolved: () => cardMessage([shown({ finding: finding({ status: 'resolved' }), type: 'resolved' })]),
  reopened: () => cardMessage([shown({ finding: finding({ reopened: 2 }), type: 'reopened', repeats: 3 })]),
  woken: () => cardMessage([shown({ type: 'woken' })]),
  dormant: () => cardMessage([shown({ finding: finding({ dormant: true, severity: 'low' }) })]),
  unknown: () => cardMessage([shown({ unknown: 'the role could not be read: access denied' })]),
  replayed: () => cardMessage([shown({ replayed: true })]),
  group: () => cardMessage([shown({ response }), limits]),
  'group-push': () =>
    cardMessage([
      shown(),
      shown({
        finding: finding({ id: 'b2', subject: { ...finding().subject, id: `${service}-2`, name: 'web-2' } }),
      }),
    ]),
  'group-resolved': () =>
    cardMessage([
      shown({ finding: finding({ status: 'resolved' }) }),
      { ...limits, finding: { ...limits.finding, status: 'resolved' } },
    ]),
  digest: () =>
    digestMessage(
      Array.from({ length: 484 }, (_, number) => counted(number)),
      '2026-11-17T09:00:00.000Z',
    ),
  'digest-over': () => digestMessage([{ ...counted(1), status: 'resolved' }], '2026-11-17T09:00:00.000Z'),
  thread: () =>
    threadMessage([
      {
        title: 'Containers do not run privileged',
        type: 'acknowledged',
        at,
        by: kim,
        reason: 'looking into it',
      },
      { title: 'Containers do not run privileged', type: 'approved', at, by: kim, reason: null },
      { title: 'Containers do not run privileged', type: 'done', at, by: null, reason: null },
      {
        title: 'Containers do not run privileged',
        type: 'undo-refused',
        at,
        by: kim,
        reason: 'changed since',
      },
      { title: 'Containers do not run privileged', type: 'resolved', at, by: null, reason: null },
    ]),
  hostile: () => {
    const nasty = '<!channel> *bold* `code` \u202Egnp.exe <https://evil.test|login>';
    return cardMessage([
      shown({
        finding: finding({
          subject: { ...finding().subject, id: 'x', name: nasty },
          actor: nasty,
          cluster: nasty,
          evidence: [{ path: nasty, found: nasty, wanted: nasty, message: nasty }],
        }),
      }),
    ]);
  },
};
