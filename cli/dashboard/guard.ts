// Who may ask the dashboard: a browser that was given the start token, by the address it was given; and what a page may do.
// SPDX-License-Identifier: Apache-2.0
import { timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { hashSource, script, style } from './style.ts';

export interface Door {
  /** From the start of the process, 256 bits. */
  readonly token: string;
  /** Null until the server listens. */
  readonly port: () => number | null;
}

// No image, no font, no request to anywhere: style and script are the two texts that these hashes are of.
const policy = [
  "default-src 'none'",
  `style-src ${hashSource(style)}`,
  `script-src ${hashSource(script)}`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

const headers: Readonly<Record<string, string>> = {
  'Content-Security-Policy': policy,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  // With `no-referrer` a browser sends forms with `Origin: null` (Fetch, "append a request Origin header").
  'Referrer-Policy': 'same-origin',
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
};

export function guarded(door: Door): MiddlewareHandler {
  return async (context, next) => {
    const answer = refusal(context, door) ?? admitted(context, door);
    if (answer === null) await next();
    else context.res = answer;
    for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value);
  };
}

/**
 * A page of another site may make a browser ask 127.0.0.1, even under that site’s own name (DNS rebinding): the name asked for
 * must be ours. What changes something must come from a page of ours.
 */
function refusal(context: Context, { port }: Door): Response | null {
  const host = context.req.header('host') ?? '';
  const hosts = [`127.0.0.1:${port()}`, `localhost:${port()}`];
  if (!hosts.includes(host)) return context.text('This address is not the dashboard’s own.\n', 421);
  if (context.req.method === 'GET' || context.req.method === 'HEAD') return null;
  if (context.req.header('origin') !== `http://${host}`)
    return context.text('Only a page of the dashboard itself may decide.\n', 403);
  return null;
}

/** The token in the address becomes a cookie, and leaves the address: histories and pictures of screens keep addresses. */
function admitted(context: Context, { token, port }: Door): Response | null {
  const name = `seawall-${port()}`;
  const url = new URL(context.req.url);
  const given = url.searchParams.get('token');
  if (given !== null && context.req.method === 'GET' && isSame(given, token)) {
    setCookie(context, name, token, { httpOnly: true, sameSite: 'Strict', path: '/' });
    url.searchParams.delete('token');
    return context.redirect(`${url.pathname}${url.search}`, 303);
  }
  if (isSame(getCookie(context, name) ?? '', token)) return null;
  return context.text('Open the address that seawall dashboard printed: it holds the token.\n', 401);
}

function isSame(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
