// The functions of the packaged template: each unpacked from its zip into a sandbox of its own, with what the template gives it.
// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import type { Emulated } from './account.ts';
import { type Sandbox, sandbox } from './sandbox.ts';
import type { Stack } from './stack.ts';
import type { FunctionOf } from './template.ts';

export interface Surroundings {
  /** Where the zips lie. */
  readonly folder: string;
  readonly aws: Emulated;
  readonly stack: Stack;
  /** Beginnings of addresses that lead elsewhere. */
  readonly elsewhere: Readonly<Record<string, string>>;
  /** Where the functions find AWS. */
  readonly endpoint: string;
  readonly clock: { readonly ahead: number };
}

export interface Functions {
  /** Whether it is one, by its logical id. */
  has(id: string): boolean;
  /** Rejects as the function does. */
  invoke(id: string, event: unknown): Promise<unknown>;
  /** What invocations ended in that threw, or ran out of time. */
  readonly faults: readonly string[];
  /** What they wrote to stdout and stderr. */
  output(): string;
  /** Milliseconds of the processor that each took so far, by name. */
  processor(): ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

export function startFunctions(functions: readonly FunctionOf[], around: Surroundings): Functions {
  const unpacked = mkdtempSync(join(tmpdir(), 'seawall-local-'));
  const sandboxes = new Map(functions.map((one) => [one.id, sandboxOf(one, unpacked, around)]));
  const faults: string[] = [];
  return {
    faults,
    has: (id) => sandboxes.has(id),
    async invoke(id, event) {
      const found = sandboxes.get(id);
      if (found === undefined) throw new Error(`the template has no function ${id}`);
      return found.invoke(event).catch((error: unknown) => {
        faults.push(String(error));
        throw error;
      });
    },
    output: () => [...sandboxes.values()].map((one) => one.output()).join(''),
    processor: () => new Map(functions.map(({ id, name }) => [name, sandboxes.get(id)?.processor() ?? 0])),
    async stop() {
      for (const one of sandboxes.values()) await one.stop();
      rmSync(unpacked, { recursive: true });
    },
  };
}

function sandboxOf(one: FunctionOf, unpacked: string, around: Surroundings): Sandbox {
  const { aws, endpoint, stack, clock, elsewhere } = around;
  const { name, handler, timeoutMs, memory } = one;
  const folder = join(unpacked, name);
  unpack(join(around.folder, `${name}.zip`), folder);
  const variables = Object.entries(stack.environments.get(one.id) ?? {});
  return sandbox({
    ...{ folder, handler, name, timeoutMs, memory, elsewhere },
    arn: `arn:aws:lambda:${aws.region}:${aws.account}:function:${name}`,
    ahead: () => clock.ahead,
    environment: {
      // Addresses of queues are among them.
      ...Object.fromEntries(variables.map(([key, value]) => [key, value.replace(aws.endpoint, endpoint)])),
      ...{ AWS_REGION: aws.region, AWS_ENDPOINT_URL: endpoint, AWS_LAMBDA_FUNCTION_NAME: name },
      AWS_ACCESS_KEY_ID: aws.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: aws.credentials.secretAccessKey,
      AWS_SESSION_TOKEN: aws.credentials.sessionToken,
    },
  });
}

function unpack(zip: string, folder: string): void {
  for (const [path, contents] of Object.entries(unzipSync(readFileSync(zip)))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), contents);
  }
}
