// Drives a real Chromium by its own protocol (https://chromedevtools.github.io/devtools-protocol/): Node has the socket it takes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Browser {
  /** Goes there and waits until the page is loaded. */
  go(url: string): Promise<void>;
  /** Evaluates an expression in the page; its value comes as JSON. */
  run<T>(expression: string): Promise<T>;
  send(method: string, parameters?: object): Promise<Record<string, unknown>>;
  /** PNG. */
  picture(): Promise<Buffer>;
  /** What the page asked for, and what the browser complained of, since the beginning. */
  readonly requests: readonly string[];
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

interface Target {
  readonly type: string;
  readonly webSocketDebuggerUrl: string;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, never>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** @param program such as `chromium` */
export async function openBrowser(program: string): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'seawall-chromium-'));
  const child = spawn(
    program,
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--remote-debugging-port=0',
      '--window-size=1280,900',
      `--user-data-dir=${profile}`,
      'about:blank',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const address = await debuggerOf(child.stderr, child);
  const { host } = new URL(address);
  const targets = (await (await fetch(`http://${host}/json/list`)).json()) as readonly Target[];
  const socket = new WebSocket(targets.find(({ type }) => type === 'page')?.webSocketDebuggerUrl ?? '');
  await once(socket, 'open');
  const talk = talking(socket);
  for (const domain of ['Page', 'Runtime', 'Network', 'Log']) await talk.send(`${domain}.enable`);
  return {
    ...talk,
    async go(url) {
      const loaded = talk.next('Page.loadEventFired');
      await talk.send('Page.navigate', { url });
      await loaded;
    },
    async run<T>(expression: string) {
      const { result, exceptionDetails } = await talk.send('Runtime.evaluate', {
        expression,
        returnByValue: true,
        awaitPromise: true,
      });
      if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
      return (result as { value: T }).value;
    },
    async picture() {
      const { data } = await talk.send('Page.captureScreenshot', { captureBeyondViewport: true });
      return Buffer.from(String(data), 'base64');
    },
    async close() {
      socket.close();
      const ended = once(child, 'exit');
      child.kill();
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function debuggerOf(stderr: NodeJS.ReadableStream, child: NodeJS.EventEmitter): Promise<string> {
  let said = '';
  const ended = once(child, 'exit').then(() => {
    throw new Error(`the browser ended: ${said.slice(-500)}`);
  });
  const found = (async () => {
    for await (const chunk of stderr) {
      said += String(chunk);
      const [, address] = /DevTools listening on (ws:\S+)/.exec(said) ?? [];
      if (address !== undefined) return address;
    }
    throw new Error(`the browser says no address: ${said.slice(-500)}`);
  })();
  ended.catch(() => {});
  return Promise.race([found, ended]);
}

function talking(socket: WebSocket) {
  const answers = new Map<number, (message: Message) => void>();
  const waiting = new Map<string, () => void>();
  const requests: string[] = [];
  const complaints: string[] = [];
  let last = 0;
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Message;
    if (message.id !== undefined) answers.get(message.id)?.(message);
    const { method = '', params = {} } = message;
    if (method === 'Network.requestWillBeSent')
      requests.push(String((params as { request?: { url?: string } }).request?.url));
    if (method === 'Log.entryAdded' || method === 'Runtime.exceptionThrown')
      complaints.push(JSON.stringify(params));
    waiting.get(method)?.();
  });
  return {
    requests,
    complaints,
    next: (method: string) => new Promise<void>((resolve) => waiting.set(method, resolve)),
    send: (method: string, params: object = {}) =>
      new Promise<Record<string, unknown>>((resolve, reject) => {
        const id = ++last;
        answers.set(id, ({ result = {}, error }) => {
          answers.delete(id);
          if (error === undefined) resolve(result);
          else reject(new Error(`${method}: ${error.message}`));
        });
        socket.send(JSON.stringify({ id, method, params }));
      }),
  };
}
