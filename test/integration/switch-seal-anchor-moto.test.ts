// The kill switch outside the record, the seals of plans and the anchors of journals over moto.

import { join } from 'node:path';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectLockConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../shared/findings/memory.ts';
import { sqliteStore } from '../../shared/findings/sqlite.ts';
import { respond } from '../../shared/respond/engine/engine.ts';
import { parameterSwitch } from '../../shared/respond/guardrails/outside-switch.ts';
import { anchorKey, anchorLine, anchorNow } from '../../shared/respond/journal/anchoring.ts';
import { kmsSealer } from '../../shared/respond/journal/kms-sealer.ts';
import { freeze, thaw } from '../../shared/respond/journal/plans.ts';
import { emptyFolder, seawall } from '../cli/cli.ts';
import { api, config, endpoint, freshName } from '../respond/actions/moto.ts';
import { region } from '../respond/actions/round-trip.ts';
import { benchOf, broken } from '../respond/world.ts';

describe.skipIf(endpoint === undefined)('over moto', () => {
  it('a parameter stops responses unless it says off', async () => {
    const ssm = new SSMClient(config);
    const Name = `/seawall/${freshName()}/brake`;
    const read = parameterSwitch(api, Name);
    expect(await read()).toContain('cannot be read');
    const put = (Value: string) =>
      ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }));
    await put('off');
    expect(await read()).toBeNull();
    await put('looking into it');
    expect(await read()).toContain(Name);
  });

  it('a plan is sealed and opened by KMS, for its own response only', async () => {
    const client = new KMSClient(config);
    const { KeyMetadata } = await client.send(new CreateKeyCommand({}));
    const key = KeyMetadata?.Arn ?? '';
    const sealer = kmsSealer({ client, key });
    const plan = { words: 'w', account: null, region: null, calls: [], before: [], after: [], undo: [] };
    const store = memoryStore();
    const { hash } = await freeze(store, sealer, 'f-0', plan);
    expect((await thaw(store, sealer, 'f-0', hash)).plan).toEqual(plan);
    const sealed = await sealer.seal('text', 'f-0');
    await expect(sealer.open(sealed, 'f-1')).rejects.toThrow('does not fit');
    await expect(sealer.open(sealed, 'f-0', 'entry')).rejects.toThrow('does not fit');
  });

  it('an anchor is locked in its bucket, and journals are verified against it', async () => {
    const s3 = new S3Client({ ...config, forcePathStyle: true });
    const Bucket = freshName();
    const place = { LocationConstraint: region } as const;
    await s3.send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: place, ObjectLockEnabledForBucket: true }),
    );
    await s3.send(
      new PutObjectLockConfigurationCommand({
        Bucket,
        ObjectLockConfiguration: {
          ObjectLockEnabled: 'Enabled',
          Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 365 } },
        },
      }),
    );
    const cwd = emptyFolder();
    const store = sqliteStore(join(cwd, 'record.sqlite'));
    const bench = benchOf({ store });
    await respond(await broken(bench), bench.parts);
    const anchor = await anchorNow(store, '2026-03-01T14:00:00.000Z');
    await store.close();
    const Key = anchorKey(anchor);
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: anchorLine(anchor) }));
    const { ObjectLockMode } = await s3.send(new HeadObjectCommand({ Bucket, Key }));
    expect(ObjectLockMode).toBe('GOVERNANCE');
    const env = { AWS_ENDPOINT_URL: endpoint ?? '', AWS_REGION: region };
    const keys = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
    const verify = (where: string) =>
      seawall(['journal', '--verify', '--anchors', where, '--record', 'record.sqlite', '--format', 'json'], {
        cwd,
        env: { ...env, ...keys },
      });
    const { code, stdout } = verify(`s3://${Bucket}/anchors/`);
    expect(code).toBe(0);
    const [check] = JSON.parse(stdout).checks;
    expect(check.entries.every((one: { anchored: boolean }) => one.anchored)).toBe(true);
    expect(verify(`s3://${Bucket}/elsewhere/`)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('holds no anchors'),
    });
    expect(verify(`s3://${freshName()}/anchors/`).code).toBe(3);
  });
});
