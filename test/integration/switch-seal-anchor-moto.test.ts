// The kill switch outside the record and the seals of plans over moto.
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../shared/record/memory.ts';
import { kmsSealer } from '../../shared/respond/kms-sealer.ts';
import { parameterSwitch } from '../../shared/respond/outside-switch.ts';
import { freeze, thaw } from '../../shared/respond/sealed.ts';
import { api, config, endpoint, freshName } from '../respond/actions/moto.ts';

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
    await freeze(store, sealer, 'f-0', plan);
    expect((await thaw(store, sealer, 'f-0')).plan).toEqual(plan);
    const sealed = await sealer.seal('text', 'f-0');
    await expect(sealer.open(sealed, 'f-1')).rejects.toThrow();
  });
});
