// A server that behaves like Slack's Web API as documented: tokens, limits, threads, updates, 429s and failures. Over real HTTP.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  dig,
  isObject,
  type JsonObject,
  listOf,
  numberOf,
  objectOf,
  stringOf,
} from '../../../shared/model/json.ts';
import { invalidBlocks, invalidView } from './block-limits.ts';

export interface FakeMessage {
  readonly channel: string;
  readonly ts: string;
  readonly thread: string | null;
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly metadata: unknown;
  readonly updates: number;
}

export interface FakeCall {
  readonly method: string;
  readonly at: number;
  readonly arguments: JsonObject;
  readonly answer: string;
}

export interface FakeUser {
  readonly email?: string;
  /** Whether the address was confirmed; default: it was. */
  readonly confirmed?: boolean;
  readonly team?: string;
  readonly bot?: boolean;
  readonly guest?: boolean;
}

export interface FakeOptions {
  readonly token: string;
  readonly team: string;
  readonly channels: Readonly<Record<string, string>>;
  readonly users: Readonly<Record<string, FakeUser>>;
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  /** Channel ids that are archived, and those that the app is not in (and may not post to, being private). */
  readonly archived?: readonly string[];
  readonly notIn?: readonly string[];
  /** Milliseconds, as the server's clock shows them. */
  readonly now: () => number;
  /** Writes a channel takes within a second before it answers 429; default: all. */
  readonly burst?: number;
}

/** Slack as a test sees it: what it was asked, what it shows. */
export class FakeSlack {
  readonly messages: FakeMessage[] = [];
  readonly calls: FakeCall[] = [];
  readonly whispers: JsonObject[] = [];
  readonly views: JsonObject[] = [];
  /** Errors to answer with, by method, the next first; `http:500` and `drop` break the connection's promise instead. */
  readonly failures = new Map<string, string[]>();
  readonly #options: FakeOptions;
  readonly #server: Server;
  readonly #writes = new Map<string, number[]>();
  #count = 0;

  constructor(options: FakeOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      void this.#answer(request).then(({ status, body, retryAfter, after }) => {
        if (after === 'drop') return response.destroy();
        const headers = {
          'content-type': 'application/json',
          ...(retryAfter === null ? {} : { 'retry-after': retryAfter }),
        };
        return response.writeHead(status, headers).end(JSON.stringify(body));
      });
    });
  }

  /** Starts it; returns the URL for the client. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/api/`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Messages of a channel that are in no thread. */
  tops(): readonly FakeMessage[] {
    return this.messages.filter(({ thread }) => thread === null);
  }

  replies(ts: string): readonly FakeMessage[] {
    return this.messages.filter(({ thread }) => thread === ts);
  }

  count(method: string, answer = 'ok'): number {
    return this.calls.filter((call) => call.method === method && call.answer === answer).length;
  }

  async #answer(request: IncomingMessage) {
    const method = (request.url ?? '').replace(/^\/api\//, '');
    const body = await bodyOf(request);
    const failure = this.failures.get(method)?.shift() ?? null;
    const done = (answer: string, status = 200, extra: JsonObject = {}, retryAfter: string | null = null) => {
      this.calls.push({ method, at: this.#options.now(), arguments: body, answer });
      const ok = answer === 'ok';
      return {
        status,
        retryAfter,
        after: null as string | null,
        body: ok ? { ok, ...extra } : { ok, error: answer, ...extra },
      };
    };
    if (request.headers.authorization !== `Bearer ${this.#options.token}`) return done('invalid_auth');
    if (failure === 'http:500') return done('internal', 500);
    if (failure !== null && failure !== 'drop') return done(failure);
    if (this.#tooFast(method, stringOf(body.channel))) return done('ratelimited', 429, {}, '1');
    const extra = this.#run(method, body);
    const result =
      typeof extra === 'string' ? done(extra, 200, this.#why(extra, body)) : done('ok', 200, extra);
    return failure === 'drop' ? { ...result, after: 'drop' } : result;
  }

  #why(error: string, { blocks }: JsonObject): JsonObject {
    return error === 'invalid_blocks' ? { response_metadata: { messages: invalidBlocks(blocks) } } : {};
  }

  /** About one message a second and channel, with a burst. */
  #tooFast(method: string, channel: string | null): boolean {
    const { burst, now } = this.#options;
    if (burst === undefined || channel === null || !/^chat\.(?:post|up)/.test(method)) return false;
    const id = this.#channelId(channel) ?? channel;
    const recent = (this.#writes.get(id) ?? []).filter((at) => now() - at < 1000);
    if (recent.length >= burst) return true;
    this.#writes.set(id, [...recent, now()]);
    return false;
  }

  #channelId(channel: string): string | null {
    const { channels } = this.#options;
    if (Object.values(channels).includes(channel)) return channel;
    return channels[channel.replace(/^#/, '')] ?? null;
  }

  #run(method: string, body: JsonObject): JsonObject | string {
    switch (method) {
      case 'chat.postMessage':
        return this.#post(body);
      case 'chat.update':
        return this.#update(body);
      case 'chat.postEphemeral':
        return this.#whisper(body);
      case 'conversations.history':
        return this.#history(body, null);
      case 'conversations.replies':
        return this.#history(body, stringOf(body.ts));
      case 'users.info':
        return this.#user(stringOf(body.user) ?? '');
      case 'usergroups.users.list': {
        const users = this.#options.groups?.[stringOf(body.usergroup) ?? ''];
        return users === undefined ? 'no_such_subteam' : { users: [...users] };
      }
      case 'views.open':
        if (stringOf(body.trigger_id) !== 'live-trigger') return 'expired_trigger_id';
        if (invalidView(body.view).length > 0) return 'invalid_arguments';
        this.views.push(objectOf(body.view));
        return {};
      case 'auth.test':
        return { team_id: this.#options.team };
      default:
        return 'unknown_method';
    }
  }

  #post(body: JsonObject): JsonObject | string {
    const channel = this.#channelId(stringOf(body.channel) ?? '');
    if (channel === null) return 'channel_not_found';
    const closed = this.#closed(channel);
    if (closed !== null) return closed;
    const text = stringOf(body.text) ?? '';
    const wrong = messageError(body);
    if (wrong !== null) return wrong;
    this.#count++;
    const ts = `${Math.floor(this.#options.now() / 1000)}.${String(this.#count).padStart(6, '0')}`;
    const thread = stringOf(body.thread_ts);
    if (thread !== null && !this.messages.some((one) => one.ts === thread)) return 'thread_not_found';
    this.messages.push({
      channel,
      ts,
      thread,
      text,
      blocks: listOf(body.blocks),
      metadata: body.metadata ?? null,
      updates: 0,
    });
    return { channel, ts };
  }

  #closed(channel: string): string | null {
    const { archived = [], notIn = [] } = this.#options;
    if (archived.includes(channel)) return 'is_archived';
    return notIn.includes(channel) ? 'not_in_channel' : null;
  }

  /** Nobody sees one in a thread that has no replies yet. */
  #whisper(body: JsonObject): JsonObject | string {
    const channel = this.#channelId(stringOf(body.channel) ?? '');
    if (channel === null) return 'channel_not_found';
    const thread = stringOf(body.thread_ts);
    if (thread === null || this.replies(thread).length > 0) this.whispers.push(body);
    return { message_ts: '1.1' };
  }

  #update(body: JsonObject): JsonObject | string {
    const closed = this.#closed(stringOf(body.channel) ?? '');
    if (closed !== null) return closed;
    const place = this.messages.findIndex(({ channel, ts }) => channel === body.channel && ts === body.ts);
    const before = this.messages[place];
    if (before === undefined) return 'message_not_found';
    const wrong = messageError(body);
    if (wrong !== null) return wrong;
    const text = stringOf(body.text) ?? '';
    this.messages[place] = { ...before, text, blocks: listOf(body.blocks), updates: before.updates + 1 };
    return { channel: before.channel, ts: before.ts };
  }

  /** Of a channel the messages that are in no thread; of a thread its first message and the replies. */
  #history({ channel, oldest, limit }: JsonObject, thread: string | null): JsonObject | string {
    const since = numberOf(Number(stringOf(oldest) ?? '0')) ?? 0;
    const here = this.messages.filter((one) => one.channel === channel);
    if (thread !== null && !here.some(({ ts }) => ts === thread)) return 'thread_not_found';
    const found = here.filter(
      (one) => (one.thread === thread || one.ts === thread) && Number(one.ts) >= since,
    );
    const shown = found.toReversed().slice(0, numberOf(limit) ?? 100);
    return {
      messages: shown.map(({ ts, metadata }) => ({ ts, metadata: isObject(metadata) ? metadata : null })),
    };
  }

  #user(id: string): JsonObject | string {
    const user = this.#options.users[id];
    if (user === undefined) return 'user_not_found';
    const { team = this.#options.team, bot = false, guest = false, confirmed = true, email } = user;
    const profile = email === undefined ? {} : { email };
    const flags = { is_bot: bot, is_restricted: guest, is_email_confirmed: confirmed };
    return { user: { id, team_id: team, ...flags, profile } };
  }
}

function messageError(body: JsonObject): string | null {
  const text = stringOf(body.text) ?? '';
  if (text === '' && listOf(body.blocks).length === 0) return 'no_text';
  if (text.length > 40_000) return 'msg_too_long';
  return invalidBlocks(body.blocks).length > 0 ? 'invalid_blocks' : null;
}

/** The client sends forms, in which objects are JSON; or JSON. */
async function bodyOf(request: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString('utf8');
  if (request.headers['content-type']?.includes('json')) return objectOf(JSON.parse(text));
  const fields = [...new URLSearchParams(text)].map(([key, value]) => [
    key,
    structured.has(key) ? JSON.parse(value) : value,
  ]);
  return Object.fromEntries(fields);
}

const structured = new Set(['blocks', 'view', 'metadata']);

/** What a button carries, by its words. */
export function buttonOf(
  message: FakeMessage | undefined,
  words: string,
): { actionId: string; value: string } {
  const buttons = listOf(message?.blocks as never).flatMap((block) => listOf(dig(block, 'elements')));
  const found = buttons.find((element) => dig(element, 'text', 'text') === words);
  const actionId = stringOf(dig(found, 'action_id'));
  if (actionId === null) throw new Error(`there is no button ${words}`);
  return { actionId, value: stringOf(dig(found, 'value')) ?? '' };
}
