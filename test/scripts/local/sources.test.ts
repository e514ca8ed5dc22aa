// How `npm run local` hands over messages of queues and records of streams: what failed is neither lost nor does it hold the others up.
import type { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { leftBy, poller } from '../../../scripts/local/queues.ts';
import { deliverRecords } from '../../../scripts/local/stream.ts';
import { dig, type JsonObject, listOf, numberOf, stringOf } from '../../../shared/model/json.ts';
import { parsePattern } from '../../support/eventbridge-pattern/pattern.ts';

const messages = ['a', 'b', 'c'].map((MessageId) => ({ MessageId, ReceiptHandle: `handle-${MessageId}` }));
const failures = (...ids: readonly unknown[]) => ({
  answer: { batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) },
});

describe('messages', () => {
  it.each([
    ['an answer without failures', { answer: { batchItemFailures: [] } }, ''],
    ['no answer to speak of', { answer: null }, ''],
    ['failures by their ids', failures('b'), 'b'],
    ['a handler that threw', null, 'abc'],
    ['an id that nobody sent', failures('b', 'x'), 'abc'],
    ['an id that is none', failures(null), 'abc'],
  ])('stay in the queue as Lambda leaves them: %s', (_, given, left) => {
    expect(
      leftBy(messages, given)
        .map(({ MessageId }) => MessageId)
        .join(''),
    ).toBe(left);
  });

  /** A queue whose messages are invisible once they were received. */
  function queueOf(count: number) {
    const visible = Array.from({ length: count }, (_, place) => ({
      MessageId: `${place}`,
      ReceiptHandle: `${place}`,
    }));
    const log: string[] = [];
    const send = async (command: object) => {
      const input = dig(command, 'input');
      const [most, handle] = [
        numberOf(dig(input, 'MaxNumberOfMessages')),
        stringOf(dig(input, 'ReceiptHandle')),
      ];
      if (command.constructor.name === 'ReceiveMessageCommand')
        return { Messages: visible.splice(0, most ?? 0) };
      log.push(`${command.constructor.name.replace('Command', '')} ${handle}`);
      return {};
    };
    return { log, client: { send } as unknown as SQSClient };
  }

  it('come in batches as large as the mapping says, and are taken away once they are dealt with', async () => {
    const { client, log } = queueOf(15);
    const sizes: number[] = [];
    const polled = poller({
      ...{ client, url: 'u', arn: 'arn', region: 'r', batch: 12 },
      invoke: async (event) => {
        sizes.push(listOf(dig(event, 'Records')).length);
        expect(listOf(dig(event, 'Records'))[0]).toMatchObject({
          eventSource: 'aws:sqs',
          eventSourceARN: 'arn',
        });
        return failures('3').answer;
      },
    });
    expect([await polled.poll(), await polled.poll(), await polled.poll()]).toEqual([true, true, false]);
    expect(sizes).toEqual([12, 3]);
    // The second batch has no 3: an id that nobody sent leaves all of it.
    expect(log).toEqual(
      ['0', '1', '2', '4', '5', '6', '7', '8', '9', '10', '11'].map((one) => `DeleteMessage ${one}`),
    );
    expect(await polled.showAgain()).toBe(true);
    expect(log.slice(11)).toEqual(['3', '12', '13', '14'].map((one) => `ChangeMessageVisibility ${one}`));
    expect(await polled.showAgain()).toBe(false);
    expect(log).toHaveLength(15);
  });
});

describe('records', () => {
  const record = (number: number, kind = 'row'): JsonObject => ({
    kind,
    dynamodb: { SequenceNumber: `${number}` },
  });
  const numbersIn = (event: unknown) =>
    listOf(dig(event, 'Records')).map((one) => Number(dig(one, 'dynamodb', 'SequenceNumber')));

  /** `answers`: what becomes of a batch, by its numbers. */
  async function delivered(
    records: readonly JsonObject[],
    answers: (numbers: readonly number[]) => unknown,
    { batch = 100, retries = 2, filter = '' } = {},
  ) {
    const batches: (readonly number[])[] = [];
    const aside: unknown[] = [];
    const parsed = filter === '' ? null : parsePattern(JSON.parse(filter));
    const { busy, left } = await deliverRecords(records, {
      ...{ batch, retries, filters: parsed?.ok ? [parsed.pattern] : [] },
      invoke: async (event) => {
        batches.push(numbersIn(event));
        return answers(numbersIn(event));
      },
      putAside: async (one) => void aside.push(Number(dig(one, 'dynamodb', 'SequenceNumber'))),
    });
    return { batches, aside, busy, left: left.map((one) => Number(dig(one, 'dynamodb', 'SequenceNumber'))) };
  }
  const five = [1, 2, 3, 4, 5].map((number) => record(number));
  const poison = (numbers: readonly number[]) => {
    if (numbers.includes(3)) throw new Error('poison');
    return { batchItemFailures: [] };
  };

  it('come in order, in batches, and only those that the filter lets through', async () => {
    const mixed = [record(1), record(2, 'claim'), record(3), record(4)];
    const ran = await delivered(mixed, () => ({}), { batch: 2, filter: '{"kind":["row"]}' });
    expect(ran).toEqual({ batches: [[1, 3], [4]], aside: [], busy: true, left: [] });
    expect((await delivered([record(2, 'claim')], () => ({}), { filter: '{"kind":["row"]}' })).busy).toBe(
      false,
    );
  });

  it('are halved where a batch fails, until the one that fails is put aside, and all others are told', async () => {
    const { batches, aside } = await delivered(five, poison);
    expect(aside).toEqual([3]);
    expect(batches.filter((batch) => !batch.includes(3)).flat()).toEqual([1, 2, 4, 5]);
    expect(batches.filter((batch) => batch.join() === '3')).toHaveLength(3);
  });

  it('wait behind the one that fails where it is tried without end', async () => {
    const { batches, aside, left } = await delivered(five, poison, { batch: 4, retries: -1 });
    expect([aside, left]).toEqual([[], [3, 4, 5]]);
    expect(batches.filter((batch) => !batch.includes(3)).flat()).toEqual([1, 2]);
  });

  it('go on from the first that failed, where the function says which', async () => {
    let failed = false;
    const once = (numbers: readonly number[]) => {
      if (failed || !numbers.includes(4)) return {};
      failed = true;
      return failures('4').answer;
    };
    expect(await delivered(five, once)).toMatchObject({ batches: [[1, 2, 3, 4, 5], [4], [5]], aside: [] });
  });
});
