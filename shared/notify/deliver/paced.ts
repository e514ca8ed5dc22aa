// Keeps to Slack's pace: about one message a second and channel, and as long a pause as a 429 asks for.
// SPDX-License-Identifier: Apache-2.0
// https://docs.slack.dev/apis/web-api/rate-limits
import { type MessageRef, SlackError, type SlackMessages } from './api.ts';

export interface Pace {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Between two writes to one channel. */
  readonly between?: number;
}

const usual = 1_100;
const attempts = 4;
/** Where Slack does not say how long. */
const unsaid = 2_000;

/**
 * The same messages, one after the other. Waits where it must, but not past `deadline` (milliseconds since 1970): then
 * the error is thrown, and the queue brings the change again.
 */
export function paced(slack: SlackMessages, pace: Pace, deadline: number): SlackMessages {
  const last = new Map<string, number>();
  const wait = async (milliseconds: number) => {
    if (milliseconds <= 0) return;
    if (pace.now() + milliseconds > deadline)
      throw new SlackError('no_time', 'there is no time left to wait for Slack; it is tried again later');
    await pace.sleep(milliseconds);
  };
  const write = async <T>(channel: string, call: () => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      await wait((last.get(channel) ?? 0) + (pace.between ?? usual) - pace.now());
      last.set(channel, pace.now());
      try {
        return await call();
      } catch (error) {
        if (attempt >= attempts || !isPassing(error)) throw error;
        await wait(error.retryAfter ?? unsaid * attempt);
      }
    }
  };
  return {
    interactive: slack.interactive,
    post: (posting) => write(posting.channel, () => slack.post(posting)),
    update: (ref: MessageRef, message) => write(ref.channel, () => slack.update(ref, message)),
    find: (place, key, since) => slack.find(place, key, since),
  };
}

/** Only a refusal for the rate is tried again at once: after a lost answer the message may be there already. */
function isPassing(error: unknown): error is SlackError {
  return error instanceof SlackError && (error.code === 'rate_limited' || error.code === 'ratelimited');
}
