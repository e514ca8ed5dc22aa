// Carriers of events are unwrapped down to single records, and nothing in them is lost.
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLogs } from '../../../shared/intake/events/cloudwatch-logs.ts';
import { envelopesOf } from '../../../shared/intake/events/envelope.ts';
import { account, call, native, observe, reason } from './records.ts';

const a = call('iam:CreateUser', { userName: 'a' });
const b = call('iam:CreateUser', { userName: 'b' });
const audit = {
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  auditID: 'a1',
  stage: 'ResponseStarted',
  verb: 'get',
  user: { username: 'kim' },
  objectRef: { resource: 'pods', subresource: 'exec', namespace: 'shop', name: 'web' },
  responseStatus: { code: 101 },
};
const data = {
  messageType: 'DATA_MESSAGE',
  owner: account,
  logGroup: '/aws/eks/pay-1/cluster',
  logStream: 'kube-apiserver-audit-0123',
  logEvents: [{ id: '1', timestamp: 1, message: JSON.stringify(audit) }],
};
const packed = (value: unknown) => ({
  awslogs: { data: gzipSync(JSON.stringify(value)).toString('base64') },
});

describe('envelopesOf', () => {
  it('unwraps log files, arrays and event lists', () => {
    expect(envelopesOf({ Records: [a, b] })).toEqual([a, b]);
    expect(envelopesOf([a, [b]])).toEqual([a, b]);
    expect(envelopesOf({ kind: 'EventList', items: [audit] })).toEqual([audit]);
    expect(envelopesOf([])).toEqual([]);
  });

  it('gives the items of an audit list the kind that the list has for them', () => {
    const { kind: _kind, apiVersion: _version, ...bare } = audit;
    const list = { kind: 'EventList', apiVersion: 'audit.k8s.io/v1', metadata: {}, items: [bare, 'x'] };
    expect(envelopesOf(list)).toEqual([{ ...bare, kind: 'Event', apiVersion: 'audit.k8s.io/v1' }, 'x']);
    expect(reason(envelopesOf(list)[0])).toBe('observed get pods/exec');
  });

  it('unwraps what `aws cloudtrail lookup-events` answers', () => {
    const found = (record: unknown) => ({ EventId: '1', EventName: 'CreateUser', CloudTrailEvent: record });
    expect(envelopesOf({ Events: [found(JSON.stringify(a)), found(JSON.stringify(b))] })).toEqual([a, b]);
    expect(envelopesOf({ Events: [], NextToken: 'x' })).toEqual([]);
    const cut = found('{"eventName": "Cre');
    expect(envelopesOf({ Events: [cut] })).toEqual([cut]);
    const other = { Events: [{ Name: 'x' }] };
    expect(envelopesOf(other)).toEqual([other]);
  });

  it.each([
    ['filter-log-events', { searchedLogStreams: [] }, { logStreamName: 'kube-apiserver-audit-1' }],
    ['get-log-events', { nextForwardToken: 'f/1' }, {}],
    ['filter-log-events, cut to its events', {}, { logStreamName: 'kube-apiserver-audit-1' }],
  ])('unwraps what `aws logs %s` answers', (_command, around, of) => {
    const event = { ...of, timestamp: 1, message: JSON.stringify(audit), ingestionTime: 1 };
    const [line] = envelopesOf({ events: [event], ...around });
    expect(observe(line)).toMatchObject({ id: 'a1/ResponseStarted' });
    const other = { events: [{ name: 'x' }], searchedLogStreams: [] };
    expect(envelopesOf(other)).toEqual([other]);
  });

  it('unwraps what `aws logs get-query-results` answers', () => {
    const row = [
      { field: '@timestamp', value: '2026-11-24 11:00:00.000' },
      { field: '@message', value: JSON.stringify(audit) },
    ];
    const [line] = envelopesOf({ status: 'Complete', results: [row] });
    expect(observe(line)).toMatchObject({ id: 'a1/ResponseStarted' });
    for (const other of [
      { results: [] },
      { results: [[{ field: 'count', value: '1' }]] },
      { results: ['x'] },
    ])
      expect(envelopesOf(other)).toEqual([other]);
  });

  it('unwraps EventBridge events in queue messages', () => {
    const event = native('AWS API Call via CloudTrail', a);
    const queue = { Records: [{ messageId: 'm', eventSource: 'aws:sqs', body: JSON.stringify(event) }] };
    expect(envelopesOf(queue)).toEqual([event]);
  });

  it.each([
    ['hello', 'dropped: queue message of another kind'],
    ['', 'dropped: queue message of another kind'],
    ['"text"', 'dropped: queue message of another kind'],
    ['{"detail-type":"ECS Ta', 'unreadable: queue message whose body is not JSON'],
    [' [{', 'unreadable: queue message whose body is not JSON'],
  ])('keeps a queue message with the body %j: %s', (body, expected) => {
    const [message] = envelopesOf({ Records: [{ messageId: 'm', body }] });
    expect(reason(message)).toBe(expected);
  });

  it('unpacks a subscription and names the cluster of each line', () => {
    const [line] = envelopesOf(packed(data), { decodeLogs });
    expect(observe(line)).toMatchObject({ id: 'a1/ResponseStarted', account });
    expect(observe(line).subjects).toMatchObject([{ kind: 'call', cluster: 'pay-1' }]);
  });

  it('keeps what it cannot unpack', () => {
    expect(envelopesOf(packed(data))).toHaveLength(1);
    for (const raw of [packed(data), { awslogs: { data: 'AAAA' } }]) {
      const [kept] = envelopesOf(raw, raw.awslogs.data === 'AAAA' ? { decodeLogs } : {});
      expect(reason(kept)).toBe('unreadable: cloudwatch logs payload that does not unpack');
    }
  });

  it('drops control messages by name', () => {
    const [control] = envelopesOf(
      packed({ messageType: 'CONTROL_MESSAGE', logEvents: [{ message: 'probe' }] }),
      { decodeLogs },
    );
    expect(reason(control)).toBe('dropped: control message');
  });

  it('stops unwrapping at a depth no real carrier has', () => {
    let nested: unknown = a;
    for (let depth = 0; depth < 50; depth++) nested = [nested];
    expect(envelopesOf(nested)).toHaveLength(1);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.anything(), (raw) => Array.isArray(envelopesOf(raw, { decodeLogs }))));
  });
});

describe('decodeLogs', () => {
  it('refuses what would unpack to more than 64 MB', () => {
    expect(decodeLogs(gzipSync(Buffer.alloc(65 * 1024 * 1024)).toString('base64'))).toBeNull();
  });
});

describe('log lines', () => {
  it('reads an exported line with its time before the JSON', () => {
    expect(observe(`2026-11-02T09:12:00.000Z ${JSON.stringify(audit)}`).name).toBe('get pods/exec');
    expect(observe(JSON.stringify(a)).name).toBe('CreateUser');
    expect(reason('no json here')).toBe('unreadable: log line without JSON');
  });

  it('tells the audit stream from the other streams of a cluster', () => {
    const line = { owner: account, logGroup: '/aws/eks/pay-1/cluster', message: '{}' };
    expect(reason({ ...line, logStream: 'kube-apiserver-0123' })).toBe(
      'dropped: eks control-plane log other than audit',
    );
    expect(reason({ ...line, logStream: 'kube-apiserver-audit-1', message: '{"kind":"Eve' })).toBe(
      'unreadable: kubernetes audit line is not JSON',
    );
    expect(reason({ ...line, logStream: 'kube-apiserver-audit-1' })).toBe(
      'dropped: log line of another kind',
    );
  });

  it('drops lines of other log groups, and reads CloudTrail records among them', () => {
    const line = { owner: account, logGroup: 'trail', logStream: 's' };
    expect(reason({ ...line, message: 'started' })).toBe('dropped: log line of another kind');
    expect(observe({ ...line, message: JSON.stringify(a) }).name).toBe('CreateUser');
  });
});
