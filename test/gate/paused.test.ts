// A deployment that waits at a pause hook: judged by the gate, answered by respond, ROLLBACK or CONTINUE.
import {
  ContinueServiceDeploymentCommand,
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
  ListTaskDefinitionsCommand,
} from '@aws-sdk/client-ecs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { passesFor } from '../../functions/wiring/respond/passes.ts';
import { awsApi } from '../../shared/gather/aws.ts';
import { noFacts } from '../../shared/gather/facts.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import { responseServices } from '../../shared/respond/clients/services.ts';
import { approve } from '../../shared/respond/decisions/approval.ts';
import { deny } from '../../shared/respond/decisions/denial.ts';
import { lookAt } from '../../shared/respond/engine/look-at.ts';
import type { Engine } from '../../shared/respond/engine/ports.ts';
import { setKillSwitch } from '../../shared/respond/guardrails/kill-switch.ts';
import { checkJournal } from '../../shared/respond/journal/chain.ts';
import { readJournal } from '../../shared/respond/journal/journal.ts';
import { responsesIn } from '../../shared/respond/journal/progress.ts';
import { lee, sam } from '../respond/world.ts';
import { begun, deploymentArn, type GateBench, gateBench, revisionArn, service } from './bench.ts';

const ecs = mockClient(ECSClient);
const hookId = 'ecs-pause-e7tK9G_WRJqNF_EOMjztDXfKenlJuEUVjsNStf4WLKw';
const definition = (number: number) => `arn:aws:ecs:eu-west-1:111122223333:task-definition/web:${number}`;

interface World {
  status: 'IN_PROGRESS' | 'ROLLBACK_IN_PROGRESS' | 'SUCCESSFUL';
  lifecycleStage: 'PRE_SCALE_UP' | 'SCALE_UP' | 'POST_TEST_TRAFFIC_SHIFT';
  waiting: string[];
  hostNetwork: boolean;
}

let world: World;
const continued = () => ecs.commandCalls(ContinueServiceDeploymentCommand).map(({ args }) => args[0].input);

beforeEach(() => {
  ecs.reset();
  world = { status: 'IN_PROGRESS', lifecycleStage: 'PRE_SCALE_UP', waiting: [hookId], hostNetwork: false };
  ecs.on(DescribeServicesCommand).resolves({
    services: [
      {
        ...{ serviceArn: service, serviceName: 'web', status: 'ACTIVE', desiredCount: 2 },
        ...{ taskDefinition: definition(7), deployments: [{ rolloutState: 'IN_PROGRESS' }] },
      },
    ],
  });
  ecs.on(ListServiceDeploymentsCommand).callsFake(() => ({
    serviceDeployments: [{ serviceDeploymentArn: deploymentArn('first'), status: world.status }],
  }));
  ecs.on(DescribeServiceDeploymentsCommand).callsFake(() => ({
    serviceDeployments: [
      {
        serviceDeploymentArn: deploymentArn('first'),
        status: world.status,
        lifecycleStage: world.lifecycleStage,
        targetServiceRevision: { arn: revisionArn(7) },
        sourceServiceRevisions: [{ arn: revisionArn(6) }],
        lifecycleHookDetails: world.waiting.map((id) => ({
          ...{ hookId: id, targetType: 'PAUSE', status: 'AWAITING_ACTION', timeoutAction: 'ROLLBACK' },
        })),
      },
    ],
  }));
  ecs.on(DescribeServiceRevisionsCommand).callsFake(({ serviceRevisionArns }) => ({
    serviceRevisions: [
      {
        ...{ serviceRevisionArn: serviceRevisionArns[0], serviceArn: service },
        taskDefinition: definition(Number(serviceRevisionArns[0].split('/').at(-1))),
        createdAt: new Date(begun - 20_000),
      },
    ],
  }));
  ecs.on(DescribeTaskDefinitionCommand).callsFake(({ taskDefinition }) => ({
    taskDefinition: {
      ...{ taskDefinitionArn: taskDefinition, family: 'web' },
      ...(world.hostNetwork ? { networkMode: 'host', pidMode: 'host' } : {}),
      containerDefinitions: [{ name: 'web', image: 'x', privileged: taskDefinition.endsWith(':7') }],
    },
  }));
  ecs.on(ListTaskDefinitionsCommand).resolves({ taskDefinitionArns: [] });
  ecs.on(ContinueServiceDeploymentCommand).callsFake(({ action, hookId: answered }) => {
    world.waiting = world.waiting.filter((id) => id !== answered);
    if (action === 'ROLLBACK') world.status = 'ROLLBACK_IN_PROGRESS';
    else world.lifecycleStage = 'SCALE_UP';
    return { serviceDeploymentArn: deploymentArn('first') };
  });
});
afterEach(() => ecs.restore());

function event(change: JsonObject = {}, envelope: JsonObject = {}): JsonObject {
  return {
    version: '0',
    id: '3329f79b-3dca-07f8-b1c2-5fe99f0b5e87',
    'detail-type': 'ECS Hook State Change',
    source: 'aws.ecs',
    account: '111122223333',
    time: '2026-03-01T12:59:50Z',
    region: 'eu-west-1',
    resources: [deploymentArn('first')],
    detail: {
      ...{ eventType: 'INFO', eventName: 'HOOK_AWAITING_ACTION', hookId, hookType: 'PAUSE' },
      ...{ lifecycleStage: 'PRE_SCALE_UP', serviceArn: service },
      serviceDeploymentArn: deploymentArn('first'),
      ...change,
    },
    ...envelope,
  };
}

interface Story extends GateBench {
  /** As the respond function is made. */
  readonly responding: Engine;
  /** The event, and all that the gate hands on of it, answered by respond. */
  readonly happens: (event?: JsonObject) => Promise<void>;
  /** Somebody has decided: respond hears of it. */
  readonly goesOn: () => Promise<void>;
}

function story(mode: 'approve' | 'enforce' | 'observe', controls?: readonly string[]): Story {
  const api = awsApi({
    account: '111122223333',
    services: responseServices,
    maxAttempts: 1,
    now: () => new Date(begun),
  });
  const bench = gateBench({ settings: { mode }, api, ...(controls === undefined ? {} : { controls }) });
  const responding: Engine = {
    ...bench.parts,
    ...{ sessionFor: () => api, reads: api },
    contextFor: async (finding) => ({ passes: passesFor(finding, bench.parts.policy, noFacts()) }),
  };
  const goesOn = async () => {
    for (const finding of bench.handed) await lookAt(finding, responding);
  };
  const happens = async (raw = event()) => {
    await bench.gate.pauseDeployment(raw, begun + 60_000);
    await goesOn();
  };
  return { ...bench, responding, happens, goesOn };
}

async function responses({ findings, store }: Story) {
  const all = [];
  for (const { id } of await findings()) all.push(...responsesIn(await readJournal(store, id)));
  return all;
}

describe('a deployment that waits for somebody', () => {
  it('is rolled back under enforce, once, however often the event comes', async () => {
    const bench = story('enforce');
    await bench.happens();
    await bench.happens();
    expect(continued()).toEqual([
      { serviceDeploymentArn: deploymentArn('first'), hookId, action: 'ROLLBACK' },
    ]);
    expect(await responses(bench)).toMatchObject([{ phase: 'done' }]);
    const [finding] = await bench.findings();
    const id = finding?.id ?? '';
    expect(checkJournal(id, await readJournal(bench.store, id), []).problems).toEqual([]);
  });

  it('waits for people under approve, and is rolled back when they approve that', async () => {
    const bench = story('approve');
    await bench.happens();
    expect(continued()).toEqual([]);
    const [waiting] = await responses(bench);
    expect(waiting?.phase).toBe('awaiting-approval');
    expect(bench.notices.at(-1)?.text).toContain('if denied, it goes on');
    // The event tells nobody who caused it: two have to agree.
    await approve(waiting?.response ?? '', lee, bench.responding);
    expect(await approve(waiting?.response ?? '', sam, bench.responding)).toMatchObject({ ok: true });
    expect(continued()).toMatchObject([{ action: 'ROLLBACK' }]);
  });

  it('goes on when they deny it, once, written down as a response of its own', async () => {
    const bench = story('approve');
    await bench.happens();
    const [waiting] = await responses(bench);
    await deny(waiting?.response ?? '', lee, bench.responding);
    expect(await deny(waiting?.response ?? '', sam, bench.responding, { reason: 'known' })).toMatchObject({
      ok: true,
    });
    await bench.goesOn();
    await bench.goesOn();
    expect(continued()).toEqual([
      { serviceDeploymentArn: deploymentArn('first'), hookId, action: 'CONTINUE' },
    ]);
    expect(await responses(bench)).toMatchObject([
      { phase: 'denied' },
      { phase: 'done', follows: waiting?.response },
    ]);
  });

  it('does not go on while another finding still wants it refused', async () => {
    const bench = story('approve', [
      'namespace-isolation/no-privileged',
      'namespace-isolation/no-host-namespaces',
    ]);
    world.hostNetwork = true;
    await bench.happens();
    const [one, other] = await responses(bench);
    for (const person of [sam, lee]) await deny(one?.response ?? '', person, bench.responding);
    await bench.goesOn();
    expect(continued()).toEqual([]);
    for (const person of [sam, lee]) await deny(other?.response ?? '', person, bench.responding);
    await bench.goesOn();
    expect(continued()).toMatchObject([{ action: 'CONTINUE' }]);
  });

  it('is left alone by observe, by a replay from an archive, and where its revision is good', async () => {
    await story('observe').happens();
    await story('enforce').happens(event({}, { 'replay-name': 'last-year' }));
    ecs.on(DescribeTaskDefinitionCommand).resolves({
      taskDefinition: { family: 'web', containerDefinitions: [{ name: 'web', image: 'x' }] },
    });
    await story('enforce').happens();
    expect(continued()).toEqual([]);
  });

  it('is left alone while the kill switch is on', async () => {
    const bench = story('enforce');
    await setKillSwitch(bench.store, { on: true, by: 'lee', at: '2026-03-01T12:00:00Z', reason: null });
    await bench.happens();
    expect(continued()).toEqual([]);
  });

  it('is not continued where several hooks wait: the others are there for something else', async () => {
    world.waiting.push('ecs-pause-other');
    const bench = story('approve');
    await bench.happens();
    const [waiting] = await responses(bench);
    expect(bench.notices.at(-1)?.text).toContain('others continue it');
    for (const person of [sam, lee]) await deny(waiting?.response ?? '', person, bench.responding);
    await bench.goesOn();
    expect(continued()).toEqual([]);
  });

  it('is not answered at later stages, where a hook waits for something else', async () => {
    const bench = story('enforce');
    await bench.gate.pauseDeployment(event({ lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT' }), begun + 60_000);
    expect(bench.handed).toEqual([]);
    expect(await bench.findings()).toHaveLength(1);
  });

  it('comes again where it cannot be judged', async () => {
    ecs.on(DescribeServiceRevisionsCommand).rejects(new Error('no'));
    ecs.on(DescribeServicesCommand).rejects(new Error('no'));
    await expect(story('enforce').gate.pauseDeployment(event(), begun + 60_000)).rejects.toThrow(
      'could not be judged',
    );
  });
});
