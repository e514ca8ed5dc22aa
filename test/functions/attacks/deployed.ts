// The deployed evaluator on both kinds of stores: what somebody sends, and what the record then holds.
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe } from 'vitest';
import { evaluatorOf } from '../../../functions/wiring/evaluate/evaluator.ts';
import { listFindings } from '../../../shared/findings/listing.ts';
import { memoryStore } from '../../../shared/findings/memory.ts';
import type { RecordStore } from '../../../shared/findings/store.ts';
import { decodeLogs } from '../../../shared/intake/events/cloudwatch-logs.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { fakeApi } from '../../gather/fake-api.ts';
import { dynaliteStore } from '../../support/dynalite.ts';
import { policyFrom } from '../../support/judging.ts';

export const account = '111122223333';
export const region = 'eu-central-1';
export const privileged = 'namespace-isolation/no-privileged';
const start = Date.parse('2026-11-17T09:00:00Z');

/** ISO time `minutes` after the start of the story. */
export function minute(minutes: number): string {
  return new Date(start + minutes * 60_000).toISOString();
}

export function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${account}:${resource}`;
}

export interface Deployed {
  readonly store: RecordStore;
  /** Lets an event reach the evaluator some minutes after the start. */
  readonly send: (raw: unknown, minutes: number) => Promise<void>;
  /** What the findings of a control are kept on, each with its state: `Pod/shop/web open`. */
  readonly states: (control?: string) => Promise<readonly string[]>;
  readonly metrics: Readonly<Record<string, number>>;
  readonly operations: () => readonly string[];
}

export function deployedOn(
  store: RecordStore,
  answers: Parameters<typeof fakeApi>[0] = {},
  policy = policyFrom(),
): Deployed {
  const clock = { now: start };
  const metrics: Record<string, number> = {};
  const api = fakeApi(answers, () => new Date(clock.now).toISOString());
  const evaluate = evaluatorOf({
    ...{ policy, store, api, logger: { info() {}, warn() {} }, random: () => 0.5, decodeLogs },
    metrics: {
      addMetric(name: string, _unit: unknown, value: number) {
        metrics[name] = (metrics[name] ?? 0) + value;
      },
    },
    now: () => clock.now,
    sleep: async (milliseconds) => {
      clock.now += milliseconds;
    },
  });
  const view = () => ({ now: new Date(clock.now).toISOString(), quiet: 7 * 86_400_000, waiver: () => null });
  return {
    ...{ store, metrics, operations: api.operations },
    async send(raw, minutes) {
      clock.now = start + minutes * 60_000;
      await evaluate(raw, clock.now + 60_000, clock.now);
    },
    async states(control = privileged) {
      const found = await listFindings(store, view());
      return found
        .filter((finding) => finding.control === control)
        .map(({ subject, status }) => `${subject.id} ${status}`)
        .sort();
    },
  };
}

/** Declares the same tests for a store in memory and a DynamoDB table. */
export function onBothStores(tests: (store: () => RecordStore) => void): void {
  describe('in memory', () => {
    let store = memoryStore();
    beforeEach(() => {
      store = memoryStore();
    });
    tests(() => store);
  });
  describe('in DynamoDB', () => {
    let server = dynaliteStore();
    beforeEach(async () => {
      server = dynaliteStore();
      await server.start();
    });
    afterEach(() => server.stop());
    tests(() => server.open(start));
  });
}

/** An event as EventBridge hands it over. */
export function event(detailType: string, source: string, detail: JsonObject, minutes: number): JsonObject {
  return {
    ...{ version: '0', id: `e-${minutes}`, 'detail-type': detailType, source: `aws.${source}` },
    ...{ account, region, time: minute(minutes), resources: [], detail },
  };
}

/** A call that CloudTrail recorded. */
export function call(operation: string, minutes: number, more: JsonObject): JsonObject {
  const [service = '', eventName = ''] = operation.split(':');
  return event(
    'AWS API Call via CloudTrail',
    service,
    {
      ...{ eventVersion: '1.11', eventSource: `${service}.amazonaws.com`, eventName, awsRegion: region },
      ...{ recipientAccountId: account, eventID: `${operation}-${minutes}`, eventTime: minute(minutes) },
      ...{ eventType: 'AwsApiCall', managementEvent: true, readOnly: false, responseElements: null },
      userIdentity: {
        ...{ type: 'IAMUser', principalId: 'AIDAEXAMPLE', arn: `arn:aws:iam::${account}:user/kim` },
        ...{ accountId: account, userName: 'kim' },
      },
      ...more,
    },
    minutes,
  );
}

let line = 0;

/** Lines of the audit log of cluster `pay`, as its log group hands them over. */
export function auditLog(...lines: readonly JsonObject[]): JsonObject {
  const payload = {
    ...{ messageType: 'DATA_MESSAGE', owner: account, logGroup: '/aws/eks/pay/cluster' },
    ...{ logStream: 'kube-apiserver-audit-1', subscriptionFilters: [] },
    logEvents: lines.map((one) => ({ id: `${line}`, timestamp: 0, message: JSON.stringify(one) })),
  };
  return { awslogs: { data: gzipSync(JSON.stringify(payload)).toString('base64') } };
}

/** One line: a request about `<resource>/<name>` in the name space `shop`, answered with the object. */
export function audit(verb: string, named: string, object: JsonObject, at: string, user = 'kim'): JsonObject {
  const [resource = '', name = ''] = named.split('/');
  return {
    ...{ kind: 'Event', apiVersion: 'audit.k8s.io/v1', auditID: `a-${line++}`, stage: 'ResponseComplete' },
    ...{ level: 'RequestResponse', verb, user: { username: user }, responseStatus: { code: 200 } },
    requestReceivedTimestamp: at,
    objectRef: { resource, namespace: 'shop', name, apiVersion: 'v1' },
    responseObject: object,
  };
}
