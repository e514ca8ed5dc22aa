// Which dead letters there are, where each came from, and whether it can be sent there again.
// SPDX-License-Identifier: Apache-2.0
import { dig, isObject, type JsonObject, stringOf } from '../../shared/model/json.ts';

/** Null: by hand alone, and why. */
export interface DeadLettersOf {
  readonly name: string;
  readonly back: ((body: string) => string) | null;
  readonly because: string;
}

const asItCame = (body: string) => body;

/** As serverless.yml and deploy/resources name the queues, without the stage; a test compares. */
export const deadLetters: readonly DeadLettersOf[] = [
  ...[
    'image-pushed',
    'task-launched',
    'access-changed',
    'respond',
    'notify',
    'deployment-gate',
    'security-hub',
    'sweep',
  ].map((name) => ({ name, back: asItCame, because: '' })),
  { name: 'pod-launched', back: payloadOf, because: '' },
  {
    ...{ name: 'publish', back: null },
    because:
      'they name records of the stream, which are gone by now; the record has the findings all the same',
  },
  ...['decisions', 'slack-answers'].map((name) => ({
    ...{ name, back: null },
    because: 'only the function that recognised the person may send there: have it decided again',
  })),
];

/** Lambda wraps what it could not hand over (Lambda Developer Guide, "Capturing records of asynchronous invocations"). */
function payloadOf(body: string): string {
  const record = parsed(body);
  const payload = isObject(record) ? record.requestPayload : undefined;
  return payload === undefined ? body : JSON.stringify(payload);
}

function parsed(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** What a message was about, in one line; nothing of its content but names that AWS gave. */
export function aboutOf(body: string): string {
  const event = parsed(body);
  if (event === null) return 'no JSON';
  const finding = stringOf(dig(event, 'detail', 'change', 'finding', 'id'));
  const words = [
    stringOf(event['detail-type']) ?? stringOf(event.kind),
    stringOf(dig(event, 'detail', 'eventName')),
    stringOf(event.account),
    stringOf(event.region),
    stringOf(event.time),
    stringOf(event.id) ?? stringOf(dig(event, 'detail', 'eventID')),
    finding === null ? null : `finding ${finding.slice(0, 12)}`,
  ].filter((word) => word !== null);
  const line = words.length === 0 ? 'of a kind that is not known' : words.join(' ');
  return line.replaceAll(/\p{Cc}/gu, ' ').slice(0, 200);
}
