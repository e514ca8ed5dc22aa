// The evaluators' factory: raw events to recorded findings, with what a Lambda meets on the way.
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { evaluatorOf } from '../../functions/wiring/evaluate/evaluator.ts';
import { refusalEvent } from '../../functions/wiring/policy/deployed.ts';
import { audit, cloudTrail } from '../../shared/controls/examples/events.ts';
import { pod } from '../../shared/controls/examples/workloads.ts';
import { listFindings } from '../../shared/findings/listing.ts';
import { memoryStore } from '../../shared/findings/memory.ts';
import type { RecordStore } from '../../shared/findings/store.ts';
import { type AwsApi, failure } from '../../shared/gather/api.ts';
import { decodeLogs } from '../../shared/intake/events/cloudwatch-logs.ts';
import { now, policyFrom } from '../support/judging.ts';

const time = Date.parse('2026-11-17T09:00:10Z');
const nothing: AwsApi = { call: async () => failure('denied', 'not allowed') };

function build(store: RecordStore = memoryStore(), api = nothing) {
  const metrics: Record<string, number> = {};
  const said: unknown[] = [];
  let clock = time;
  const evaluate = evaluatorOf({
    policy: policyFrom(),
    store,
    api,
    logger: { info: (...line: unknown[]) => said.push(line), warn: (...line: unknown[]) => said.push(line) },
    metrics: {
      addMetric(name: string, _unit: unknown, value: number) {
        metrics[name] = (metrics[name] ?? 0) + value;
      },
    },
    now: () => clock,
    sleep: async (milliseconds) => {
      clock += milliseconds;
    },
    random: () => 0.5,
    decodeLogs,
  });
  const findings = () => listFindings(store, { now, quiet: 7 * 86_400_000, waiver: () => null });
  return { evaluate, findings, metrics, said };
}

const exec = cloudTrail('ecs', 'ExecuteCommand', {
  requestParameters: { cluster: 'shop', task: 'arn:aws:ecs:eu-central-1:111122223333:task/shop/0123' },
});
const envelope = (detail: object) => ({
  ...{
    version: '0',
    id: 'e1',
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.ecs',
    account: '111122223333',
  },
  ...{ time: '2026-11-17T09:00:01Z', region: 'eu-central-1', resources: [], detail },
});

describe('an evaluator', () => {
  it('records what an EventBridge event leads to', async () => {
    const { evaluate, findings, metrics } = build();
    await evaluate(envelope(exec), time + 60_000);
    expect((await findings()).map(({ control, status }) => [control, status])).toEqual([
      ['immutability/no-interactive-access', 'open'],
    ]);
    expect(metrics.VerdictFail).toBe(1);
    expect(metrics.ControlBroken).toBe(0);
  });

  it('takes the same event twice as one', async () => {
    const { evaluate, findings } = build();
    await evaluate(envelope(exec), time + 60_000);
    await evaluate(envelope(exec), time + 60_000);
    expect(await findings()).toHaveLength(1);
  });

  it('records a refused policy once, whoever says so', async () => {
    const { evaluate, findings } = build();
    const environment = {
      ...{
        SEAWALL_TABLE: 't',
        SEAWALL_BUS: 'b',
        SEAWALL_ACCOUNT: '111122223333',
        SEAWALL_EXTERNAL_ID: 'seawall-111122223333-test',
        AWS_REGION: 'eu-central-1',
      },
      SEAWALL_POLICY_BUCKET: 'seawall-policy-production-x',
    };
    const refused = {
      version: 'v2',
      at: '2026-11-17T09:00:00.000Z',
      problems: ['seawall.yml:1:1: unknown key'],
    };
    await evaluate(refusalEvent(refused, environment), time + 60_000);
    await evaluate(refusalEvent(refused, environment), time + 60_000);
    expect(await findings()).toMatchObject([
      { control: 'control-plane/pipeline-integrity', severity: 'critical', kind: 'incident', status: 'open' },
    ]);
  });

  it('tells of an event from the future, and takes it as of its receipt', async () => {
    const { evaluate, findings, metrics, said } = build();
    const received = time - 3_600_000;
    await evaluate(envelope({ ...exec, eventTime: '2999-01-01T00:00:00Z' }), time + 60_000, received);
    expect((await findings()).map(({ lastSeen }) => lastSeen)).toEqual(['2026-11-17T08:05:10.000Z']);
    expect(metrics.EventFromFuture).toBe(1);
    expect(JSON.stringify(said)).toContain('2999-01-01T00:00:00.000Z');
    await evaluate(envelope(exec), time + 60_000);
    expect(metrics.EventFromFuture).toBe(1);
  });

  it('unpacks a log subscription', async () => {
    const { evaluate, findings } = build();
    const privileged = pod({ container: { securityContext: { privileged: true } } });
    const event = audit(
      'create',
      { resource: 'pods', namespace: 'shop', name: 'web', apiVersion: 'v1' },
      { requestObject: privileged, responseObject: privileged },
    );
    const payload = {
      ...{ messageType: 'DATA_MESSAGE', owner: '111122223333', logGroup: '/aws/eks/shop/cluster' },
      ...{
        logStream: 'kube-apiserver-audit-1',
        logEvents: [{ id: '1', timestamp: 0, message: JSON.stringify(event) }],
      },
    };
    await evaluate(
      { awslogs: { data: gzipSync(JSON.stringify(payload)).toString('base64') } },
      time + 60_000,
    );
    expect((await findings()).map(({ control, cluster }) => [control, cluster])).toContainEqual([
      'namespace-isolation/no-privileged',
      'shop',
    ]);
  });

  it('counts what it drops and what it cannot read, and says why', async () => {
    const { evaluate, metrics, said } = build();
    await evaluate(envelope(cloudTrail('s3', 'PutObject')), time + 60_000);
    await evaluate('no JSON', time + 60_000);
    expect(metrics).toMatchObject({ EventDropped: 1, EventUnreadable: 1 });
    expect(said).toHaveLength(2);
  });

  it('waits for what may only be late, and ends before the function is stopped', async () => {
    let calls = 0;
    const late: AwsApi = {
      call: async () => {
        calls++;
        return failure('not-found', 'not there');
      },
    };
    const { evaluate, findings } = build(memoryStore(), late);
    const running = {
      ...{
        version: '0',
        id: 'e2',
        'detail-type': 'ECS Task State Change',
        source: 'aws.ecs',
        account: '111122223333',
      },
      ...{ time: '2026-11-17T09:00:05Z', region: 'eu-central-1', resources: [] },
      detail: {
        ...{
          taskArn: 'arn:aws:ecs:eu-central-1:111122223333:task/shop/0123',
          lastStatus: 'RUNNING',
          version: 3,
        },
        ...{ clusterArn: 'arn:aws:ecs:eu-central-1:111122223333:cluster/shop', group: 'family:web' },
        taskDefinitionArn: 'arn:aws:ecs:eu-central-1:111122223333:task-definition/web:1',
        containers: [{ name: 'web', image: 'nginx:latest' }],
      },
    };
    await evaluate(running, time + 30_000);
    expect(calls).toBeGreaterThan(3);
    expect((await findings()).every(({ control }) => control === 'image-provenance/pinned-by-digest')).toBe(
      true,
    );
  });

  it('rejects where the record cannot be written, so that the event comes again', async () => {
    const broken: RecordStore = { ...memoryStore(), put: async () => Promise.reject(new Error('no table')) };
    const { evaluate } = build(broken);
    await expect(evaluate(envelope(exec), time + 60_000)).rejects.toThrow('no table');
  });
});
