// What ECS asks a lifecycle hook, and what it is answered.
import { describe, expect, it } from 'vitest';
import { hookOf, pauseOf, rollsBack, unsure, waiting } from '../../shared/gate/hook.ts';

const revision = 'arn:aws:ecs:eu-central-1:111122223333:service-revision/shop/web/2';
const other = revision.replace(/2$/, '1');
const question = {
  lifecycleStage: 'PRE_SCALE_UP',
  resourceArn: 'arn:aws:ecs:eu-central-1:111122223333:service-deployment/shop/web/d1',
  executionDetails: {
    serviceArn: 'arn:aws:ecs:eu-central-1:111122223333:service/shop/web',
    targetServiceRevisionArn: revision,
  },
};

describe('a question', () => {
  it('names stage, deployment, service and revision', () => {
    expect(hookOf(question)).toEqual({
      ...{ stage: 'PRE_SCALE_UP', deployment: question.resourceArn, revision, unsureSince: null },
      service: question.executionDetails.serviceArn,
    });
  });

  it.each(['lifecycleStage', 'resourceArn', 'executionDetails'])('without %s is none', (key) => {
    expect(hookOf({ ...question, [key]: 7 })).toBeNull();
  });

  it('tells since when nobody could say, as the answer before put it', () => {
    const before = unsure({ hookDetails: { own: 'kept' } }, '2026-11-17T09:00:00Z');
    expect(before).toMatchObject({ ...waiting(), hookDetails: { own: 'kept' } });
    const again = { ...question, hookDetails: before.hookDetails };
    expect(hookOf(again)?.unsureSince).toBe('2026-11-17T09:00:00Z');
  });
});

describe('a rollback', () => {
  const asked = (stage: string, weights: object) => {
    const executionDetails = { ...question.executionDetails, productionTrafficWeights: weights };
    const event = { ...question, lifecycleStage: stage, executionDetails };
    const hook = hookOf(event);
    return hook !== null && rollsBack(event, hook);
  };

  it('is where traffic goes whole to another revision, at a stage that shifts it', () => {
    expect(asked('PRODUCTION_TRAFFIC_SHIFT', { [revision]: 0, [other]: 100 })).toBe(true);
    expect(asked('PRODUCTION_TRAFFIC_SHIFT', { [revision]: 100, [other]: 0 })).toBe(false);
    expect(asked('PRODUCTION_TRAFFIC_SHIFT', { [other]: 100 })).toBe(false);
    expect(asked('PRE_SCALE_UP', { [revision]: 0, [other]: 100 })).toBe(false);
  });
});

describe('a pause', () => {
  const detail = {
    ...{ eventName: 'HOOK_AWAITING_ACTION', hookType: 'PAUSE', lifecycleStage: 'PRE_SCALE_UP', hookId: 'h' },
    serviceDeploymentArn: 'arn:d',
    serviceArn: 'arn:s',
  };
  const event = { time: '2026-11-17T09:00:00Z', detail };

  it('is read before a task of the revision starts', () => {
    const read = { hook: 'h', deployment: 'arn:d', service: 'arn:s', at: event.time, replayed: false };
    expect(pauseOf(event)).toEqual(read);
    expect(pauseOf({ ...event, 'replay-name': 'r' })).toEqual({ ...read, replayed: true });
  });

  it.each([
    { eventName: 'HOOK_SUCCEEDED' },
    { hookType: 'AWS_LAMBDA' },
    { lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT' },
    { hookId: null },
    { serviceArn: 7 },
  ])('is none with %j', (change) => {
    expect(pauseOf({ ...event, detail: { ...detail, ...change } })).toBeNull();
  });
});
