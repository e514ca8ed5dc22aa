// The dashboard in a real browser: what it asks for, whether everybody can use it, the keyboard, and a decision made by a click.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, serveDashboard } from '../../../cli/dashboard/serve.ts';
import type { Desk } from '../../../cli/decision/decide.ts';
import type { RecordStore } from '../../../shared/findings/store.ts';
import { localPerson } from '../../../shared/people/person.ts';
import { plainSealer } from '../../../shared/respond/journal/sealer.ts';
import { faultsOfPage } from './accessibility.ts';
import { type Browser, openBrowser } from './browser.ts';
import { now, sourceOf, storyStore } from './story.ts';

const program = process.env.SEAWALL_CHROMIUM ?? '';
/** Where pictures go for people to look at; nowhere unless asked. */
const pictures = process.env.SEAWALL_PICTURES ?? '';

describe.skipIf(program === '')('the dashboard in Chromium', () => {
  let browser: Browser;
  let served: Served;
  let store: RecordStore;
  let base: string;

  beforeAll(async () => {
    store = await storyStore();
    const source = sourceOf(store);
    const { policy, controls } = source;
    const parts = {
      policy,
      store,
      view: { quiet: 1, waiver: () => null },
      now: () => Date.parse(now),
      tell: async () => {},
      responseTo: async () => null,
      sealer: plainSealer,
    };
    const desk = {
      options: {},
      record: 'r',
      now,
      policy,
      controls,
      store,
      person: localPerson('sam'),
      parts,
    } as unknown as Desk;
    served = await serveDashboard(source, 0, () => desk);
    base = new URL(served.url).origin;
    browser = await openBrowser(program);
    await browser.go(served.url);
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
    await store?.close();
  });

  const keep = async (name: string) => {
    if (pictures === '') return;
    mkdirSync(pictures, { recursive: true });
    writeFileSync(join(pictures, `${name}.png`), await browser.picture());
  };
  const scheme = (value: string) =>
    browser.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] });
  const width = (pixels: number) =>
    browser.send('Emulation.setDeviceMetricsOverride', {
      width: pixels,
      height: 900,
      deviceScaleFactor: 1,
      mobile: false,
    });
  const firstFinding = async () => {
    await browser.go(`${base}/`);
    return browser.run<string>(`document.querySelector('[data-row]').href`);
  };

  it('takes the token out of the address', async () => {
    expect(await browser.run('location.href')).toBe(`${base}/`);
  });

  it.each(['light', 'dark'])('has no fault that a program can tell, on any page, %s', async (value) => {
    await scheme(value);
    const finding = new URL(await firstFinding()).pathname;
    const paths = ['/', '/?q=nothing', '/timeline', '/coverage', '/trends', '/waivers', '/access', '/nosuch'];
    for (const columns of [1280, 400]) {
      await width(columns);
      for (const path of [...paths, finding]) {
        await browser.go(base + path);
        expect([path, columns, await browser.run(faultsOfPage)]).toEqual([path, columns, []]);
        await keep(
          `${value}-${columns}-${path === finding ? 'finding' : path.replace(/\W+/g, '') || 'findings'}`,
        );
      }
    }
    await width(1280);
  });

  it('finds the faults that there are: the checks can fail', async () => {
    await browser.go(`${base}/`);
    await browser.run(
      `document.querySelector('main').insertAdjacentHTML('beforeend', '<input name=x><a href="/"></a><h4>x</h4><svg></svg><table><tr><th>a</th></tr></table><p id=content><font color="#777">x</font></p><font color="#999">pale</font>')`,
    );
    expect(
      (await browser.run<string[]>(faultsOfPage)).map((fault) => fault.split(':')[0]).join('\n'),
    ).toMatch(
      /id stands twice.*no label.*no name.*picture says nothing.*no caption.*no scope.*level out.*contrast/s,
    );
  });

  it('is used by the keyboard: / searches, j and k go through the rows, Enter opens', async () => {
    await browser.go(`${base}/`);
    const press = async (key: string, code = key) => {
      for (const type of ['keyDown', 'keyUp'])
        await browser.send('Input.dispatchKeyEvent', {
          type,
          key,
          code,
          ...(key === 'Enter' ? { text: '\r' } : {}),
        });
    };
    await press('/');
    expect(await browser.run('document.activeElement.name')).toBe('q');
    await browser.run('document.activeElement.blur()');
    const at = `[...document.querySelectorAll('[data-row]')].indexOf(document.activeElement)`;
    await press('j');
    await press('j');
    expect(await browser.run(at)).toBe(1);
    await press('k');
    expect(await browser.run(at)).toBe(0);
    expect(await browser.run(`getComputedStyle(document.activeElement).outlineStyle`)).toBe('solid');
  });

  it('decides by a click, as whom the page says', async () => {
    await browser.go(await firstFinding());
    expect(await browser.run(`document.body.textContent.includes('You decide as sam')`)).toBe(true);
    await browser
      .run(
        `document.querySelector('form [value=acknowledge]').form.querySelector('button').click(), new Promise((done) => setTimeout(done, 1500))`,
      )
      .catch(() => {});
    for (let tries = 0; tries < 50; tries++) {
      const said = await browser
        .run<string | null>(`document.querySelector('[role=status]')?.textContent ?? null`)
        .catch(() => null);
      if (said !== null) {
        expect(said).toContain('is acknowledged, decided by sam (not verified)');
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('the decision was not answered');
  });

  it('asked for nothing but its own pages, and its policy was never broken', () => {
    // The browser draws its own date field with a picture of its own.
    const elsewhere = browser.requests.filter((url) => !url.startsWith(base) && !url.startsWith('data:'));
    expect(elsewhere).toEqual([]);
    const broken = browser.complaints.filter((one) => !one.includes('404') && !one.includes('favicon'));
    expect(broken).toEqual([]);
  });
});
