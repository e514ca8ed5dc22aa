// The pages as they are written, against golden files; filters; and that nothing of a record becomes markup.
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Html, html } from '../../../cli/dashboard/html.ts';
import { weeksOf } from '../../../cli/dashboard/pages/trends.ts';
import { showFinding } from '../../../cli/dashboard/record-view.ts';
import type { RecordStore } from '../../../shared/findings/store.ts';
import { looked, minute, service, verdict } from '../../findings/fixtures.ts';
import { runs } from '../../support/extent.ts';
import { appOver, get, sourceOf, storyStore } from './story.ts';

let store: RecordStore;
beforeAll(async () => {
  store = await storyStore();
});

const mainOf = (page: string) => page.slice(page.indexOf('<main'), page.indexOf('</main>') + 8);
const textAt = async (path: string, from = store) => (await get(appOver(sourceOf(from)), path)).text();
const idOf = async (name: string) => {
  const { findings } = await showFinding(sourceOf(store));
  return findings.find(({ control }) => control.endsWith(name))?.id ?? '';
};

describe('pages', () => {
  it.each(['timeline', 'trends', 'waivers', 'access'])('%s is written as it was looked at', async (name) => {
    await expect(mainOf(await textAt(`/${name}`))).toMatchFileSnapshot(`golden/${name}.html`);
  });

  it('the list and one finding are written as they were looked at', async () => {
    await expect(mainOf(await textAt('/'))).toMatchFileSnapshot('golden/findings.html');
    await expect(mainOf(await textAt(`/findings/${await idOf('no-privileged')}`))).toMatchFileSnapshot(
      'golden/finding.html',
    );
  });

  it('coverage names every control, and each section of a framework once', async () => {
    const page = await textAt('/coverage');
    for (const { id } of sourceOf(store).controls) expect(page).toContain(`<small>${id}</small>`);
    expect(page.match(/<td data-of="Section">4\.4\.2<\/td>/g)).toHaveLength(1);
    expect(page).toContain('inactive: policy names no trust.registries');
  });

  it('filters by words, severity, status and family, and says how many are left', async () => {
    const shown = async (query: string) => /<caption>(\d+) of/.exec(await textAt(`/?${query}`))?.[1];
    expect(await shown('')).toBe('3');
    expect(await shown('status=all')).toBe('4');
    expect(await shown('status=waived')).toBe('1');
    expect(await shown('q=DB_PASSWORD%20secret')).toBe('1');
    expect(await shown('severity=critical&family=control-plane')).toBe('1');
    expect(await textAt('/?q=nothing-says-this')).toContain('None: 0 of 4 findings.');
  });

  it('counts weeks from Monday: first seen, ended, and still standing', async () => {
    const weeks = weeksOf(await showFinding(sourceOf(store)));
    expect(weeks.at(-1)).toEqual({ from: '2026-02-23', opened: 4, ended: 1, standing: 3 });
    expect(weeks).toHaveLength(12);
  });

  it('answers 404 for a finding that is not there, and for any other page', async () => {
    for (const path of ['/findings/0123', '/findings/..%2f..', '/nosuch'])
      expect((await get(appOver(sourceOf(store)), path)).status).toBe(404);
  });
});

const hostile = fc.oneof(
  fc.string({ maxLength: 30, unit: 'binary' }),
  fc.constantFrom(
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    'javascript:alert(1)',
    '</style><script>',
    '</title><script>',
    '&lt;script&gt;',
    '\u202Eevil',
    '<!--',
  ),
);

/** Markup in the page that its templates do not have: each tag and attribute must be one that the same page has without hostile text. */
const tags = (page: string) =>
  new Set([...page.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/"[^"]*"/g, '""')));

describe('hostile text', () => {
  it('is escaped by the template wherever it stands, and only markup of templates is not', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const page = html`<a title="${text}">${[text, html`<b>${text}</b>`]}</a>`.toString();
        expect(page.replace(/<a title="[^"<>]*">[^<>]*<b>[^<>]*<\/b><\/a>/, '')).toBe('');
      }),
    );
    expect(html`${Html.raw('<i>')}`.toString()).toBe('<i>');
  });

  it('of a record adds no tag and no attribute to any page', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(hostile, { minLength: 9, maxLength: 9 }),
        async ([a = '', b = '', c = '', d = '', e = '', f = '', g = '', h = '', i = '']) => {
          const pages = async (said: readonly string[]) => {
            const [name, path, message, found, cluster, arn, instance, session, event] = said;
            const subject = { ...verdict().subject, name: name ?? '' };
            const who = {
              arn: `x${arn}`,
              session: null,
              sessionName: `x${session}`,
              sourceIdentity: null,
              directoryUser: null,
            };
            const look = looked('fail', 1, {
              subject,
              cluster: `x${cluster}`,
              instance: `x${instance}`,
              eventId: `x${event}`,
              actor: `x${arn}`,
              who,
              identity: service,
              evidence: [{ path: path ?? '', found: found ?? '', wanted: null, message: `x${message}` }],
            });
            const hostileStore = await storyStore([look]);
            const app = appOver({ ...sourceOf(hostileStore), record: name ?? '' });
            const { findings } = await showFinding(sourceOf(hostileStore));
            const paths = [
              '/',
              '/timeline',
              '/waivers',
              '/access',
              `/findings/${findings[0]?.id}`,
              `/?q=${encodeURIComponent(message?.toWellFormed() ?? '')}`,
            ];
            return Promise.all(paths.map(async (one) => (await get(app, one)).text()));
          };
          const plainly = (await pages(Array.from({ length: 9 }, () => 'name'))).map(tags);
          const hostilely = (await pages([a, b, c, d, e, f, g, h, i])).map(tags);
          for (const [index, found] of hostilely.entries())
            expect([...found].filter((tag) => !plainly[index]?.has(tag))).toEqual([]);
        },
      ),
      runs(40),
    );
  });

  it('turns no text around on the screen', async () => {
    const evil = await storyStore([
      looked('fail', 1, { evidence: [{ path: 'a', found: 1, wanted: 2, message: 'a\u202Eb' }] }),
    ]);
    const page = await textAt('/', evil);
    expect(page).not.toContain('\u202E');
    expect(page).toContain('a\\u202eb');
  });
});

it('a resolved finding that came back is one line, by minute of the story', async () => {
  const again = await storyStore([looked('fail', 1), looked('pass', 2), looked('fail', 3)]);
  expect(await textAt('/timeline', again)).toContain(
    `${minute(3).slice(11, 19)}</td><td data-of="Change">reopened: open`,
  );
});
