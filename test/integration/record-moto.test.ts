// The store in DynamoDB, against a moto server (SEAWALL_MOTO_URL), which behaves more like the service than dynalite does.
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { dynamoStore } from '../../shared/findings/dynamodb.ts';
import { tableDefinition } from '../../shared/findings/dynamodb-items.ts';
import { keepsTheContract } from '../findings/contract.ts';

const endpoint = process.env.SEAWALL_MOTO_URL ?? '';
const table = `seawall-record-${process.pid}`;

if (endpoint === '') {
  console.warn('SEAWALL_MOTO_URL is not set: the record is not tested against moto');
  test.skip('the record against moto: SEAWALL_MOTO_URL is not set', () => {});
} else {
  describe('against moto', () => {
    const plain = new DynamoDBClient({
      endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const client = DynamoDBDocumentClient.from(plain);

    beforeAll(async () => {
      await plain.send(new CreateTableCommand(tableDefinition(table)));
    });

    afterAll(async () => {
      await plain.send(new DeleteTableCommand({ TableName: table }));
      client.destroy();
    });

    keepsTheContract('dynamodb on moto', async () => dynamoStore({ client, table, clock: Date.now }));
  });
}
