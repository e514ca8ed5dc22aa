// A DynamoDB table in this process.
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { dynamoStore } from '../../shared/findings/dynamodb.ts';
import { tableDefinition } from '../../shared/findings/dynamodb-items.ts';
import type { RecordStore } from '../../shared/findings/store.ts';

export const table = 'record';

export interface Dynalite {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Only once it has started. */
  client(): DynamoDBDocumentClient;
  /** Asks the table when it is first used. `now`: milliseconds since 1970. */
  open(now?: number): RecordStore;
}

export function dynaliteStore(): Dynalite {
  const server = dynalite({ createTableMs: 0 });
  let client: DynamoDBDocumentClient | null = null;
  const started = (): DynamoDBDocumentClient => {
    if (client === null) throw new Error('dynalite has not started');
    return client;
  };
  return {
    async start() {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const plain = new DynamoDBClient({
        endpoint: `http://127.0.0.1:${port}`,
        region: 'eu-west-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      });
      client = DynamoDBDocumentClient.from(plain);
      await plain.send(new CreateTableCommand(tableDefinition(table)));
      await waitUntilTableExists(
        { client: plain, maxWaitTime: 10, minDelay: 0.05, maxDelay: 0.2 },
        { TableName: table },
      );
    },
    async stop() {
      client?.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
    client: started,
    open: (now = Date.UTC(2026, 2, 1, 12)) =>
      lazily(() => dynamoStore({ client: started(), table, clock: () => now })),
  };
}

/** A store that is opened when it is first asked for something: tests are declared before anything has started. */
function lazily(open: () => RecordStore): RecordStore {
  let opened: RecordStore | null = null;
  return new Proxy({} as RecordStore, {
    get(_, name) {
      opened ??= open();
      return Reflect.get(opened, name);
    },
  });
}
