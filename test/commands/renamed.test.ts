// Programs under another name: copies, links, aliases, and scripts that name their interpreter.
import { describe, expect, it } from 'vitest';
import { commandsOfText } from '../../shared/commands/command.ts';
import { shellListeners } from '../../shared/commands/listeners.ts';
import { selfUpdates } from '../../shared/commands/self-update.ts';

const kinds = (text: string) => {
  const commands = commandsOfText(text);
  return [...shellListeners(commands), ...selfUpdates(commands)].map(({ what }) => what);
};

describe('programs under another name', () => {
  it.each([
    ['cp /usr/sbin/sshd /tmp/a; /tmp/a -D', 'daemon'],
    ['ln -s /usr/sbin/dropbear /tmp/b && exec /tmp/b -F', 'daemon'],
    ['cp /usr/sbin/sshd /opt/; cp /usr/sbin/sshd /tmp/x; cp /tmp/x /tmp/y; /tmp/y', 'daemon'],
    ['mv /usr/bin/apt-get /usr/bin/x; x install -y curl', 'package-manager'],
    ['install -m 755 /usr/bin/pip3 /tmp/p; /tmp/p install x', 'package-manager'],
    ["alias i='apk add'; i curl", 'package-manager'],
    ['/usr/bin/ap?-get install -y curl', 'package-manager'],
    ['/???/?in/a?k add curl', 'package-manager'],
    ['/usr/sbin/ss*d -D', 'daemon'],
    ['echo "lruc dda kpa" | rev | sh', 'package-manager'],
    ['echo "ncx nqq phey" | tr "a-z" "n-za-m" | sh', 'package-manager'],
    ['echo "apk_add_curl" | tr _ " " | sh', 'package-manager'],
    ['git clone https://h/x.git /opt/x && make -C /opt/x install', 'download-run'],
    ['git clone https://h/x.git /opt/x && npm --prefix /opt/x start', 'download-run'],
    ['code tunnel --accept-server-license-terms', 'daemon'],
    ['npx playwright install chromium', 'package-manager'],
    ['dotnet restore', 'package-manager'],
    [
      'printf \'#!/usr/bin/env python3\\nimport socket,pty\\ns=socket.socket()\\npty.spawn("/bin/sh")\\n\' > x; chmod +x x; ./x',
      'reverse',
    ],
  ])('%s', (text, what) => {
    expect(kinds(text)).toContain(what);
  });

  it.each([
    'cp /usr/sbin/sshd /tmp/a; /app/run',
    'cp /app/sshd.conf /tmp/a; /tmp/a',
    "alias ll='ls -l'; ll /tmp",
    'alias a=a; a x',
    '/app/*.sh --now',
    '/opt/* run',
    'echo abc | tr a-z A-Z | tee /tmp/x',
    'echo abc | rev',
    'make -C /app build',
    'code-server --bind-addr 0.0.0.0:8080',
    'npx playwright test',
    'dotnet run --no-restore',
    "printf '#!/usr/bin/env python3\\nprint(1)\\n' > x; ./x",
    'cp -r /app/public /srv; /app/run',
  ])('%s: none', (text) => {
    expect(kinds(text)).toEqual([]);
  });
});
