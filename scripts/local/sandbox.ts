// Runs one packaged function as Lambda does: its unpacked zip, its environment, one invocation at a time, ended when its time is up.
// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Hosted, Invocation, Outcome } from './host.ts';

export interface SandboxOptions {
  /** Where its zip was unpacked. */
  readonly folder: string;
  /** `FILE.EXPORT`. */
  readonly handler: string;
  readonly timeoutMs: number;
  readonly memory: number;
  readonly name: string;
  readonly arn: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly elsewhere: Readonly<Record<string, string>>;
  /** Milliseconds that its clock is ahead. */
  readonly ahead: () => number;
}

export interface Sandbox {
  /** Rejects where the handler does, and where its time is up. */
  invoke(event: unknown): Promise<unknown>;
  /** What it wrote to stdout and stderr so far. */
  output(): string;
  /** Milliseconds of the processor that it took so far, loading its code with it. */
  processor(): number;
  stop(): Promise<void>;
}

export function sandbox(options: SandboxOptions): Sandbox {
  const { timeoutMs, name, arn, memory } = options;
  const hosted = hostedBy(options);
  const context = {
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: `${memory}`,
  };
  let worker: Worker | null = null;
  let written = '';
  const processor = { ended: 0, now: 0 };
  let before: Promise<unknown> = Promise.resolve();

  function start(): Worker {
    const started = new Worker(new URL('./host.ts', import.meta.url), {
      ...{ workerData: hosted, env: { ...options.environment }, execArgv: [], stdout: true, stderr: true },
    });
    for (const stream of [started.stdout, started.stderr])
      stream.on('data', (chunk: Buffer) => {
        written += chunk.toString('utf8');
      });
    return started;
  }

  async function end(): Promise<void> {
    const ended = worker;
    worker = null;
    processor.ended += processor.now;
    processor.now = 0;
    await ended?.terminate();
  }

  async function run(event: unknown): Promise<unknown> {
    worker ??= start();
    const invocation: Invocation = { id: randomUUID(), event, context, timeoutMs, ahead: options.ahead() };
    const outcome = await outcomeOf(worker, invocation);
    // Lambda gives a function that ran out of time, or ended itself, a new sandbox.
    if (outcome === null) {
      await end();
      throw new Error(`${name} gave no answer within ${timeoutMs / 1000} s, or ended itself`);
    }
    processor.now = outcome.processor;
    if (!outcome.ok) throw new Error(`${name}: ${outcome.error}`);
    return outcome.answer;
  }

  return {
    invoke(event) {
      const answer = before.then(() => run(event));
      before = answer.catch(() => {});
      return answer;
    },
    output: () => written,
    processor: () => processor.ended + processor.now,
    stop: end,
  };
}

function hostedBy({ handler, folder, elsewhere }: SandboxOptions): Hosted {
  const dot = handler.lastIndexOf('.');
  const module = pathToFileURL(`${folder}/${handler.slice(0, dot)}.mjs`).href;
  return { module, name: handler.slice(dot + 1), elsewhere };
}

/** Null where none comes in time. */
function outcomeOf(worker: Worker, invocation: Invocation): Promise<Outcome | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(settle, invocation.timeoutMs, null);
    const none = () => settle(null);
    function settle(outcome: Outcome | null): void {
      clearTimeout(timer);
      worker.off('message', settle).off('error', none).off('exit', none);
      resolve(outcome);
    }
    worker.on('message', settle).on('error', none).on('exit', none);
    worker.postMessage(invocation);
  });
}
