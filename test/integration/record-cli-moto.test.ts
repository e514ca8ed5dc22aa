// People decide about the record of a deployment: the command line over a table on a moto server.
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tableDefinition } from '../../shared/findings/dynamodb-items.ts';
import { reportOf, seawall } from '../cli/cli.ts';
import { badDefinition } from '../cli/documents.ts';

const endpoint = process.env.SEAWALL_MOTO_URL;
if (endpoint === undefined) console.warn('skipped: the record of a deployment (set SEAWALL_MOTO_URL)');

const env = {
  ...{ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'eu-west-1' },
  AWS_ENDPOINT_URL: endpoint ?? '',
};
const table = `seawall-cli-${process.pid}`;
const record = ['--record', `dynamodb:${table}`];

describe.skipIf(endpoint === undefined)('the record of a deployment', () => {
  const client = new DynamoDBClient({
    ...{ endpoint: endpoint ?? '', region: 'eu-west-1' },
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  beforeAll(async () => void (await client.send(new CreateTableCommand(tableDefinition(table)))));
  afterAll(async () => void (await client.send(new DeleteTableCommand({ TableName: table }))));

  it('is filled, listed, decided about, and its journals are verified', () => {
    const event = {
      ...{ version: '0', id: 'e', source: 'aws.ecs', 'detail-type': 'AWS API Call via CloudTrail' },
      ...{ account: '111122223333', region: 'eu-west-1', time: '2026-11-20T10:00:00Z', resources: [] },
      detail: {
        ...{ eventVersion: '1.11', eventID: 'e1', eventTime: '2026-11-20T10:00:00Z' },
        ...{ eventSource: 'ecs.amazonaws.com', eventName: 'RegisterTaskDefinition', awsRegion: 'eu-west-1' },
        userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::111122223333:assumed-role/deploy/ci' },
        requestParameters: badDefinition,
        responseElements: { taskDefinition: badDefinition },
      },
    };
    const replayed = seawall(['replay', '-', ...record], { env, input: JSON.stringify(event) });
    expect(replayed.code).toBe(0);
    const list = seawall(['findings', ...record, '--format', 'json'], { env });
    const { findings } = reportOf(list);
    const medium = findings.find(({ severity }) => severity === 'medium');
    const critical = findings.find(({ control }) => control === 'namespace-isolation/no-privileged');
    expect(critical).toMatchObject({ severity: 'critical', status: 'open' });
    const acknowledge = (id: unknown) =>
      seawall(['acknowledge', String(id), '--reason', 'known', ...record], { env });
    expect(acknowledge(medium?.id)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('cknowledged'),
    });
    // Nobody can tell whether whoever asks took the role that the pipeline took.
    expect(acknowledge(critical?.id).stdout).toContain('A second person has to acknowledge it too');
    const after = seawall(['findings', ...record, '--status', 'acknowledged', '--format', 'json'], { env });
    expect(reportOf(after).findings.map(({ id }) => id)).toEqual([medium?.id]);
    expect(seawall(['journal', '--verify', ...record], { env }).code).toBe(0);
  });

  it('that is not there is said in one line', () => {
    const ran = seawall(['findings', '--record', 'dynamodb:no-such-table'], { env });
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toMatch(/^dynamodb:no-such-table: AWS said no: ResourceNotFoundException/m);
  });
});
