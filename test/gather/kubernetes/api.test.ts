// The API port with a cluster behind it: where calls go, as whom, and what each answer of an API server means.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiRequest } from '../../../shared/gather/api.ts';
import { clusterTokens } from '../../../shared/gather/aws.ts';
import { withKubernetes } from '../../../shared/gather/kubernetes/api.ts';
import { httpsSend } from '../../../shared/gather/kubernetes/http.ts';
import { operations } from '../../../shared/gather/kubernetes/operations.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { fakeApi } from '../fake-api.ts';
import { type Cluster, certificate, clusterServer, status } from './server.ts';

let cluster: Cluster;
let now = 0;
let tokens = 0;

beforeAll(async () => {
  cluster = await clusterServer();
});
afterAll(() => cluster.close());
beforeEach(() => {
  cluster.objects.clear();
  cluster.asked.length = 0;
  cluster.tokens.clear();
});

const described = (ca = certificate, endpoint = cluster.endpoint) => ({
  cluster: { endpoint, certificateAuthority: { data: Buffer.from(ca).toString('base64') } },
});

function apiWith(answers: Parameters<typeof fakeApi>[0] = { 'eks.DescribeCluster': described() }) {
  return withKubernetes(fakeApi(answers), {
    send: httpsSend,
    tokenFor: async () => `token-${++tokens}`,
    now: () => now,
  });
}

function asking(operation: string, input: JsonObject): ApiRequest {
  return { account: '111122223333', region: 'eu-west-1', service: 'kubernetes', operation, input };
}

const pod = { cluster: 'shop', namespace: 'shop', name: 'web-0' };
const podPath = '/api/v1/namespaces/shop/pods/web-0';
const read = asking('readCoreV1NamespacedPod', pod);

describe('a call', () => {
  it('goes to the cluster over its own authority, and answers with the object and the audit id', async () => {
    cluster.put(podPath, { kind: 'Pod' });
    expect(await apiWith().call(read)).toMatchObject({
      ok: true,
      output: { kind: 'Pod' },
      requestId: expect.stringContaining('audit-'),
    });
  });

  it('of AWS goes to AWS', async () => {
    const api = apiWith({ 'ecs.DescribeTasks': { tasks: [] } });
    expect(
      await api.call({ account: null, region: null, service: 'ecs', operation: 'DescribeTasks', input: {} }),
    ).toMatchObject({ ok: true, output: { tasks: [] } });
  });

  it.each([
    ['an operation that is not made here', 'deleteCoreV1Namespace', pod],
    ['a path that leads elsewhere', 'readCoreV1NamespacedPod', { ...pod, name: '../../secrets/root' }],
    ['a path that leads up', 'readCoreV1NamespacedPod', { ...pod, namespace: '..' }],
    ['no name', 'readCoreV1NamespacedPod', { cluster: 'shop', namespace: 'shop' }],
    ['no cluster', 'readCoreV1NamespacedPod', { ...pod, cluster: null }],
  ])('with %s is not sent', async (_, operation, input) => {
    expect(await apiWith().call(asking(operation, input))).toMatchObject({ ok: false, code: 'failed' });
    expect(cluster.asked).toEqual([]);
  });

  it('reads every chunk of a list', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) cluster.put(`/api/v1/namespaces/shop/pods/${name}`, {});
    const answer = await apiWith().call(
      asking('listCoreV1NamespacedPod', { cluster: 'shop', namespace: 'shop' }),
    );
    expect(answer.ok && answer.output.items).toHaveLength(5);
    expect(cluster.asked).toHaveLength(3);
  });

  it('trusts no other authority, and no endpoint in plain text', async () => {
    const other = apiWith({
      'eks.DescribeCluster': described('-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----'),
    });
    expect(await other.call(read)).toMatchObject({ ok: false, code: 'timeout' });
    const plain = apiWith({ 'eks.DescribeCluster': described(certificate, 'http://localhost:1') });
    expect(await plain.call(read)).toMatchObject({ ok: false, code: 'failed' });
    expect(cluster.asked).toEqual([]);
  });

  it('asks for the cluster and a token once, and again when the token is old', async () => {
    cluster.put(podPath, {});
    const api = apiWith();
    const before = tokens;
    await api.call(read);
    await api.call(read);
    expect(tokens - before).toBe(1);
    now += 11 * 60_000;
    await api.call(read);
    expect(tokens - before).toBe(2);
  });
});

describe('an answer', () => {
  it('that the object is not there is one; that the cluster is not there says nothing of the object', async () => {
    expect(await apiWith().call(read)).toMatchObject({ ok: false, code: 'not-found' });
    expect(await apiWith({ 'eks.DescribeCluster': 'not-found' }).call(read)).toMatchObject({
      ok: false,
      code: 'failed',
    });
  });

  it.each([
    [401, 'denied'],
    [403, 'denied'],
    [408, 'timeout'],
    [409, 'failed'],
    [422, 'failed'],
    [500, 'timeout'],
    [503, 'timeout'],
  ])('%i is %s, with what the server says', async (code, meaning) => {
    cluster.trouble.push(status(code, 'Reason', 'the message\u001b[31m'));
    const answer = await apiWith().call(asking('deleteCoreV1NamespacedPod', pod));
    expect(answer).toMatchObject({
      ok: false,
      code: meaning,
      reason: expect.stringContaining('the message'),
    });
    expect(answer.ok ? '' : answer.reason).not.toContain('\u001b');
  });

  it('that it is too busy tells for how long', async () => {
    cluster.trouble.push({ ...status(429, 'TooManyRequests', 'busy'), headers: { 'retry-after': '7' } });
    expect(await apiWith().call(asking('deleteCoreV1NamespacedPod', pod))).toMatchObject({
      ok: false,
      code: 'throttled',
      retryAfter: 7000,
    });
  });

  it('that never comes is a time-out', async () => {
    cluster.put(podPath, {});
    cluster.trouble.push('lost');
    expect(await apiWith().call(asking('deleteCoreV1NamespacedPod', pod))).toMatchObject({
      ok: false,
      code: 'timeout',
    });
  });
});

it('a token is a presigned identity that names the cluster', async () => {
  process.env.AWS_ACCESS_KEY_ID ??= 'test';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'test';
  const token = await clusterTokens({})(null, 'eu-west-1', 'shop');
  expect(token).toMatch(/^k8s-aws-v1\.[\w-]+$/);
  const url = new URL(Buffer.from(token.slice('k8s-aws-v1.'.length), 'base64url').toString());
  expect(url.origin).toBe('https://sts.eu-west-1.amazonaws.com');
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    Action: 'GetCallerIdentity',
    'X-Amz-Expires': '60',
    'X-Amz-SignedHeaders': 'host;x-k8s-aws-id',
  });
});

it('every operation has a verb, a resource and a path of its own', () => {
  const paths = [...operations.values()].map(({ verb, path }) => `${verb} ${path}`);
  expect(new Set(paths).size).toBe(paths.length);
  expect(operations.get('createCoreV1NamespacedPodEviction')?.path).toContain('/pods/{name}/eviction');
});
