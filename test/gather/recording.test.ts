import { describe, expect, it } from 'vitest';
import { type AwsApi, type BlobReader, failure } from '../../shared/gather/api.ts';
import { dataUrls } from '../../shared/gather/data-url.ts';
import { recordedFirst, recording } from '../../shared/gather/recording.ts';
import { parseSnapshot, snapshotApi } from '../../shared/gather/snapshot.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import { fakeApi, readAt } from './fake-api.ts';

const home = { account: '111122223333', region: 'eu-central-1' };
const account = home.account;
const noBlobs: BlobReader = { read: async () => failure('not-found', 'none') };
const request = (service: string, operation: string, input: JsonObject = {}) => ({
  ...home,
  service,
  operation,
  input,
});

function reread(document: JsonObject): AwsApi {
  const parsed = parseSnapshot(JSON.stringify(document), 'snapshot');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  expect(parsed.problems).toEqual([]);
  return snapshotApi(parsed.snapshot);
}

describe('a recording', () => {
  it('answers again what AWS answered, and what it answered with an error', async () => {
    const api = fakeApi({ 'ecs.DescribeTasks': { tasks: [{ taskArn: 'arn:t' }] } });
    const erring: AwsApi = {
      call: async (asked) =>
        asked.operation === 'GetRepositoryPolicy'
          ? { ...failure('not-found', 'none'), error: 'RepositoryPolicyNotFoundException' }
          : api.call(asked),
    };
    const kept = recording(erring, noBlobs, account);
    const tasks = request('ecs', 'DescribeTasks', { cluster: 'c', tasks: ['arn:t'] });
    const policy = request('ecr', 'GetRepositoryPolicy', { repositoryName: 'web' });
    for (const asked of [tasks, tasks, policy]) await kept.api.call(asked);
    const again = reread(kept.document(readAt));
    expect(await again.call(tasks)).toMatchObject({
      ok: true,
      asOf: readAt,
      output: { tasks: [{ taskArn: 'arn:t' }] },
    });
    expect(await again.call(policy)).toMatchObject({ ok: false, code: 'not-found' });
    expect(kept.document(readAt)).toMatchObject({
      accounts: { '111122223333': { regions: { 'eu-central-1': { 'ECS.DescribeTasks': [{}] } } } },
    });
  });

  it('is asked first: AWS hears again only what it lacks', async () => {
    const described = ({ tasks }: JsonObject) => ({
      tasks: (tasks as string[]).map((taskArn) => ({ taskArn })),
    });
    const api = fakeApi({ 'ecs.DescribeTasks': described, 'eks.ListClusters': { clusters: [] } });
    const kept = recording(api, noBlobs, account);
    await kept.api.call(request('ecs', 'DescribeTasks', { cluster: 'c', tasks: ['arn:a', 'arn:b'] }));
    const first = recordedFirst(kept, readAt);
    const one = await first.call(request('ecs', 'DescribeTasks', { cluster: 'c', tasks: ['arn:b'] }));
    expect(one).toMatchObject({ ok: true, output: { tasks: [{ taskArn: 'arn:b' }] } });
    await first.call(request('eks', 'ListClusters'));
    expect(api.operations()).toEqual(['ecs.DescribeTasks', 'eks.ListClusters']);
    expect(JSON.stringify(kept.document(readAt))).toContain('EKS.ListClusters');
  });

  it('does not keep what passes: throttling, a time-out, what nobody asked AWS', async () => {
    const kept = recording(
      fakeApi({ 'ecs.ListClusters': 'throttled', 'eks.ListClusters': 'timeout' }),
      noBlobs,
      account,
    );
    for (const service of ['ecs', 'eks', 'ecr']) await kept.api.call(request(service, 'ListClusters'));
    expect(kept.document(readAt)).toEqual({ version: 1, takenAt: readAt, accounts: {} });
  });

  it('keeps a blob in place of the link to it, and never the link', async () => {
    const link = 'https://registry.example/blob?X-Amz-Signature=abc';
    const config = { config: { Env: ['A=1', 'DB_PASSWORD=Fk3-9vQz-hw2'], User: 'app' } };
    const blobs: BlobReader = {
      read: async () => ({ ok: true, bytes: Buffer.from(JSON.stringify(config)) }),
    };
    const kept = recording(fakeApi({ 'ecr.GetDownloadUrlForLayer': { downloadUrl: link } }), blobs, account);
    const read = request('ecr', 'GetDownloadUrlForLayer', { layerDigest: 'sha256:1' });
    const unread = request('ecr', 'GetDownloadUrlForLayer', { layerDigest: 'sha256:2' });
    await kept.api.call(read);
    await kept.blobs.read(link, 1000);
    const document = kept.document(readAt);
    expect(JSON.stringify(document)).not.toContain('Signature');
    const answer = await reread(document).call(read);
    const blob = await dataUrls.read(answer.ok ? String(answer.output.downloadUrl) : '', 1000);
    expect(blob.ok && JSON.parse(Buffer.from(blob.bytes).toString())).toMatchObject({
      config: { Env: ['A=1', expect.stringMatching(/^DB_PASSWORD=REDACTED-BY-SEAWALL-/)], User: 'app' },
    });
    const without = recording(
      fakeApi({ 'ecr.GetDownloadUrlForLayer': { downloadUrl: link } }),
      blobs,
      account,
    );
    await without.api.call(unread);
    expect(JSON.stringify(without.document(readAt))).not.toContain('Signature');
  });
});
