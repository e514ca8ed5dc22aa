// Calls that nobody answers end.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { expect, it, onTestFinished } from 'vitest';
import { answeredWithin } from '../../shared/model/request-handler.ts';

it('end with an error where a server takes the call and never answers', async () => {
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((done) => server.once('listening', done));
  const client = new DynamoDBClient({
    ...{ region: 'eu-central-1', endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    ...{ credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, maxAttempts: 1 },
    requestHandler: answeredWithin(50),
  });
  await expect(client.send(new ListTablesCommand({}))).rejects.toMatchObject({ name: 'TimeoutError' });
});
