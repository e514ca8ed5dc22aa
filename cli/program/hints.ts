// What people type by the habit of other tools, and how a mistake on the command line is put into one line.
// SPDX-License-Identifier: Apache-2.0
import { commands } from '../commands.ts';
import { withoutLogins } from '../terminal/logins.ts';
import { plain } from '../terminal/terminal.ts';

/** Words for the same thing in other command lines. */
const meant: Readonly<Record<string, string>> = {
  ...{ scan: 'evaluate', check: 'evaluate', lint: 'evaluate', judge: 'evaluate', audit: 'evaluate' },
  ...{ validate: 'evaluate', verify: 'journal --verify', serve: 'dashboard', run: 'replay', watch: 'test' },
  ...{ list: 'findings', show: 'findings', ack: 'acknowledge', suppress: 'waive', ignore: 'waive' },
  ...{ version: '--version', '-v': '--version' },
  ...{ '-o': '--output', '-f': '--format', '--json': '--format json', '--sarif': '--format sarif' },
};

/** commander writes a mistake and its guess in two lines. `asked`: the command, where one was named. */
export function mistakeLine(message: string, asked: string | undefined): string {
  const [first = '', ...more] = message
    .trim()
    .replace(/^error: /, '')
    .split('\n');
  return `${plain(withoutLogins([first, ...more, ...guess(message)].join(' ')))} (${helpOf(asked)})\n`;
}

function guess(message: string): string[] {
  const [, typed = ''] = /unknown (?:command|option) '([^']{1,40})'/.exec(message) ?? [];
  const other = Object.hasOwn(meant, typed) ? meant[typed] : undefined;
  return other === undefined || message.includes('Did you mean') ? [] : [`(Did you mean ${other}?)`];
}

function helpOf(asked: string | undefined): string {
  return asked !== undefined && isCommand(asked) ? `seawall ${asked} --help` : 'seawall --help';
}

export function isCommand(word: string): boolean {
  return word === 'help' || commands.some(({ name, former }) => word === name || word === former);
}
