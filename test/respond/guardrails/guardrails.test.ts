// The guardrails as pure functions, in their order, and the responses of a replay, which go through the same ones.
import { describe, expect, it } from 'vitest';
import type { Finding, FindingChange } from '../../../shared/model/finding.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { respondTo } from '../../../shared/respond/engine/forecast.ts';
import { allGuards, type GuardContext, heldBack } from '../../../shared/respond/guardrails/guardrails.ts';
import { type CountedResponses, noResponsesYet } from '../../../shared/respond/guardrails/seen.ts';
import { policyFrom } from '../../support/judging.ts';

const at = '2026-03-01T13:00:00.000Z';
const minutesLater = (minutes: number) => new Date(Date.parse(at) + minutes * 60_000).toISOString();

function changeOf(given: Partial<Finding> = {}, change: Partial<FindingChange> = {}): FindingChange {
  const finding: Finding = {
    ...{
      id: 'f1',
      formerId: null,
      control: 'namespace-isolation/no-privileged',
      severity: 'critical',
      kind: 'state',
      status: 'open',
    },
    ...{
      dormant: false,
      reopened: 0,
      firstSeen: at,
      lastSeen: at,
      instances: [],
      moreInstances: false,
      evidence: [],
    },
    ...{
      waivedUntil: null,
      cluster: 'shop',
      namespace: null,
      group: null,
      tags: {},
      actor: 'kim',
      session: null,
      actors: [],
      moreActors: false,
      unknown: null,
    },
    subject: {
      ...{ kind: 'workload', platform: 'ecs', name: 'web', account: '111122223333', region: 'eu-west-1' },
      id: 'arn:aws:ecs:eu-west-1:111122223333:service/shop/web',
    },
    response: { action: 'stop-workload', mode: 'enforce' },
    ...given,
  };
  return { type: 'opened', finding, previous: null, at, eventId: 'e1', replayed: false, ...change };
}

function contextOf(
  change: Partial<GuardContext> = {},
  settings: JsonObject = {},
): GuardContext & { seen: CountedResponses } {
  return { policy: policyFrom(settings), ...change, seen: noResponsesYet() };
}

const enforced = { action: 'stop-workload', mode: 'enforce' } as const;

describe('in their order', () => {
  // Everything that could hold it back does; the first one is named, and the next once that one is out of the way.
  const everything: Partial<Finding> = {
    response: { action: 'stop-workload', mode: 'observe' },
    waivedUntil: '2026-12-31',
    namespace: 'kube-system',
    actor: 'arn:aws:iam::111122223333:role/seawall-production-respond',
    reopened: 4,
  };
  const full = () => {
    const own = (arn: string) => arn === 'arn:aws:iam::111122223333:role/seawall-production-respond';
    const context = contextOf({ stoppedBy: 'lee', own });
    for (let round = 0; round < 5; round++)
      context.seen.add({
        finding: 'f1',
        calls: [],
        occurrence: round,
        control: 'namespace-isolation/no-privileged',
        account: '111122223333',
        at,
      });
    return context;
  };

  it('mode, kill switch, waiver, protection, own change, brake, fight, idempotency', () => {
    const steps: readonly [Partial<Finding>, Partial<GuardContext>][] = [
      [{}, {}],
      [{ response: enforced }, {}],
      [{}, { stoppedBy: null }],
      [{ waivedUntil: null }, {}],
      [{ namespace: 'shop' }, {}],
      [{ actor: 'kim' }, {}],
      [{ subject: { ...changeOf().finding.subject, account: '444455556666' } }, {}],
      [{ reopened: 2 }, {}],
      [{ reopened: 7, response: { ...enforced, mode: 'approve' } }, {}],
    ];
    let finding = everything;
    let context: GuardContext = full();
    const held = steps.map(([change, more]) => {
      finding = { ...finding, ...change };
      context = { ...context, ...more };
      return heldBack(changeOf(finding), context)?.by ?? null;
    });
    const inOrder = [
      'mode',
      'kill-switch',
      'waiver',
      'protected',
      'protected',
      'brake',
      'fight',
      'idempotent',
      null,
    ];
    expect(held).toEqual(inOrder);
  });

  it('one that errs holds the response back', () => {
    const broken = {
      ...noResponsesYet(),
      within: () => {
        throw new Error('no table');
      },
    };
    expect(heldBack(changeOf(), { ...contextOf(), seen: broken })).toEqual({
      by: 'guard-error',
      reason: 'a guardrail failed: no table',
    });
    expect(
      heldBack(changeOf(), contextOf(), [
        () => {
          throw 'text';
        },
        ...allGuards,
      ])?.by,
    ).toBe('guard-error');
  });

  it('archive replays, and own roles by exact name', () => {
    expect(heldBack(changeOf({}, { replayed: true }), contextOf())?.by).toBe('mode');
    const own = (arn: string) => arn === 'arn:aws:iam::111122223333:role/seawall-production-respond';
    for (const [actor, by] of [
      ['arn:aws:sts::111122223333:assumed-role/seawall-production-respond/x', 'protected'],
      ['arn:aws:iam::111122223333:role/a/path/seawall-production-respond', 'protected'],
      ['arn:aws:iam::444455556666:role/seawall-production-respond', undefined],
      ['arn:aws:iam::111122223333:role/evil-seawall', undefined],
    ] as const)
      expect([actor, heldBack(changeOf({ actor }), contextOf({ own }))?.by]).toEqual([actor, by]);
  });
});

describe('a replay', () => {
  it('plans, counts, and says what would have held it back', () => {
    const context = contextOf({}, { brake: { actions: 2, window: '10m' } });
    const one = (id: string, minutes: number) =>
      respondTo(changeOf({ id }, { at: minutesLater(minutes) }), context);
    expect(one('a', 0)).toMatchObject({ outcome: 'planned', heldBy: null });
    expect(one('a', 0)).toMatchObject({ outcome: 'held', heldBy: 'idempotent' });
    expect(one('b', 1)).toMatchObject({ outcome: 'planned' });
    expect(one('c', 2)).toMatchObject({
      outcome: 'held',
      heldBy: 'brake',
      reason: expect.stringContaining('within 10m'),
    });
    expect(one('d', 11)).toMatchObject({ outcome: 'planned' });
  });

  it('says what the action itself, or protection of what it would touch, would have held back', () => {
    const context = contextOf({ policy: policyFrom({ protected: ['arn:aws:iam::*:role/ops/deploy'] }) });
    const { subject } = changeOf().finding;
    const daemon = {
      response: { action: 'stop-workload', mode: 'enforce' },
      subject: { ...subject, platform: 'kubernetes', id: 'DaemonSet/shop/agent' },
    } as const;
    expect(respondTo(changeOf(daemon), context)).toMatchObject({
      outcome: 'held',
      heldBy: 'protected',
      calls: [],
    });
    const session = {
      response: { action: 'revoke-sessions', mode: 'enforce' },
      subject: { ...subject, kind: 'call' },
    } as const;
    const by = (actor: string) => respondTo(changeOf({ ...session, actor }), context)?.heldBy;
    expect(by('arn:aws:iam::111122223333:user/kim')).toBe('guard-error');
    expect(by('arn:aws:iam::111122223333:role/ops/deploy')).toBe('protected');
    expect(context.seen.within('namespace-isolation/no-privileged', '111122223333', at, 60_000)).toBe(0);
    expect(by('arn:aws:iam::111122223333:role/other')).toBeNull();
  });

  it('asks where policy asks, and calls nothing for what does not call for it', () => {
    const approve = { action: 'stop-workload', mode: 'approve' } as const;
    expect(respondTo(changeOf({ response: approve }), contextOf())).toMatchObject({
      outcome: 'awaiting-approval',
    });
    for (const change of [
      changeOf({ response: null }),
      changeOf({ dormant: true }),
      changeOf({ status: 'acknowledged' }),
      changeOf({}, { type: 'updated' }),
    ])
      expect(respondTo(change, contextOf())).toBeNull();
  });

  it('leaves a fight to people, and forgets rounds after a month', () => {
    const context = contextOf();
    const round = (reopened: number, days: number) =>
      respondTo(changeOf({ reopened }, { at: minutesLater(days * 1440) }), context)?.heldBy;
    expect([0, 1, 2, 3].map((n) => round(n, n))).toEqual([null, null, null, 'fight']);
    expect(round(4, 60)).toBeNull();
    expect(context.seen.undoneBy('f1')).toBeNull();
  });
});
