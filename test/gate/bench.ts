// A gate over a made-up ECS: one service that is deployed, a record in memory, a clock that only tests move.
import { type Gate, gateOf } from '../../functions/wiring/gate/gatekeeper.ts';
import { passesFor } from '../../functions/wiring/respond/passes.ts';
import { controls as catalogue } from '../../shared/controls/index.ts';
import { listFindings } from '../../shared/findings/listing.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import { type AwsApi, failure } from '../../shared/gather/api.ts';
import { noFacts } from '../../shared/gather/facts.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import type { Severity } from '../../shared/model/severity.ts';
import { responseUnder } from '../../shared/policy/response-under.ts';
import { viewOf } from '../../shared/policy/view.ts';
import { actionFor } from '../../shared/respond/actions/index.ts';
import { type Engine, usualPatience } from '../../shared/respond/engine/ports.ts';
import type { JournalNotice } from '../../shared/respond/journal/news.ts';
import { plainSealer } from '../../shared/respond/journal/sealer.ts';
import { compareKept } from '../../shared/respond/state/compare.ts';
import { type FakeApi, fakeApi } from '../gather/fake-api.ts';
import { policyFrom } from '../support/judging.ts';

const account = 'arn:aws:ecs:eu-west-1:111122223333';
export const service = `${account}:service/shop/web`;
export const deploymentArn = (name: string) => `${account}:service-deployment/shop/web/${name}`;
export const revisionArn = (number: number) => `${account}:service-revision/shop/web/${number}`;
export const begun = Date.parse('2026-03-01T13:00:00.000Z');

/** What ECS knows; tests change it as the story goes on. */
export interface Ecs {
  privileged: boolean;
  status: string;
  stage: string;
  revisionAt: string;
  /** Answers of reads by operation, in place of the usual ones. */
  readonly trouble: Record<string, JsonObject | 'denied' | 'throttled' | 'not-found'>;
}

function answers(ecs: Ecs, now: () => number): FakeApi {
  const usual: Record<string, (input: JsonObject) => JsonObject> = {
    'ecs.DescribeServiceRevisions': ({ serviceRevisionArns }) => ({
      serviceRevisions: [
        {
          ...{ serviceRevisionArn: String(serviceRevisionArns), serviceArn: service },
          ...{ taskDefinition: `${account}:task-definition/web:7`, createdAt: ecs.revisionAt },
        },
      ],
    }),
    'ecs.DescribeServices': () => ({
      services: [
        {
          ...{ serviceArn: service, serviceName: 'web', clusterArn: `${account}:cluster/shop` },
          ...{ taskDefinition: `${account}:task-definition/web:6`, tags: [], desiredCount: 2 },
        },
      ],
    }),
    'ecs.DescribeTaskDefinition': ({ taskDefinition }) => ({
      taskDefinition: {
        ...{ taskDefinitionArn: taskDefinition ?? null, family: 'web' },
        containerDefinitions: [{ name: 'web', image: 'x', privileged: ecs.privileged }],
      },
      tags: [],
    }),
    'ecs.DescribeServiceDeployments': ({ serviceDeploymentArns }) => ({
      serviceDeployments: [
        {
          ...{ serviceDeploymentArn: String(serviceDeploymentArns), status: ecs.status },
          lifecycleStage: ecs.stage,
        },
      ],
    }),
  };
  return fakeApi(
    Object.fromEntries(
      Object.entries(usual).map(([name, answer]) => [
        name,
        (input: JsonObject) => ecs.trouble[name] ?? answer(input),
      ]),
    ),
    () => new Date(now()).toISOString(),
  );
}

export interface GateBench {
  readonly gate: Gate;
  readonly ecs: Ecs;
  readonly api: FakeApi;
  readonly clock: { now: number };
  readonly notices: JournalNotice[];
  readonly metrics: Record<string, number>;
  readonly logged: unknown[];
  readonly handed: string[];
  readonly store: ReturnType<typeof memoryStore>;
  /** As the respond function and the command line see the same record. */
  readonly parts: Engine;
  readonly ask: (event?: JsonObject) => ReturnType<Gate['answer']>;
  readonly findings: () => Promise<readonly Finding[]>;
}

export interface Setup {
  readonly settings?: JsonObject;
  readonly severity?: Severity;
  readonly outside?: () => Promise<string | null>;
  readonly store?: ReturnType<typeof memoryStore>;
  readonly controls?: readonly string[];
  /** In place of the made-up one. */
  readonly api?: AwsApi;
}

export function gateBench({
  settings = { mode: 'enforce' },
  severity = 'high',
  outside = async () => null,
  store = memoryStore(),
  controls = ['namespace-isolation/no-privileged'],
  api: given,
}: Setup = {}): GateBench {
  const clock = { now: begun };
  const ecs: Ecs = {
    ...{ privileged: true, status: 'IN_PROGRESS', stage: 'PRE_SCALE_UP' },
    ...{ revisionAt: new Date(begun - 20_000).toISOString(), trouble: {} },
  };
  const now = () => clock.now;
  const api = answers(ecs, now);
  const others = catalogue.filter(({ id }) => !controls.includes(id));
  const off = Object.fromEntries(others.map(({ id }) => [id, { enabled: false }]));
  const policy = policyFrom({ controls: off, ...settings });
  const notices: JournalNotice[] = [];
  const metrics: Record<string, number> = {};
  const logged: unknown[] = [];
  const handed: string[] = [];
  const log = (...line: unknown[]) => logged.push(line);
  const sleep = async (milliseconds: number) => {
    clock.now += milliseconds;
  };
  let runs = 0;
  const engine = (reads: AwsApi): Engine => ({
    ...{ policy, store, reads, now, sleep, outside, compare: compareKept, patience: usualPatience },
    ...{ view: viewOf(policy), own: () => false, runId: `gate-${++runs}`, sealer: plainSealer },
    ...{ actionOf: () => null, tookEffect: () => false, contextFor: async () => ({}) },
    responseTo: async (finding) => responseUnder(policy, catalogue, finding),
    sessionFor: () => ({ call: async () => failure('denied', 'nothing is sent by a gate') }),
    tell: async (notice) => {
      notices.push(notice);
    },
  });
  const gate = gateOf({
    ...{ policy, store, api: given ?? api, severity, engine, now, sleep, random: () => 0.5 },
    logger: { info: log, warn: log, error: log },
    hand: async (finding) => {
      handed.push(finding);
    },
    metrics: {
      addMetric(name: string, _unit: unknown, value: number) {
        metrics[name] = (metrics[name] ?? 0) + value;
      },
    },
  });
  const parts: Engine = {
    ...engine(api),
    ...{ sessionFor: () => api, actionOf: actionFor, runId: 'respond' },
    contextFor: async (finding) => ({ passes: passesFor(finding, policy, noFacts()) }),
  };
  return {
    ...{ gate, ecs, api, clock, notices, metrics, logged, store, parts, handed },
    ask: (event = question()) => gate.answer(event, clock.now + 60_000),
    findings: () => listFindings(store, { ...viewOf(policy), now: new Date(clock.now).toISOString() }),
  };
}

/** As ECS invokes a hook's function. */
export function question(change: JsonObject = {}, deployment = 'first', revision = 7): JsonObject {
  return {
    executionId: 'e8d5a28f-0000-4000-8000-000000000001',
    lifecycleStage: 'PRE_SCALE_UP',
    resourceArn: deploymentArn(deployment),
    executionDetails: {
      serviceArn: service,
      targetServiceRevisionArn: revisionArn(revision),
      testTrafficWeights: {},
      productionTrafficWeights: {},
    },
    ...change,
  };
}
