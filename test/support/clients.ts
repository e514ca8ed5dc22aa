// What holds for the SDK clients of every room: all are tried, and each sends what its table names.
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, it } from 'vitest';
import type { SdkService } from '../../shared/gather/clients/service.ts';

export type Clients = Readonly<Record<string, () => Promise<{ readonly service: SdkService }>>>;

/** `others`: what lies in `folder` beside the clients. */
export function testClients(folder: string, clients: Clients, others: (name: string) => boolean): void {
  it('are all here', () => {
    const files = globSync(`${folder}/*.ts`).map((file) => basename(file, '.ts'));
    expect(Object.keys(clients).toSorted()).toEqual(files.filter((name) => !others(name)).toSorted());
  });

  it.each(Object.entries(clients))('%s', async (_, load) => {
    const { service } = await load();
    const commands = Object.entries(service.commands);
    expect(commands.length).toBeGreaterThan(0);
    for (const [operation, command] of commands) expect(command.name).toBe(`${operation}Command`);
    const requestHandler = { connectionTimeout: 1, requestTimeout: 1 };
    const client = service.client({ region: 'eu-central-1', maxAttempts: 1, requestHandler });
    expect(client.send).toBeTypeOf('function');
  });
}
