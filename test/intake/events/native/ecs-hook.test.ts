// What a deployment rolls out: the revision as it was made, with the digests that it starts.
import { expect, it } from 'vitest';
import { readHookInvocation } from '../../../../shared/intake/events/native/ecs-hook.ts';
import type { FactAnswer } from '../../../../shared/model/facts.ts';
import type { JsonObject } from '../../../../shared/model/json.ts';
import type { Pending } from '../../../../shared/model/observation.ts';
import type { Subject } from '../../../../shared/model/subject.ts';

const home = 'arn:aws:ecs:eu-central-1:111122223333';
const digest = `sha256:${'ab'.repeat(32)}`;
const question = {
  lifecycleStage: 'PRE_SCALE_UP',
  resourceArn: `${home}:service-deployment/shop/web/d1`,
  executionDetails: {
    serviceArn: `${home}:service/shop/web`,
    targetServiceRevisionArn: `${home}:service-revision/shop/web/2`,
  },
};
const definition = {
  family: 'web',
  containerDefinitions: [
    { name: 'web', image: 'r.acme.test/web:1.4.2' },
    { name: 'log', image: 'r.acme.test/log:3' },
  ],
};

/** Answers each question until nothing is pending. */
function settled(one: Subject | Pending, containerImages: JsonObject[]): Subject[] {
  if ('kind' in one) return [one];
  const values: Record<string, unknown> = {
    'service-revision': { taskDefinition: `${home}:task-definition/web:7`, containerImages },
    service: { serviceArn: `${home}:service/shop/web`, serviceName: 'web' },
    'task-definition': { definition, tags: [] },
  };
  const answer = { ok: true, asOf: '', value: values[one.request.fact] } as FactAnswer<never>;
  return one.complete(answer).flatMap((next) => settled(next, containerImages));
}

function digestsOf(containerImages: JsonObject[]): unknown {
  const context = { ref: { file: null, index: 0, eventId: null, time: null }, people: null };
  const intake = readHookInvocation(question, context as never);
  if (intake.kind !== 'observed') throw new Error(intake.kind);
  const [workload] = intake.observation.pending.flatMap((one) => settled(one, containerImages));
  if (workload?.kind !== 'workload') throw new Error('no workload');
  return workload.containers.map((container) => container.digest.value);
}

it('has the digests of the revision, whatever the tags stand for by now', () => {
  expect(digestsOf([{ containerName: 'web', imageDigest: digest, image: 'r.acme.test/web:1.4.2' }])).toEqual([
    digest,
    null,
  ]);
});

it('has none where the revision tells none', () => {
  expect(digestsOf([])).toEqual([null, null]);
  expect(digestsOf([{ containerName: 'web' }, { imageDigest: digest }])).toEqual([null, null]);
});
