// A packaged deployment for a test: an account of the emulator of its own, a server that stands for Slack, and all that was done and shown.
import { S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { writePolicy } from '../../scripts/deploy/write.ts';
import { emulatedAccount } from '../../scripts/local/account.ts';
import { startLocal } from '../../scripts/local/deployment.ts';
import { stringOf } from '../../shared/model/json.ts';
import { app, press, secret, signed, team } from '../slack/fixtures.ts';
import { type FakeMessage, FakeSlack, type FakeUser } from '../slack/server.ts';
import { messageLines, scrubbed } from '../slack/transcript.ts';
import { type Call, recordCalls } from './recorder.ts';

/** Where the zips lie, as `.ci/run` says; without them the suites are left out. */
export const folder = process.env.SEAWALL_PACKAGED;
export const region = 'eu-central-1';

export type World = Awaited<ReturnType<typeof packagedWorld>>;

export const people: Readonly<Record<string, FakeUser>> = {
  U0KIM: { email: 'kim@acme.test' },
  U0LEE: { email: 'lee@acme.test' },
  U0SAM: { email: 'sam@acme.test' },
  U0EVE: { email: 'eve@acme.test' },
  U0INT: { email: 'intern@acme.test' },
};
const groups = { S0SEC: ['U0KIM', 'U0LEE', 'U0SAM'] };

export interface WorldOptions {
  readonly users?: Readonly<Record<string, FakeUser>>;
  readonly parameters?: Readonly<Record<string, string>>;
}

export async function packagedWorld(policy: string, { users = people, parameters = {} }: WorldOptions = {}) {
  const endpoint = process.env.SEAWALL_MOTO_URL;
  if (folder === undefined || endpoint === undefined)
    throw new Error('SEAWALL_PACKAGED is set, so that SEAWALL_MOTO_URL must be set too');
  const aws = await emulatedAccount(endpoint, region);
  const slack = new FakeSlack({
    ...{ token: 'xoxb-test', team, channels: { findings: 'C0FIND' }, now: Date.now, users, groups },
  });
  const SecretString = JSON.stringify({ botToken: 'xoxb-test', signingSecret: secret, team, app });
  const secrets = new SecretsManagerClient(aws);
  const { ARN = '' } = await secrets.send(new CreateSecretCommand({ Name: 'slack', SecretString }));
  const recorder = await recordCalls(endpoint);
  const local = await startLocal({
    ...{ folder, aws, endpoint: recorder.url, parameters: { SlackSecret: ARN, ...parameters } },
    elsewhere: { 'https://slack.com/api/': await slack.start() },
  });
  const place = { bucket: local.stack.ids.get('PolicyBucket') ?? '', account: aws.account };
  const texts = { policy: 'seawall.yml', texts: new Map([['seawall.yml', policy]]) };
  await writePolicy(texts, place, new S3Client({ ...aws, forcePathStyle: true }));
  const clock = () => Date.now() + local.clock.ahead;

  return {
    ...{ aws, local, slack, recorder },
    /** Presses a button of a message; gives the HTTP status. */
    async press(
      message: FakeMessage | undefined,
      words: string,
      user: string,
      value?: object,
    ): Promise<number> {
      const body = press(message, words, {
        user,
        ...(value === undefined ? {} : { value: JSON.stringify(value) }),
      });
      const headers = { 'content-type': 'application/x-www-form-urlencoded', ...signed(body, clock()) };
      return (await fetch(local.url ?? '', { method: 'POST', headers, body })).status;
    },
    async stop(): Promise<void> {
      await local.stop();
      await recorder.stop();
      await slack.stop();
    },
  };
}

/** Notes what each step did on AWS and showed in Slack. */
export function transcriptOf(world: World) {
  const { local, slack, recorder, aws } = world;
  const lines: string[] = [];
  return {
    async step(what: string, act: () => Promise<unknown>): Promise<void> {
      const before = { calls: slack.calls.length, writes: recorder.writes.length };
      const updates = new Map(slack.messages.map(({ ts, updates: count }) => [ts, count]));
      await act();
      await local.settle();
      lines.push(`▸ ${what}`);
      const writes = recorder.writes.slice(before.writes);
      // What one event led to is answered in any order: queues keep none.
      lines.push(...writes.map(writeLine).toSorted());
      if (writes.length === 0) lines.push('  AWS    nothing is changed');
      for (const { method, arguments: given } of slack.calls.slice(before.calls))
        if (method.startsWith('chat.'))
          lines.push(`  Slack  ${method}: ${stringOf(given.text)?.split('\n').join(' / ')}`);
      for (const { ts, thread, blocks, updates: count } of slack.messages)
        if (thread === null && updates.get(ts) !== count)
          lines.push(...messageLines(blocks).map((line) => `         | ${line}`));
    },
    text: () =>
      `${lines.map((line) => scrubbed(line.replaceAll(aws.account, '<account>').replaceAll(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<uuid>'))).join('\n')}\n`,
  };
}

function writeLine({ service, operation, input }: Call): string {
  return `  AWS    ${service}:${operation} ${JSON.stringify(input)}`;
}
