// The life of one finding, look by look.
import { describe, expect, test } from 'vitest';
import { findingOf } from '../../shared/findings/finding.ts';
import { step, stepAll } from '../../shared/findings/lifecycle.ts';
import { goneSight, lookOf } from '../../shared/findings/look.ts';
import type { Row } from '../../shared/findings/row.ts';
import { context, evidence, looked, minute, task } from './fixtures.ts';
import { live } from './live.ts';

describe('a state finding', () => {
  test('opens with the first fail and shows what failed', () => {
    const { finding, change } = live([looked('fail', 1, { instance: task(1) })]);
    expect(finding).toMatchObject({
      control: 'namespace-isolation/no-privileged',
      severity: 'critical',
      kind: 'state',
      status: 'open',
      dormant: false,
      reopened: 0,
      firstSeen: minute(1),
      lastSeen: minute(1),
      instances: [task(1)],
      moreInstances: false,
      waivedUntil: null,
      cluster: 'shop',
      actor: 'arn:aws:iam::111122223333:role/deploy-web',
      response: { action: 'stop-workload', mode: 'observe' },
      unknown: null,
    });
    expect(finding?.subject.id).toBe('arn:aws:ecs:eu-west-1:111122223333:service/shop/web');
    expect(finding?.id).toMatch(/^[0-9a-f]{64}$/);
    expect(change).toMatchObject({ type: 'opened', previous: null, at: minute(1), eventId: 'event-1' });
  });

  test('resolves with a newer pass, reopens with a newer fail, and counts it', () => {
    const { finding, told } = live([looked('fail', 1), looked('pass', 2), looked('fail', 3)]);
    expect(told).toEqual(['opened', 'resolved', 'reopened']);
    expect(finding).toMatchObject({ status: 'open', reopened: 1, firstSeen: minute(1), lastSeen: minute(3) });
  });

  test('a late fail after a newer pass opens nothing, and says nothing', () => {
    const { finding, told } = live([looked('pass', 10), looked('fail', 5)]);
    expect(told).toEqual([]);
    expect(finding).toMatchObject({ status: 'resolved', firstSeen: minute(5), lastSeen: minute(5) });
  });

  test('at equal times the fail stands', () => {
    expect(live([looked('fail', 5), looked('pass', 5)]).finding?.status).toBe('open');
    expect(live([looked('pass', 5), looked('fail', 5)]).finding?.status).toBe('open');
  });

  test('unknown closes nothing; it is shown beside until something newer is settled', () => {
    const { finding, told, row } = live([looked('fail', 1), looked('unknown', 2)]);
    expect(told).toEqual(['opened']);
    expect(finding).toMatchObject({
      status: 'open',
      unknown: { asOf: minute(2), reason: 'the role could not be read' },
    });
    expect(live([looked('pass', 3)], row).finding).toMatchObject({ status: 'resolved', unknown: null });
    expect(live([looked('fail', 3)], row).finding).toMatchObject({ status: 'open', unknown: null });
  });

  test('unknown or pass alone is no finding', () => {
    expect(live([looked('unknown', 1), looked('pass', 2), looked('not-applicable', 3)]).finding).toBeNull();
  });

  test('not applicable clears a fail, whichever comes first', () => {
    expect(live([looked('fail', 1), looked('not-applicable', 2)]).told).toEqual(['opened', 'resolved']);
    expect(live([looked('not-applicable', 2), looked('fail', 1)]).finding?.status).toBe('resolved');
  });

  test('tells of new evidence and severity, not of each new instance', () => {
    const { told, change } = live([
      looked('fail', 1, { instance: task(1) }),
      looked('fail', 2, { instance: task(2) }),
      looked('fail', 3, { instance: task(2), severity: 'high' }),
      looked('fail', 4, { severity: 'high', evidence: [evidence('containerDefinitions[1].privileged')] }),
    ]);
    expect(told).toEqual(['opened', 'updated', 'updated']);
    expect(change?.finding.evidence).toEqual([evidence('containerDefinitions[1].privileged')]);
  });

  test('a hundred tasks of a bad service are one finding with the newest twenty', () => {
    const { finding, told } = live(
      Array.from({ length: 100 }, (_, number) => looked('fail', number, { instance: task(number) })),
    );
    expect(told).toEqual(['opened']);
    expect(finding?.moreInstances).toBe(true);
    expect(finding?.instances).toEqual(Array.from({ length: 20 }, (_, number) => task(99 - number)));
  });

  test('exactly twenty instances are not more', () => {
    const twenty = Array.from({ length: 20 }, (_, number) => looked('fail', 0, { instance: task(number) }));
    expect(live(twenty).finding).toMatchObject({ moreInstances: false, instances: { length: 20 } });
    const { finding } = live([...twenty, looked('fail', 0, { instance: task(20) })]);
    expect(finding?.moreInstances).toBe(true);
    expect(finding?.instances).toHaveLength(20);
  });

  test('a fail of the identity itself takes no place among the instances', () => {
    const some = Array.from({ length: 21 }, (_, number) => looked('fail', 0, { instance: task(number) }));
    const { finding } = live([...some, looked('fail', 1)]);
    expect(finding).toMatchObject({ moreInstances: true, instances: { length: 20 } });
  });

  test('the same look twice gives the same row back', () => {
    const look = lookOf(looked('fail', 1, { instance: task(1) }));
    const { row } = step(null, look, context());
    const again = step(row, lookOf(looked('fail', 1, { instance: task(1) })), context());
    expect(again.row).toBe(row);
    expect(again.change).toBeNull();
    for (const outcome of ['pass', 'unknown'] as const) {
      const first = step(row, lookOf(looked(outcome, 2)), context()).row;
      expect(step(first, lookOf(looked(outcome, 2)), context()).row).toBe(first);
    }
  });
});

describe('the end of a subject', () => {
  const end = (row: Row, at: number, instance: string | null = null) =>
    stepAll(row, [goneSight(minute(at), 'gone', { instance, whole: instance === null })], context());

  test('of the identity resolves', () => {
    const { row } = live([looked('fail', 1, { instance: task(1) })]);
    const { change } = end(row, 2);
    expect(change).toMatchObject({ type: 'resolved', previous: 'open', eventId: 'gone' });
    expect(end(row, 1).change).toBeNull();
  });

  test('of the last failing instance resolves, of one of two does not', () => {
    const { row } = live([
      looked('fail', 1, { instance: task(1) }),
      looked('fail', 2, { instance: task(2) }),
    ]);
    const one = end(row, 3, task(1));
    expect(one.change).toBeNull();
    expect(end(one.row, 3, task(2)).change?.type).toBe('resolved');
  });

  test('of an instance at the very time of its fail resolves nothing', () => {
    const { row } = live([looked('fail', 1, { instance: task(1) })]);
    expect(end(row, 1, task(1)).change).toBeNull();
  });

  test('of an instance also covers its fails from before the end that are heard of later', () => {
    const { row } = end(live([looked('fail', 1, { instance: task(1) })]).row, 5, task(1));
    expect(live([looked('fail', 3, { instance: task(1) })], row)).toMatchObject({
      told: [],
      finding: { status: 'resolved', lastSeen: minute(3) },
    });
    expect(live([looked('fail', 6, { instance: task(1) })], row).told).toEqual(['reopened']);
  });

  test('of an instance leaves a fail of the identity itself', () => {
    const { row } = live([looked('fail', 1, { instance: task(1) }), looked('fail', 1)]);
    expect(end(row, 3, task(1)).change).toBeNull();
  });

  test('of an instance nobody saw failing says nothing', () => {
    const { row } = live([looked('fail', 1, { instance: task(1) })]);
    expect(end(row, 3, task(7)).row).toBe(row);
  });

  /** So many tasks fail, one a minute, and then each of them ends. */
  const allEnded = (length: number) => {
    const many = Array.from({ length }, (_, number) => looked('fail', number, { instance: task(number) }));
    let { row } = live(many);
    for (let number = 0; number < length; number++) row = end(row, 400, task(number)).row;
    return row;
  };

  test('of every instance resolves, also of many', () => {
    expect(findingOf(allEnded(150), context())?.status).toBe('resolved');
  });

  test('of all the instances still remembered proves nothing where older ones were forgotten', () => {
    const row = allEnded(230);
    expect(findingOf(row, context())?.status).toBe('open');
    expect(end(row, 401).change?.type).toBe('resolved');
    expect(live([looked('pass', 29)], row).told).toEqual([]);
    expect(live([looked('pass', 30)], row).told).toEqual(['resolved']);
  });

  test('of the owner is none of its tasks’, and the other way round', () => {
    const { row } = live([looked('fail', 1), looked('fail', 1, { instance: task(1) })]);
    const owner = stepAll(row, [goneSight(minute(5), 'gone', { instance: null })], context());
    expect(owner.change).toBeNull();
    expect(findingOf(owner.row, context())?.status).toBe('open');
    expect(end(owner.row, 5, task(1)).change?.type).toBe('resolved');
    expect(end(row, 5, task(1)).change).toBeNull();
  });
});
