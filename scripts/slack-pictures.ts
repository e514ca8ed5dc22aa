// `node scripts/slack-pictures.ts`: renders the messages of test/notify to docs/images/slack-*.png, in headless Chromium.
// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dig, listOf, stringOf } from '../shared/model/json.ts';
import type { SlackMessage } from '../shared/notify/slack/message.ts';
import { messages } from '../test/notify/messages.ts';

const browser = process.env.CHROMIUM ?? 'chromium';
const width = 760;

const pictures: Readonly<Record<string, number>> = {
  'approval-wanted': 610,
  group: 640,
  done: 500,
  undone: 640,
  waived: 560,
  digest: 720,
  blind: 360,
  thread: 220,
};

const style = `
  body { margin: 0; padding: 14px 18px; font: 15px/1.45 "DejaVu Sans", "Noto Color Emoji", sans-serif; color: #1d1c1d; background: #fff; }
  .by { font-weight: bold; margin-bottom: 4px } .by span { font: 11px sans-serif; background: #e8e8e8; color: #616061; padding: 1px 4px; border-radius: 3px }
  h1 { font-size: 18px; margin: 6px 0 8px } .section { margin: 8px 0 } .fields { display: grid; grid-template-columns: 1fr 1fr; gap: 8px 16px; margin: 6px 0 }
  .context { color: #616061; font-size: 12px; margin: 6px 0 } code { font: 12px "DejaVu Sans Mono", monospace; color: #c01343; background: #f6f6f6; border: 1px solid #ddd; border-radius: 3px; padding: 1px 3px; overflow-wrap: anywhere }
  button { font: bold 13px "DejaVu Sans", sans-serif; padding: 6px 12px; margin: 4px 8px 4px 0; border: 1px solid #bbb; border-radius: 4px; background: #fff; color: #1d1c1d }
  .primary { background: #007a5a; border-color: #007a5a; color: #fff } .danger { background: #e01e5a; border-color: #e01e5a; color: #fff } .user { color: #1264a3; background: #e8f5fa; padding: 0 2px }
`;

function pageOf({ blocks }: SlackMessage): string {
  const body = blocks.map(blockHtml).join('\n');
  return `<!doctype html><meta charset="utf-8"><style>${style}</style><div class="by">Seawall <span>APP</span></div>${body}`;
}

function blockHtml(block: unknown): string {
  const text = textHtml(dig(block, 'text'));
  switch (dig(block, 'type')) {
    case 'header':
      return `<h1>${text}</h1>`;
    case 'actions':
      return `<div>${listOf(dig(block, 'elements')).map(buttonHtml).join('')}</div>`;
    case 'context':
      return `<div class="context">${listOf(dig(block, 'elements')).map(textHtml).join(' ')}</div>`;
    default: {
      const fields = listOf(dig(block, 'fields')).map((field) => `<div>${textHtml(field)}</div>`);
      return `<div class="section">${text}<div class="fields">${fields.join('')}</div></div>`;
    }
  }
}

function buttonHtml(button: unknown): string {
  return `<button class="${stringOf(dig(button, 'style')) ?? ''}">${textHtml(dig(button, 'text'))}</button>`;
}

function textHtml(object: unknown): string {
  const text = stringOf(dig(object, 'text')) ?? '';
  if (dig(object, 'type') !== 'mrkdwn') return escapeHtml(text);
  return mrkdwnHtml(text);
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** Slack's markup is HTML already as far as escapes go; code first, so that nothing in it is formatted. */
function mrkdwnHtml(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? `<code>${part.slice(1, -1)}</code>` : formatted(part)))
    .join('');
}

function formatted(text: string): string {
  return text
    .replace(/<!date\^\d+\^[^|]*\|([^>]*)>/g, '$1')
    .replace(/<@(\w+)>/g, (_, id: string) => `\u0001${names[id] ?? id}\u0002`)
    .replace(/\*([^*]+)\*/g, '<b>$1</b>')
    .replace(/(^|\s)_([^_]+)_/g, '$1<i>$2</i>')
    .replaceAll('\u0001', '<span class="user">@')
    .replaceAll('\u0002', '</span>')
    .replaceAll('\n', '<br>');
}

const names: Readonly<Record<string, string>> = { U0KIM: 'kim', U0LEE: 'lee' };

const folder = mkdtempSync(join(tmpdir(), 'seawall-pictures-'));
for (const [name, height] of Object.entries(pictures)) {
  const message = messages[name]?.();
  if (message === undefined || message === null) throw new Error(`there is no message ${name}`);
  const page = join(folder, `${name}.html`);
  writeFileSync(page, pageOf(message));
  const picture = join(process.cwd(), 'docs/images', `slack-${name}.png`);
  const options = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--hide-scrollbars',
    '--force-device-scale-factor=1.5',
  ];
  execFileSync(
    browser,
    [...options, `--window-size=${width},${height}`, `--screenshot=${picture}`, `file://${page}`],
    {
      stdio: 'ignore',
    },
  );
  console.log(`docs/images/slack-${name}.png`);
}
rmSync(folder, { recursive: true });
