// A finding's way to Security Hub, with the packaged functions on an emulated AWS: imported, left to those who work with it there, archived.
import { GetFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { expect, it } from 'vitest';
import { listFindings } from '../../shared/findings/listing.ts';
import { sample } from './events.ts';
import { onDeployment } from './world.ts';

const policy = 'mode: observe\n';
const told = { policy, parameters: async () => ({ SecurityHub: 'home' }) };

const bad = ['08-administrator-attached', '12-root-signed-in', '14-rule-disabled', '20-bad-task-running'];
const idOf = (asff: string) => asff.slice('seawall/'.length);

onDeployment('Security Hub', told, (at) => {
  const imported = async () => {
    const client = new SecurityHubClient(at.aws);
    const { Findings = [] } = await client.send(new GetFindingsCommand({ MaxResults: 100 }));
    return Findings.filter(({ Id }) => Id?.startsWith('seawall/'));
  };

  it('has each finding under the account, with the id that the record knows it by', async () => {
    for (const name of bad) await at.happens(sample(name, at.aws));
    const findings = await imported();
    // Of incidents that AWS dates a week back nobody is told; what only a look at the account shows is unknown here.
    expect(findings.length).toBeGreaterThanOrEqual(2);
    for (const { Id = '', AwsAccountId, RecordState, ProductArn } of findings) {
      expect([AwsAccountId, RecordState]).toEqual([at.aws.account, 'ACTIVE']);
      expect(ProductArn).toContain(`:product/${at.aws.account}/default`);
      expect(await at.store.get(idOf(Id))).not.toBeNull();
    }
  });

  it('has archived what is mended, and nothing else', async () => {
    await at.happens(sample('37-bad-task-stopped', at.aws));
    const view = { now: new Date().toISOString(), quiet: Number.POSITIVE_INFINITY, waiver: () => null };
    const resolved = (await listFindings(at.store, view)).filter(({ status }) => status === 'resolved');
    const archived = (await imported()).filter(({ RecordState }) => RecordState === 'ARCHIVED');
    expect(resolved).not.toEqual([]);
    expect(archived.map(({ Id = '' }) => idOf(Id)).toSorted()).toEqual(
      resolved.map(({ id }) => id).toSorted(),
    );
  });

  it('is told of all that stand by the clock', async () => {
    await at.local.schedule('SecurityHubRoundRule');
    await at.local.settle();
    expect((await imported()).length).toBeGreaterThan(0);
  });
});

onDeployment('without the parameter', { policy }, (at) => {
  it('nothing goes to Security Hub, not even to its queue', async () => {
    await at.happens(sample('20-bad-task-running', at.aws));
    expect(at.local.output()).not.toContain('SecurityHub');
    await expect(at.local.schedule('SecurityHubRoundRule')).rejects.toThrow('no rule');
  });
});
