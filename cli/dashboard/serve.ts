// Serves the dashboard on this machine’s own address until it is told to stop.
// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { EnvironmentFailure } from '../terminal/exit.ts';
import { dashboardApp } from './app.ts';
import type { DeskNow } from './decisions.ts';
import type { Source } from './record-view.ts';

/** Only from this machine; never changed by an option. */
const address = '127.0.0.1';

export interface Served {
  /** With the start token. */
  readonly url: string;
  close(): Promise<void>;
}

/** `port` 0: one that is free. Throws EnvironmentFailure where it is taken. */
export async function serveDashboard(source: Source, port: number, desk: DeskNow | null): Promise<Served> {
  const token = randomBytes(32).toString('base64url');
  let listening: number | null = null;
  const app = dashboardApp(source, { token, port: () => listening }, desk);
  const server = createAdaptorServer({ fetch: app.fetch });
  server.listen(port, address);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new EnvironmentFailure(
      `${address}:${port}: cannot listen: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const { port: chosen } = server.address() as AddressInfo;
  listening = chosen;
  return {
    url: `http://${address}:${chosen}/?token=${token}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}
