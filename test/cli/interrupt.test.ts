// Ctrl-C on a replay, a sweep or a snapshot: what is there is whole, and it is said where it stopped.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stoppable } from '../../cli/history/stoppable.ts';
import { oneTestIn } from '../support/extent.ts';
import { emptyFolder, seawall } from './cli.ts';

const stopped = oneTestIn(3, 'commands that Ctrl-C stops');

async function* numbers(count: number) {
  for (let index = 0; index < count; index++) yield index;
}

describe('what can be stopped', () => {
  it('stops between two items, and asks whoever made them to clean up', async () => {
    let asked = 0;
    let cleaned = false;
    async function* all() {
      try {
        yield* numbers(1000);
      } finally {
        cleaned = true;
      }
    }
    const { items, stopped } = stoppable(all(), async () => ++asked === 3);
    const seen: number[] = [];
    for await (const item of items) seen.push(item);
    expect([seen.length, stopped(), cleaned]).toEqual([200, true, true]);
  });

  it('goes to the end where nobody stops it', async () => {
    const { items, stopped } = stoppable(numbers(250));
    const seen: number[] = [];
    for await (const item of items) seen.push(item);
    expect([seen.length, stopped()]).toEqual([250, false]);
  });
});

/** Ctrl-C once the record is written to: what it said, and how it ended. */
async function interrupted(cwd: string, args: readonly string[]) {
  const child = spawn(process.execPath, [join(process.cwd(), 'dist/seawall.mjs'), ...args], {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: tmpdir() },
  });
  let said = '';
  let shown = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
  });
  const timer = setInterval(() => existsSync(join(cwd, 'record.sqlite-wal')) && child.kill('SIGINT'), 20);
  const [, signal] = await once(child, 'exit');
  clearInterval(timer);
  return { said, shown, signal };
}

function expectWhole(cwd: string): void {
  expect(seawall(['journal', '--verify', '--record', 'record.sqlite'], { cwd }).code).toBe(0);
  expect(seawall(['findings', '--record', 'record.sqlite'], { cwd }).code).toBe(0);
}

describe('Ctrl-C leaves a record that is whole, says where, and ends as interrupted', {
  timeout: 120_000,
}, () => {
  stopped('of a replay, whose JSON says so too', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'history.json'), historyText());
    const { said, shown, signal } = await interrupted(
      cwd,
      'replay history.json --record record.sqlite --format json'.split(' '),
    );
    expect(signal).toBe('SIGINT');
    if (said.includes('stopped ')) {
      expect(said).toMatch(
        /^stopped (?:before the first event|after the event of 2026-\S+Z): record\.sqlite holds/m,
      );
      expect(JSON.parse(shown).stoppedAt).toMatch(/^(?:|2026-\S+Z)$/);
    }
    expectWhole(cwd);
  });

  stopped('of a sweep, which takes nothing for gone', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'snapshot.json'), snapshotText());
    const { said, shown, signal } = await interrupted(
      cwd,
      'sweep --facts snapshot.json --record record.sqlite --format json'.split(' '),
    );
    expect(signal).toBe('SIGINT');
    if (said.includes('stopped ')) {
      expect(said).toMatch(
        /^stopped in 111122223333 eu-central-1: record\.sqlite holds all that was judged before/m,
      );
      expect(JSON.parse(shown).stoppedAt).toBe('111122223333 eu-central-1');
    }
    expectWhole(cwd);
  });
});

describe('Ctrl-C on a snapshot', { timeout: 60_000 }, () => {
  stopped('while lists are read, leaves a whole file of what was read, and says where', async () => {
    const cwd = emptyFolder();
    const aws = await refusingAws();
    const env = {
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL: aws.url,
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'y',
    };
    const args = 'snapshot --region eu-central-1 --output snapshot.json'.split(' ');
    const child = spawn(process.execPath, [join(process.cwd(), 'dist/seawall.mjs'), ...args], {
      cwd,
      env: { PATH: process.env.PATH ?? '', HOME: cwd, ...env },
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const timer = setInterval(() => aws.asked() > 1 && child.kill('SIGINT') && clearInterval(timer), 10);
    const [, signal] = await once(child, 'exit');
    clearInterval(timer);
    aws.close();
    expect({ signal, said }).toEqual({
      signal: 'SIGINT',
      said: expect.stringContaining('not in the snapshot: the rest of eu-central-1: stopped there'),
    });
    expect(JSON.parse(readFileSync(join(cwd, 'snapshot.json'), 'utf8')).version).toBe(1);
  });
});

/** Says who asks, and refuses all else, slowly. */
async function refusingAws() {
  let asked = 0;
  const identity =
    '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/kim</Arn><UserId>AIDAEXAMPLE</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    asked++;
    if (body.includes('GetCallerIdentity')) response.end(identity);
    else setTimeout(() => response.writeHead(403).end('{"__type":"AccessDeniedException"}'), 300);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked: () => asked, close: () => server.close() };
}

/** An account with many hosts, each of which fails. */
function snapshotText(): string {
  const instances = Array.from({ length: 4000 }, (_, index) => ({
    InstanceId: `i-${String(index).padStart(17, '0')}`,
    ImageId: 'ami-0123456789abcdef0',
    MetadataOptions: { HttpTokens: 'optional', HttpPutResponseHopLimit: 2, HttpEndpoint: 'enabled' },
    State: { Name: 'running' },
  }));
  const calls = {
    'EC2.DescribeInstances': [{ input: {}, output: { Reservations: [{ Instances: instances }] } }],
  };
  return JSON.stringify({
    ...{ version: 1, takenAt: '2026-11-16T09:00:00Z' },
    accounts: { '111122223333': { regions: { 'eu-central-1': calls } } },
  });
}

/** One call many times over, each of a family of its own. */
function historyText(): string {
  const event = JSON.parse(readFileSync('events/18-definition-replaced.json', 'utf8')).detail;
  const records = Array.from({ length: 8000 }, (_, index) => ({
    ...event,
    eventID: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    requestParameters: { ...event.requestParameters, family: `web-${index}` },
  }));
  return JSON.stringify({ Records: records });
}
