// The dashboard’s addresses: which page each gives. Reads the record; writes only where there is a desk.
// SPDX-License-Identifier: Apache-2.0
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { tell } from '../terminal/tell.ts';
import { type DeskNow, decideAtDesk, decisionForms, type Sent } from './decisions.ts';
import { type Door, guarded } from './guard.ts';
import { type Html, html } from './html.ts';
import { type Frame, type Place, page } from './page.ts';
import { accessPage } from './pages/access.ts';
import { coveragePage } from './pages/coverage.ts';
import { findingPage } from './pages/finding.ts';
import { type Filters, filterKeys, findingsPage } from './pages/findings.ts';
import { timelinePage } from './pages/timeline.ts';
import { trendsPage } from './pages/trends.ts';
import { waiversPage } from './pages/waivers.ts';
import { detailsOf, type Source, showFinding } from './record-view.ts';

/** `desk`: null where the dashboard only reads. */
export function dashboardApp(source: Source, door: Door, desk: DeskNow | null): Hono {
  const app = new Hono();
  const decides = desk === null ? null : desk().person.name;
  const frame = (title: string, place: Place | null): Frame => ({ title, place, source, decides });
  app.use(guarded(door));
  app.use(bodyLimit({ maxSize: 16 * 1024, onError: (context) => context.text('Too long.\n', 413) }));
  app.get('/', async (context) =>
    context.html(page(frame('Findings', '/'), findingsPage(await showFinding(source), filtersIn(context)))),
  );
  const overview = (
    title: string,
    place: Place,
    content: (shown: Awaited<ReturnType<typeof showFinding>>) => Html,
  ) =>
    app.get(place, async (context) =>
      context.html(page(frame(title, place), content(await showFinding(source)))),
    );
  overview('Timeline', '/timeline', timelinePage);
  overview('Coverage', '/coverage', (shown) => coveragePage(shown, source.controls, source.policy));
  overview('Trends', '/trends', trendsPage);
  overview('Waivers', '/waivers', (shown) => waiversPage(shown, source.policy));
  overview('Access', '/access', accessPage);
  app.get('/findings/:id', (context) => one(context, source, frame, { desk, words: null }));
  if (desk !== null)
    app.post('/findings/:id/decide', async (context) => {
      const answer = await decideAtDesk(context.req.param('id'), await readSent(context), desk(), source);
      context.status(answer === null ? 404 : answer.ok ? 200 : 409);
      return one(context, source, frame, { desk, words: answer?.words ?? null });
    });
  app.notFound((context) =>
    context.html(page(frame('Not found', null), html`<p>There is no such page.</p>`), 404),
  );
  app.onError((error, context) => {
    tell(`dashboard: ${error.message}`);
    return context.html(page(frame('The record cannot be read', null), html`<p>${error.message}</p>`), 500);
  });
  return app;
}

interface Deciding {
  readonly desk: DeskNow | null;
  readonly words: string | null;
}

async function one(
  context: Context,
  source: Source,
  frame: (title: string, place: Place | null) => Frame,
  { desk, words }: Deciding,
): Promise<Response> {
  const details = await detailsOf(context.req.param('id') ?? '', source);
  if (details === null)
    return context.html(page(frame('Not found', null), html`<p>The record holds no such finding.</p>`), 404);
  const control = source.controls.find(({ id }) => id === details.finding.control) ?? null;
  const title = details.finding.evidence[0]?.message ?? details.finding.control;
  return context.html(
    page(
      frame(title, null),
      html`${words !== null && html`<p class="said" role="status">${words}</p>`}${findingPage(details, control)}${desk !== null && decisionForms(details, desk())}`,
    ),
  );
}

function filtersIn(context: Context): Filters {
  const given = [...filterKeys, 'page' as const].map((key) => [key, context.req.query(key)?.slice(0, 200)]);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

async function readSent(context: Context): Promise<Sent> {
  const form = await context.req.parseBody();
  const text = (key: string) => {
    const value = form[key];
    return typeof value === 'string' ? value : '';
  };
  return {
    ...{ kind: text('kind'), reason: text('reason'), until: text('until'), response: text('response') },
    ...{ plan: text('plan'), occurrence: text('occurrence') },
  };
}
