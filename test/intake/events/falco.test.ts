// Falco's alerts by every way they come: alone, in a log group, through SNS and SQS, on a bus.
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { falcoAlert } from '../../../shared/controls/examples/threats.ts';
import { decodeLogs } from '../../../shared/intake/events/cloudwatch-logs.ts';
import { envelopesOf } from '../../../shared/intake/events/envelope.ts';
import { readEvent } from '../../../shared/intake/events/read.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { account, context, native, observe, reason, region, the } from './records.ts';

const alert = falcoAlert('Container Drift Detected (chmod)', 'Error');
const only = (carrier: unknown) => {
  const [record, ...rest] = envelopesOf(carrier, { decodeLogs });
  expect(rest).toEqual([]);
  return record;
};

describe('a Falco alert', () => {
  it('is a threat on the pod it names, of which nothing else is known', () => {
    expect(observe(alert)).toMatchObject({ source: 'falco', time: '2026-11-17T09:00:00.000Z' });
    const pod = the('workload', alert);
    expect(pod).toMatchObject({
      ...{ id: 'Pod/shop/web-7d9f-abcde', namespace: 'shop', tags: null, running: true },
      threats: [{ detector: 'falco', type: 'Container Drift Detected (chmod)', severity: 7, path: 'rule' }],
    });
  });

  it('never carries the command line, which may hold secrets', () => {
    const told = { ...alert, output: 'curl -H token:hunter2', output_fields: { 'proc.cmdline': 'hunter2' } };
    const fields = { ...(alert.output_fields as JsonObject), 'proc.cmdline': 'hunter2' };
    expect(JSON.stringify(observe({ ...told, output_fields: fields }))).not.toContain('hunter2');
  });

  it('on a host counts where the host is named as EC2 names it', () => {
    const onHost = {
      ...alert,
      output_fields: { 'k8s.pod.name': null },
      hostname: 'i-0123456789abcdef0.internal',
    };
    expect(the('host', onHost)).toMatchObject({
      instanceId: 'i-0123456789abcdef0',
      threats: [{ detector: 'falco' }],
    });
    expect(reason({ ...onHost, hostname: 'ip-10-0-0-1' })).toContain('neither pod nor instance');
  });

  it.each([
    ['emergency', 10],
    ['Critical', 8],
    ['WARNING', 5],
    ['Debug', 1],
  ])('of priority %s has severity %i', (priority, severity) => {
    expect(the('workload', { ...alert, priority }).threats).toMatchObject([{ severity }]);
  });
});

describe('it comes', () => {
  const text = JSON.stringify(alert);
  const notification = { Type: 'Notification', TopicArn: 'arn:aws:sns:x', Message: text };
  const logs = {
    messageType: 'DATA_MESSAGE',
    owner: account,
    logGroup: '/falco',
    logStream: 'alerts',
    logEvents: [{ id: '1', timestamp: 1, message: text }],
  };

  it.each<[string, unknown]>([
    ['by SNS to Lambda', { Records: [{ EventSource: 'aws:sns', Sns: notification }] }],
    [
      'by SNS to SQS',
      { Records: [{ eventSource: 'aws:sqs', messageId: 'm', body: JSON.stringify(notification) }] },
    ],
    ['by SQS', { Records: [{ eventSource: 'aws:sqs', messageId: 'm', body: text }] }],
    ['by a log group', { awslogs: { data: gzipSync(JSON.stringify(logs)).toString('base64') } }],
    ['on a bus', { ...native('Falco Alert', alert), source: 'falco' }],
    ['as a line of a log file', text],
  ])('%s', (_, carrier) => {
    expect(the('workload', only(carrier) as JsonObject).threats).toHaveLength(1);
  });

  it('with the account of its carrier', () => {
    const line = only({ awslogs: { data: gzipSync(JSON.stringify(logs)).toString('base64') } });
    expect(the('workload', line as JsonObject).account).toBe(account);
    const onBus = { ...native('Falco Alert', alert), source: 'falco' };
    expect(the('workload', onBus)).toMatchObject({ account, region });
  });
});

it('whatever an alert holds, reading it neither throws nor loses it', () => {
  const alike = fc.record(
    {
      rule: fc.string(),
      priority: fc.constantFrom('Error', 'x', ''),
      output_fields: fc.object(),
      time: fc.anything(),
    },
    { requiredKeys: ['rule', 'priority', 'output_fields'] },
  );
  fc.assert(
    fc.property(alike, (record) => {
      expect(['observed', 'dropped', 'unreadable']).toContain(readEvent(record, context).kind);
    }),
  );
});
