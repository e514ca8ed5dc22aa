// `npm run dead-letters [-- --redrive [QUEUE…]]`: shows what failed five times, and sends it again where it may be.
// SPDX-License-Identifier: Apache-2.0

import { parseArgs } from 'node:util';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientConfig } from '../shared/model/request-handler.ts';
import { wordsOfError } from './aws-errors.ts';
import { countIn, peek, redrive, urlOf } from './dead-letters/move.ts';
import { aboutOf, type DeadLettersOf, deadLetters } from './dead-letters/queues.ts';

const usage = `Usage: npm run dead-letters -- [options] [QUEUE…]

Shows the dead letters of a deployment: how many, what the first ten of each queue are about, and whether they can be sent again.

Options:
  --redrive            send them again, after showing them: those of all queues, or of the queues named (such as task-launched)
  -s, --stage STAGE    name of the deployment (default: production)
  -r, --region REGION  its region (default: eu-central-1)
  -h, --help           show this; nothing is read or sent

Example:
  npm run dead-letters -- --redrive access-changed`;

interface Asked {
  readonly stage: string;
  readonly redrive: boolean;
  /** None: all. */
  readonly queues: readonly string[];
}

async function showAll(client: SQSClient, asked: Asked): Promise<number> {
  const chosen = deadLetters.filter(({ name }) => asked.queues.length === 0 || asked.queues.includes(name));
  let missing = 0;
  for (const one of chosen) if (!(await show(client, one, asked))) missing++;
  return missing === 0 ? 0 : 1;
}

/** False where there is no such queue. */
async function show(
  client: SQSClient,
  { name, back, because }: DeadLettersOf,
  asked: Asked,
): Promise<boolean> {
  const queue = `seawall-${asked.stage}-${name}`;
  const from = await urlOf(client, `${queue}-dead-letters`);
  if (from === null) {
    console.error(`${queue}-dead-letters: there is no such queue in this Region`);
    return false;
  }
  const count = await countIn(client, from);
  console.log(`${name}: ${count}${back === null ? ` (${because})` : ''}`);
  if (count === 0) return true;
  for (const { Body = '' } of await peek(client, from)) console.log(`  ${aboutOf(Body)}`);
  const to = asked.redrive && back !== null ? await urlOf(client, queue) : null;
  if (to !== null && back !== null) console.log(`  sent again: ${await redrive(client, from, to, back)}`);
  return true;
}

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      redrive: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      stage: { type: 'string', short: 's', default: 'production' },
      region: { type: 'string', short: 'r', default: 'eu-central-1' },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const unknown = positionals.filter((name) => !deadLetters.some((known) => known.name === name));
  if (unknown.length > 0) {
    console.error(
      `no such queue: ${unknown.join(', ')}; known are ${deadLetters.map(({ name }) => name).join(', ')}`,
    );
    return 2;
  }
  const client = new SQSClient(clientConfig({ region: values.region }));
  return showAll(client, { stage: values.stage, redrive: values.redrive, queues: positionals });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(wordsOfError(error));
  process.exitCode = 1;
}
