// A function in `npm run local` has its own environment, clock and time, as in Lambda; and its address over HTTP.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, vi } from 'vitest';
import { type Sandbox, sandbox } from '../../../scripts/local/sandbox.ts';
import { functionUrl } from '../../../scripts/local/url.ts';
import { oneTestIn } from '../../support/extent.ts';

const it = oneTestIn(3, 'functions in a process of their own');

const code = `
let calls = 0;
export async function handler(event, context) {
  calls++;
  if (event.throw) throw new TypeError(event.throw);
  if (event.hang) return new Promise(() => {});
  if (event.exit) process.exit(1);
  if (event.say) console.log(event.say);
  if (event.fetch) return (await fetch(event.fetch)).text();
  if (event.wait) await new Promise((resolve) => setTimeout(resolve, event.wait));
  const { getRemainingTimeInMillis, ...rest } = context;
  return {
    calls, env: process.env, context: rest, left: getRemainingTimeInMillis(), gone: undefined,
    now: [Date.now(), new Date().getTime(), new Date('2020-01-01').getTime(), new Date(2020, 0, 1) instanceof Date],
  };
}
`;
const folder = mkdtempSync(join(tmpdir(), 'seawall-sandbox-'));
const started: Sandbox[] = [];
const elsewhere = createServer((request, response) => response.end(`elsewhere ${request.url}`));

function start(change: Partial<Parameters<typeof sandbox>[0]> = {}): Sandbox {
  const { port } = elsewhere.address() as AddressInfo;
  const made = sandbox({
    ...{
      folder,
      handler: '.build/judge.handler',
      timeoutMs: 20_000,
      memory: 512,
      name: 'judge',
      arn: 'arn:judge',
    },
    ...{ environment: { TABLE: 'record' }, ahead: () => 0 },
    elsewhere: { 'https://slack.com/api/': `http://127.0.0.1:${port}/` },
    ...change,
  });
  started.push(made);
  return made;
}

beforeAll(async () => {
  mkdirSync(join(folder, '.build'));
  writeFileSync(join(folder, '.build/judge.mjs'), code);
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  for (const one of started) await one.stop();
  elsewhere.close();
  rmSync(folder, { recursive: true });
});

describe('a sandbox', () => {
  it('gives the function the environment of the template, and nothing of ours', async () => {
    vi.stubEnv('SEAWALL_OURS', 'secret');
    const answer = await start().invoke({});
    vi.unstubAllEnvs();
    expect(answer).toMatchObject({
      env: { TABLE: 'record' },
      context: { functionName: 'judge', invokedFunctionArn: 'arn:judge', memoryLimitInMB: '512' },
    });
    expect(answer).not.toHaveProperty('env.SEAWALL_OURS');
    expect(answer).not.toHaveProperty('gone');
  });

  it('stays warm, takes one invocation at a time, and rejects as the function does', async () => {
    const one = start();
    const both = Promise.all([one.invoke({ wait: 50 }), one.invoke({})]);
    expect(await both).toMatchObject([{ calls: 1 }, { calls: 2 }]);
    await expect(one.invoke({ throw: 'no table' })).rejects.toThrow('judge: TypeError: no table');
    expect(await one.invoke({})).toMatchObject({ calls: 4 });
  });

  it.each([
    'hang',
    'exit',
  ])('ends a function that gives no answer (%s), and starts the next one cold', async (how) => {
    const one = start({ timeoutMs: 4_000 });
    await expect(one.invoke({ [how]: true })).rejects.toThrow(
      'judge gave no answer within 4 s, or ended itself',
    );
    expect(await one.invoke({})).toMatchObject({ calls: 1 });
  });

  it('rejects where there is no such module or handler', async () => {
    await expect(start({ handler: '.build/none.handler' }).invoke({})).rejects.toThrow();
    await expect(start({ handler: '.build/judge.other' }).invoke({})).rejects.toThrow('exports no other');
  });

  it('sets the function’s clock ahead, and leaves times that are named alone', async () => {
    const day = 86_400_000;
    const before = Date.now() + day;
    const answer = await start({ ahead: () => day }).invoke({});
    const [now, made, named, isDate] = (answer as { now: [number, number, number, boolean] }).now;
    expect(Math.min(now, made)).toBeGreaterThanOrEqual(before);
    expect([named, isDate]).toEqual([Date.UTC(2020, 0, 1), true]);
  });

  it('leads an address elsewhere, and keeps what the function writes', async () => {
    const one = start();
    expect(await one.invoke({ fetch: 'https://slack.com/api/chat.update' })).toBe('elsewhere /chat.update');
    await one.invoke({ say: 'hello' });
    await vi.waitFor(() => expect(one.output()).toContain('hello'));
  });
});

describe('a function’s address', () => {
  it('hands the request over as Lambda does, and answers 502 where the function throws', async () => {
    let fails = false;
    const url = await functionUrl(async (event) => {
      if (fails) throw new Error('no');
      return { statusCode: 201, body: JSON.stringify(event), headers: { 'content-type': 'text/x' } };
    });
    const send = () => fetch(`${url.address}a`, { method: 'POST', body: 'ä', headers: { 'X-One': '1' } });
    const answer = await send();
    const event = JSON.parse(await answer.text());
    expect([answer.status, answer.headers.get('content-type')]).toEqual([201, 'text/x']);
    expect(event).toMatchObject({ rawPath: '/a', isBase64Encoded: true, headers: { 'x-one': '1' } });
    expect(Buffer.from(event.body, 'base64').toString()).toBe('ä');
    fails = true;
    expect((await send()).status).toBe(502);
    await url.stop();
  });
});
