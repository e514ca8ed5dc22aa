// `npm run dead-letters`: it knows every queue of dead letters, shows before it sends, and loses nothing on the way.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { redrive } from '../../scripts/dead-letters/move.ts';
import { aboutOf, deadLetters } from '../../scripts/dead-letters/queues.ts';
import { ofType } from '../serverless/deployment.ts';

const spelled = (id: string) =>
  id
    .replace(/(DeadLetters|Queue)$/, '')
    .replaceAll(/(?<=[a-z])[A-Z]/g, (one) => `-${one}`)
    .toLowerCase();

/** Queues by address; what `fails` names cannot be sent to. */
function fakeSqs(queues: Record<string, string[]>, fails: readonly string[] = []) {
  const taken = new Set<string>();
  return {
    queues,
    send: async (command: { input: Record<string, string> }) => {
      const { input } = command;
      const { name } = command.constructor;
      const { QueueUrl = '', MessageBody = '', ReceiptHandle = '' } = input;
      if (name === 'SendMessageCommand') {
        if (fails.includes(QueueUrl)) throw new Error('not now');
        queues[QueueUrl]?.push(MessageBody);
      }
      if (name === 'DeleteMessageCommand')
        queues[QueueUrl] = (queues[QueueUrl] ?? []).filter((body) => body !== ReceiptHandle);
      if (name !== 'ReceiveMessageCommand') return {};
      const shown = (queues[QueueUrl] ?? []).filter((body) => !taken.has(body)).slice(0, 10);
      for (const body of shown) taken.add(body);
      return { Messages: shown.map((Body) => ({ Body, ReceiptHandle: Body })) };
    },
  };
}

describe('dead letters', () => {
  it('of every queue of the deployment are known, and no others', () => {
    const ids = ofType('AWS::SQS::Queue')
      .map(([id]) => id)
      .filter((id) => id.endsWith('DeadLetters'));
    expect(deadLetters.map(({ name }) => name).toSorted()).toEqual(ids.map(spelled).toSorted());
  });

  it('go where they came from, all of them, each deleted after it was sent', async () => {
    const bodies = Array.from({ length: 23 }, (_, place) => `m${place}`);
    const sqs = fakeSqs({ dead: [...bodies], live: [] });
    expect(await redrive(sqs as never, 'dead', 'live', (body) => body)).toBe(23);
    expect(sqs.queues).toEqual({ dead: [], live: bodies });
  });

  it('stay where they are when they cannot be sent', async () => {
    const sqs = fakeSqs({ dead: ['a'], live: [] }, ['live']);
    await expect(redrive(sqs as never, 'dead', 'live', (body) => body)).rejects.toThrow('not now');
    expect(sqs.queues).toEqual({ dead: ['a'], live: [] });
  });

  it('of a log are unwrapped, and lines that were looked at again stay as they are', () => {
    const back = deadLetters.find(({ name }) => name === 'pod-launched')?.back;
    const payload = { awslogs: { data: 'H4sI' } };
    expect(back?.(JSON.stringify({ version: '1.0', requestPayload: payload }))).toBe(JSON.stringify(payload));
    for (const line of ['{"kind":"Event"}', 'no json']) expect(back?.(line)).toBe(line);
  });

  it('are shown by names that AWS gave, without control characters', () => {
    const event = {
      'detail-type': 'AWS API Call via CloudTrail',
      account: '1',
      detail: { eventName: 'Stop\u001b[2JLogging', requestParameters: { password: 'x' } },
    };
    expect(aboutOf(JSON.stringify(event))).toBe('AWS API Call via CloudTrail Stop [2JLogging 1');
    expect([aboutOf('{'), aboutOf('{}')]).toEqual(['no JSON', 'of a kind that is not known']);
  });

  it.each([
    [['--help'], 0, 'Usage: npm run dead-letters'],
    [['nowhere'], 2, 'no such queue: nowhere'],
  ])('answers %s without asking AWS', (args, status, words) => {
    const env = { PATH: process.env.PATH, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };
    const ran = spawnSync('node', ['scripts/run.js', 'dead-letters', ...args], { encoding: 'utf8', env });
    expect([ran.status, `${ran.stdout}${ran.stderr}`]).toEqual([status, expect.stringContaining(words)]);
  });
});
