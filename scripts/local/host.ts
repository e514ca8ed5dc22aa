// The thread that a packaged function runs in: loads its handler as Lambda does, and answers one invocation after another.
// SPDX-License-Identifier: Apache-2.0
import { parentPort, workerData } from 'node:worker_threads';

export interface Hosted {
  /** URL of the module, and the name of its handler. */
  readonly module: string;
  readonly name: string;
  /** Beginnings of addresses that lead elsewhere, such as to a server that stands for Slack. */
  readonly elsewhere: Readonly<Record<string, string>>;
}

export interface Invocation {
  readonly id: string;
  readonly event: unknown;
  readonly context: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Milliseconds that the function's clock is ahead. */
  readonly ahead: number;
}

export type Outcome = (
  | { readonly ok: true; readonly answer: unknown }
  | { readonly ok: false; readonly error: string }
) & {
  /** Milliseconds of the processor that the thread has taken so far. */
  readonly processor: number;
};

const { module, name, elsewhere }: Hosted = workerData;
const RealDate = Date;
let ahead = 0;

globalThis.Date = class extends RealDate {
  // biome-ignore lint/suspicious/noExplicitAny: the arguments of Date are handed on as they come.
  constructor(...given: any[]) {
    if (given.length === 0) super(RealDate.now() + ahead);
    // @ts-expect-error Date has six signatures.
    else super(...given);
  }
  static override now(): number {
    return RealDate.now() + ahead;
  }
} as DateConstructor;

const fetchReally = globalThis.fetch;
globalThis.fetch = (input, init) => {
  const url = input instanceof Request ? input.url : String(input);
  const [from, to] = Object.entries(elsewhere).find(([start]) => url.startsWith(start)) ?? [];
  return from === undefined || to === undefined
    ? fetchReally(input, init)
    : fetchReally(url.replace(from, to), init);
};

const loading: Promise<Record<string, (event: unknown, context: object) => Promise<unknown>>> = import(
  module
);

parentPort?.on('message', (invocation: Invocation) => {
  void answerTo(invocation).then((outcome) =>
    parentPort?.postMessage({ ...outcome, processor: processorMs() } satisfies Outcome),
  );
});

function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

async function answerTo({ id, event, context, timeoutMs, ahead: skew }: Invocation) {
  ahead = skew;
  const end = RealDate.now() + timeoutMs;
  const getRemainingTimeInMillis = () => end - RealDate.now();
  try {
    const handler = (await loading)[name];
    if (handler === undefined) throw new Error(`${module} exports no ${name}`);
    const answer = await handler(event, { ...context, awsRequestId: id, getRemainingTimeInMillis });
    // An answer travels as JSON.
    return { ok: true as const, answer: JSON.parse(JSON.stringify(answer ?? null)) };
  } catch (error) {
    return {
      ok: false as const,
      error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    };
  }
}
